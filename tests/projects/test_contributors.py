"""Authors of publications: the owner among them, and people with pages of their own."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, streamfield

from projects.models import Author, Person
from projects.models.publication_form import MOST_IN_A_LINE
from tests.support.editorial import form_of
from tests.support.factories import make_owner, make_publication
from tests.support.reading import read_page


def test_the_owner_is_recognised_by_name_spelling_and_orcid(publication_index):
    make_owner(
        name="Ada Lovelace",
        native_name="埃达",
        also_known_as="A. Lovelace\nKing, Augusta Ada",
        orcid="0000-0002-1825-0097",
    )
    names = ["Ada Lovelace", "a lovelace", "Augusta Ada King", "埃达", "A. Loveless", "X. Y."]
    paper = make_publication(publication_index, authors=names)
    countess = Author(name="Countess", orcid="0000-0002-1825-0097", sort_order=len(names))
    paper.authors.add(countess)

    paper.save()

    assert [str(one) for one in paper.authors.filter(is_owner=True)] == [*names[:4], "Countess"]


def test_a_new_spelling_of_the_owner_is_recognised_in_all_publications(publication_index):
    owner = make_owner()
    paper = make_publication(publication_index, authors=["A. Lovelace", "C. Babbage"])

    owner.also_known_as = "A. Lovelace"
    owner.save()

    stored = Author.objects.filter(publication=paper)
    assert list(stored.values_list("is_owner", flat=True)) == [True, False]


def test_a_marked_author_stays_the_owner(publication_index):
    make_owner()
    paper = make_publication(publication_index)
    paper.authors = [Author(name="A. A. King", is_owner=True)]
    paper.save()

    assert paper.authors.get().is_owner


def test_publishing_adds_co_authors_to_the_people_whose_address_is_shown(
    publication_index, client, admin_client
):
    make_owner(also_known_as="A. Lovelace")
    draft = make_publication(
        publication_index,
        authors=["A. Lovelace", "C. Babbage", "{Royal Society}"],
        live=False,
    )
    assert not Person.objects.exists()
    draft.save_revision().publish()
    babbage = Person.objects.get()
    babbage.address, babbage.other_names = "https://example.org/cb", "Babbage, Charles"
    babbage.save()
    other = make_publication(publication_index, title="Other", authors=["Charles Babbage"])
    other.authors.add(Author(name="L. Menabrea", orcid="0000-0002-1825-0097", sort_order=1))
    other.save()

    links = {
        page: [link["href"] for link in read_page(client, page).select("h1 + .names a")]
        for page in (draft, other)
    }

    assert links[draft] == ["https://example.org/cb"]
    assert links[other] == ["https://example.org/cb", "https://orcid.org/0000-0002-1825-0097"]
    assert sorted(map(str, Person.objects.all())) == ["C. Babbage", "L. Menabrea"]
    listed = admin_client.get(reverse("wagtailsnippets_projects_person:list")).text
    assert "C. Babbage" in listed


def test_marks_of_authors_are_explained(publication_index, client):
    paper = make_publication(publication_index)
    paper.authors = [
        Author(name="A. L.", is_equal=True),
        Author(name="C. B.", is_equal=True, is_corresponding=True),
    ]
    paper.save()

    head = read_page(client, paper).select_one(".page-head")

    assert "A. L.*, C. B.*†" in head.text
    assert "* contributed equally · † corresponding author" in head.text


@pytest.mark.parametrize(
    "name", ["{", "}{", ",", "A, B, C, D, E", "and", "\\", "x" * 255, "=", "a = b"]
)
def test_any_name_can_be_saved_and_cited(publication_index, client, name):
    paper = make_publication(publication_index, authors=[name])

    assert client.get(paper.url).status_code == 200
    assert paper.references


def test_more_authors_than_a_line_holds_are_edited_one_a_line(publication_index, admin_client):
    names = [f"Ada {number}" for number in range(MOST_IN_A_LINE + 1)]
    paper = make_publication(publication_index, authors=names)
    paper.authors.filter(name="Ada 7").update(orcid="0000-0002-1825-0097", is_equal=True)
    address = reverse("wagtailadmin_pages:edit", args=[paper.pk])

    form = read_page(admin_client, address).select_one("[data-edit-form]")
    text = form.select_one("[name=author_lines]").text
    assert text.split("\n") == names
    assert not form.select("[name^=authors-]")
    lines = ["Babbage, Charles", *names[5:], "Ada 7"]
    fields = {"kind": "article", "published_on": "1843", "links": streamfield([])}
    fields |= {"editors": inline_formset([]), "author_lines": "\r\n".join(lines)}
    answer = admin_client.post(address, form_of(paper, **fields))

    assert answer.status_code == 302
    paper.refresh_from_db()
    draft = paper.get_latest_revision_as_object()
    assert [author.name for author in draft.authors.all()] == ["Charles Babbage", *lines[1:]]
    marked = [author.name for author in draft.authors.all() if author.is_equal and author.orcid]
    assert marked == ["Ada 7"]
    compared = reverse(
        "wagtailadmin_pages:revisions_compare", args=[paper.pk, "earliest", "latest"]
    )
    assert admin_client.get(compared).status_code == 200


def save_authors(paper, **typed):
    """Save the editor's form of a paper with this text of authors; return those by name."""
    form = type(paper).get_edit_handler().get_form_class()(form_of(paper, **typed), instance=paper)
    form.fields = {name: one for name, one in form.fields.items() if name.startswith("author_")}
    assert form.errors == {}
    return {author.name: author for author in form.instance.authors.all()}


