import pytest

from projects.citations.matching import Difference, Matcher, compare, identify, merge


def make(title="A study of things", year=2019, kind="article-journal", family="Smith", **fields):
    arxiv = fields.pop("arxiv", None)
    return {
        "type": kind, "title": title, "issued": {"date-parts": [[year]]},
        "author": [{"family": family, "given": "J."}],
        **({"custom": {"arxiv": arxiv}} if arxiv else {}), **fields,
    }  # fmt: skip


def find(known, item):
    return Matcher([make("Another", family="Else"), known]).find(item)


@pytest.mark.parametrize(
    ("mine", "theirs", "index"),
    [
        (make(DOI="10.1000/ABC"), make("Other", DOI="10.1000/abc"), 1),
        (make(arxiv="1905.06236v1"), make("Other", arxiv="1905.06236v3"), 1),
        (make(arxiv="math/0309136"), make("Other", arxiv="math.GT/0309136"), 1),
        (make(), make("A Study of <i>Things</i>."), 1),
        (make(r"$\alpha$-Étude"), make("α-Etude"), 1),
        # A preprint and its published version.
        (make(year=2018, kind="article", arxiv="1805.06236"), make(DOI="10.1000/x"), 1),
        (make(DOI="10.1000/x"), make(year=2018, kind="article", arxiv="1805.06236"), 1),
        (make(DOI="10.26434/x", kind="article"), make(DOI="10.1000/x"), 1),
        (make(kind="book", ISBN="978-3-16-148410-0"),
         make("Other", kind="book", ISBN="9783161484100"), 1),
        # Not the same.
        (make(), make(year=2018), None),
        (make(), make(family="Jones"), None),
        (make(), make(kind="thesis"), None),
        (make(), make(kind="paper-conference"), None),
        (make(DOI="10.1000/x"), make(DOI="10.1000/y"), None),
        (make(volume="1"), make(volume="2"), None),
        (make(year=2010, kind="article", arxiv="1805.06236"), make(), None),
        (make(kind="article", arxiv="1805.06236"), make(kind="article", arxiv="1805.06237"), None),
        (make(""), make(""), None),
        (make(kind="chapter", ISBN="978-3-16-148410-0"),
         make("Other", kind="chapter", ISBN="978-3-16-148410-0"), None),
    ],
)  # fmt: skip
def test_same_works_are_found(mine, theirs, index):
    assert find(mine, theirs) == index


def test_a_doi_counts_for_more_than_a_title():
    matcher = Matcher([make(), make("Other", DOI="10.1000/x")])

    assert matcher.find(make(DOI="10.1000/x")) == 1
    assert matcher.add(make("New")) == 2
    assert matcher.find(make("New")) == 2


def test_a_work_has_a_key_for_each_identifier():
    item = make(DOI="10.1000/X", arxiv="1905.06236v2")

    assert identify(item) == ["doi:10.1000/x", "arxiv:1905.06236", "title:astudyofthings"]


def test_only_real_differences_are_shown():
    mine = make(page="1-5", DOI="10.1000/X", note="N", **{"citation-key": "a"})
    theirs = make(
        "A Study of Things", page="1–5", DOI="10.1000/x", volume="3", abstract="", arxiv="1905.06236",
        **{"citation-key": "b"},
    )  # fmt: skip

    assert compare(mine, theirs) == [
        Difference("title", "A study of things", "A Study of Things"),
        Difference("volume", None, "3"),
        Difference("custom.arxiv", None, "1905.06236"),
    ]
    assert compare(mine, mine) == []


def test_values_are_shown_as_readers_write_them():
    date, author = (
        {"date-parts": [[2019, 5]]},
        [{"family": "Gogh", "given": "V."}, {"literal": "CERN"}],
    )
    differences = compare(
        {}, {"issued": date, "author": author, "custom": {"keywords": ["a", "b"]}}
    )

    assert [(item.mine_text, item.theirs_text) for item in differences] == [
        ("", "2019-05"), ("", "V. Gogh, CERN"), ("", "a, b")
    ]  # fmt: skip


def test_the_named_fields_are_taken():
    mine, theirs = (
        make(volume="1", page="1"),
        make("New", volume="2", arxiv="1905.06236", issue="3"),
    )

    merged = merge(mine, theirs, {"volume", "custom.arxiv"})

    assert merged == mine | {"volume": "2", "custom": {"arxiv": "1905.06236"}}
    assert compare(merged, merge(merged, theirs, {"volume", "custom.arxiv"})) == []


def test_by_default_gaps_are_filled_and_a_preprint_becomes_its_publication():
    preprint = make(year=2018, kind="article", arxiv="1805.06236", abstract="A.")
    published = make(DOI="10.1000/x", year=2019, abstract="B.", **{"container-title": "J"})

    merged = merge(preprint, published)

    assert merged == published | {"abstract": "A.", "custom": {"arxiv": "1805.06236"}}
    assert merge(published, preprint) == published | {"custom": {"arxiv": "1805.06236"}}
    assert merge(make(volume="1"), make(volume="2", issue="3")) == make(volume="1", issue="3")
