"""Publications as CSL-JSON items, and from them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.models import Author, PublicationPage, Topic
from projects.models.csl import FIELDS, TYPES
from tests.support.factories import make_publication

# A text without the edges and runs of blanks that a title does not keep.
WORDS = st.lists(
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="$<;\\{}"), min_size=1),
    min_size=1,
    max_size=4,
).map(" ".join)
MARKUP = st.sampled_from(
    ["A $x^2$ in MoS<sub>2</sub>", r"Costs \$5", "<i>E. coli</i> & <3", "Ünïcode “–” 董", r"$\foo{"]
)
NAME = st.one_of(
    st.fixed_dictionaries({"literal": WORDS}, optional={"ORCID": st.just("0000-0002-1825-0097")}),
    st.fixed_dictionaries(
        {"family": WORDS},
        optional={
            "given": WORDS,
            "non-dropping-particle": st.sampled_from(["van der", "de la"]),
            "dropping-particle": st.just("von"),
            "suffix": st.sampled_from(["Jr.", "III"]),
            "ORCID": st.just("0000-0002-1825-0097"),
        },
    ),
)
DATE = st.one_of(
    st.tuples(st.integers(1, 9999)),
    st.tuples(st.integers(1, 9999), st.integers(1, 12)),
    st.dates().map(lambda date: (date.year, date.month, date.day)),
)
LINK = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["code", "data", "poster", "hal", "page", "other", "erratum"]),
        "url": st.just("https://example.org/x"),
    }
)
CUSTOM = st.fixed_dictionaries(
    {},
    optional={
        "arxiv": st.just("1905.06236v2"),
        "arxiv-class": st.just("cs.CV"),
        "keywords": st.lists(WORDS, min_size=1, max_size=3),
        "links": st.lists(LINK, min_size=1, max_size=3),
    },
)
ITEM = st.fixed_dictionaries(
    {"type": st.sampled_from(list(TYPES.values())), "title": st.one_of(WORDS, MARKUP)},
    optional={
        "author": st.lists(NAME, min_size=1, max_size=4),
        "editor": st.lists(NAME, min_size=1, max_size=2),
        "issued": DATE.map(lambda parts: {"date-parts": [list(parts)]}),
        "custom": CUSTOM.filter(bool),
        **{name: WORDS.filter(lambda text: len(text) <= 40) for name in FIELDS},
    },
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ITEM)
def test_an_item_is_the_same_after_it_was_a_publication(item):
    page = PublicationPage()

    lost = page.fill(item)

    assert page.csl == item
    assert lost == []


def test_a_saved_publication_has_the_same_item(publication_index):
    item = {
        "type": "paper-conference",
        "title": "Scaling $O(n)$ networks",
        "author": [{"family": "Keceli", "given": "M."}, {"literal": "The Theta Team"}],
        "editor": [{"family": "Beethoven", "given": "L.", "non-dropping-particle": "van"}],
        "issued": {"date-parts": [[2019, 11]]},
        "container-title": "Proceedings of DLS",
        "event-title": "SC19",
        "custom": {"links": [{"kind": "slides", "url": "https://example.org/slides"}]},
    }
    page = PublicationPage()
    page.fill(item)
    publication_index.add_child(instance=page)

    stored = PublicationPage.objects.get()

    assert stored.csl == item
    assert stored.title == "Scaling O(n) networks"
    assert [str(author) for author in stored.authors.all()] == ["M. Keceli", "The Theta Team"]
    assert str(stored.editors.get()) == "L. van Beethoven"


def test_an_item_changes_only_what_csl_has(publication_index):
    page = make_publication(publication_index, summary="Mine.", volume="3")
    page.authors = [Author(name="A. Lovelace", is_equal=True), Author(name="L. Menabrea")]

    page.fill({"type": "book", "title": "Notes", "author": [{"family": "Lovelace", "given": "A."}]})

    assert (page.kind, page.title, page.volume, page.summary) == ("book", "Notes", "", "Mine.")
    assert [(str(one), one.is_equal) for one in page.authors.all()] == [("A. Lovelace", True)]


def test_unusable_values_of_an_item_are_named_and_do_no_harm(db):
    item = {
        "type": "song",
        "title": "A\0 title " + "x" * 300,
        "volume": "v" * 101,
        "issued": {"date-parts": [["2019", 13]]},
        "author": [{}, {"family": "Li"}],
        "custom": None,
    }
    page = PublicationPage()

    assert page.fill(item) == ["volume"]

    assert (page.kind, page.published_on, len(page.title)) == ("other", "", 255)
    assert page.csl["title"] == "A title " + "x" * 300
    assert [str(author) for author in page.authors.all()] == ["Li"]


def test_keywords_that_are_topics_become_topics(db):
    Topic.objects.create(name="HPC")
    page = PublicationPage()

    page.fill({"title": "Paper", "custom": {"keywords": ["hpc", "Keldysh"]}})

    assert [topic.name for topic in page.topics.all()] == ["HPC"]
    assert page.csl["custom"]["keywords"] == ["hpc", "Keldysh"]


@pytest.mark.parametrize(
    ("typed", "printed", "parts"),
    [
        ("W. Dong", "W. Dong", {"given": "W.", "family": "Dong"}),
        ("Garcia Lopez, M.", "M. Garcia Lopez", {"given": "M.", "family": "Garcia Lopez"}),
        ("{CERN}", "CERN", {"literal": "CERN"}),
    ],
)
def test_a_typed_name_is_printed_and_divided(typed, printed, parts):
    author = Author(name=typed)

    author.clean()
    author.clean()

    assert (author.name, author.csl) == (printed, parts)


def test_an_edited_name_is_divided_anew():
    author = Author.from_csl({"family": "Garcia Lopez", "given": "M."})

    author.name = "M. Curie"

    assert author.csl == {"given": "M.", "family": "Curie"}