def test_authors_typed_in_a_line_keep_what_is_known_of_them(publication_index):
    paper = make_publication(publication_index, authors=["Ada Lovelace", "{Smith, Jones and Co}"])
    paper.authors.filter(name="Ada Lovelace").update(orcid="0000-0002-1825-0097", is_equal=True)
    before = {author.pk for author in paper.authors.all()}
    lines = "{Smith, Jones and Co}, Charles Babbage; Lovelace, Ada"

    typed = save_authors(paper, author_lines=lines)

    assert [*typed] == ["Smith, Jones and Co", "Charles Babbage", "Ada Lovelace"]
    assert typed["Ada Lovelace"].orcid == "0000-0002-1825-0097"
    assert typed["Ada Lovelace"].is_equal
    assert {author.pk for author in typed.values()} == {*before, None}


def test_details_of_authors_are_those_of_the_rows_with_their_names(publication_index):
    paper = make_publication(publication_index, authors=["Ada Lovelace", "Charles Babbage"])
    paper.authors.filter(name="Ada Lovelace").update(is_equal=True)
    rows = [
        {"name": "Ada Lovelace", "orcid": "https://orcid.org/0000-0002-1825-0097"},
        {"name": "Mary Somerville", "is_corresponding": True},
        {"name": "Somebody removed", "is_equal": True},
    ]
    lines = "Mary Somerville, Ada Lovelace"

    typed = save_authors(paper, author_lines=lines, author_details=json.dumps(rows))

    assert [*typed] == ["Mary Somerville", "Ada Lovelace"]
    assert typed["Mary Somerville"].is_corresponding
    assert typed["Ada Lovelace"].orcid == "0000-0002-1825-0097"
    assert not typed["Ada Lovelace"].is_equal


def test_authors_of_a_text_are_refused_as_those_of_forms_are(publication_index):
    paper = make_publication(publication_index)
    form_class = type(paper).get_edit_handler().get_form_class()

    form = form_class(form_of(paper, author_lines="Ada\n" + "x" * 300), instance=paper)
    form.fields = {"author_lines": form.fields["author_lines"]}

    [message] = form.errors["author_lines"]
    assert message.startswith("Author 2: Ensure this value has at most 255 characters")


def test_a_draft_is_read_in_as_many_queries_whatever_the_number_of_its_authors(publication_index):
    counts = []
    for number in (2, 20):
        paper = make_publication(publication_index, ["C. Babbage"] * number)
        revision = paper.save_revision()
        with CaptureQueriesContext(connection) as queries:
            assert revision.as_object().authors.count() == number
        counts.append(len(queries))

    assert counts[0] == counts[1]
