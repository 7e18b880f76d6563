"""Authors of publications: the owner among them, and people with pages of their own."""

import pytest
from django.urls import reverse

from projects.models import Author, Person
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
    paper.authors.add(Author(name="Countess", orcid="0000-0002-1825-0097"))

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
    other.authors.add(Author(name="L. Menabrea", orcid="0000-0002-1825-0097"))
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
