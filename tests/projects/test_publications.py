"""The list of publications, and the page of a publication."""

import pytest
from django.core.exceptions import ValidationError

from projects.models import Author, ProjectPublication, PublicationIndexPage, PublicationPage
from tests.support.factories import make_project, make_publication, make_publication_index
from tests.support.reading import read_page


def test_publications_are_listed_by_year_with_the_newest_first(publication_index, client):
    make_publication(publication_index, title="Old", published_on="2017-04")
    make_publication(publication_index, title="New", published_on="2019-11-17")
    make_publication(publication_index, title="Also new", published_on="2019")
    make_publication(publication_index, title="Draft", live=False)

    html = read_page(client, publication_index)

    headings = [heading.text for heading in html.find_all(["h2", "h3"])]
    assert headings == ["2019", "New", "Also new", "2017", "Old"]


def test_editors_can_order_the_publications_of_a_year_by_hand(home):
    index = make_publication_index(home, order=PublicationIndexPage.Order.BY_HAND)
    dates = {"A": "2019-02", "B": "2019-11", "C": "2020", "D": "2018"}
    papers = [
        make_publication(index, title=title, published_on=date) for title, date in dates.items()
    ]
    assert [page.title for page in index.publications] == ["C", "A", "B", "D"]

    papers[1].move(papers[0], "left")

    assert [page.title for page in index.publications] == ["C", "B", "A", "D"]


def test_a_year_continues_on_the_next_page(publication_index, client, monkeypatch):
    monkeypatch.setattr(PublicationIndexPage, "PAGE_SIZE", 2)
    for title, year in {"A": "2019", "B": "2019", "C": "2019", "D": "2018"}.items():
        make_publication(publication_index, title=title, published_on=year)

    first = read_page(client, f"{publication_index.url}?utm_source=elsewhere")
    second = read_page(client, f"{publication_index.url}?page=2")

    def read_headings(html):
        return [heading.text for heading in html.main.find_all(["h2", "h3"])]

    assert read_headings(first) == ["2019", "A", "B"]
    assert read_headings(second) == ["2019", "C", "2018", "D"]
    assert first.find("a", rel="next")["href"] == "?page=2"
    assert second.find("a", rel="prev")["href"] == "?"
    assert second.title.text.startswith("Page 2 · Publications")
    address = "http://localhost/publications/"
    assert first.find("link", rel="canonical")["href"] == address
    assert second.find("link", rel="canonical")["href"] == f"{address}?page=2"


@pytest.mark.parametrize("number", ["0", "-1", "2", "x", "1e9", "9" * 5_000, "%00"])
def test_a_page_of_publications_that_does_not_exist_is_not_found(publication_index, client, number):
    make_publication(publication_index)

    response = client.get(f"{publication_index.url}?page={number}")

    assert response.status_code == 404


def test_authors_are_in_their_order_with_the_owner_marked(publication_index, client):
    paper = make_publication(publication_index)
    paper.authors = [
        Author(name="W. Dong", is_owner=True),
        Author(name="M. Keceli"),
        Author(name="R. Vescovi"),
    ]
    paper.save()

    for page in (paper, publication_index):
        authors = read_page(client, page).find(class_="names")
        assert " ".join(authors.text.split()) == "W. Dong, M. Keceli, R. Vescovi"
        assert [b.text for b in authors.find_all("b")] == ["W. Dong"]


def test_a_publication_shows_its_venue_and_links(publication_index, client):
    paper = make_publication(
        publication_index,
        venue="ACS Applied Electronic Materials",
        published_on="2019",
        volume="1",
        issue="6",
        page_range="799–803",
        publisher="ACS",
        doi="10.1021/acsaelm.9b00095",
        arxiv_id="1811.02135",
        address="https://example.org/paper",
        abstract="What we found.",
        bibtex="@article{dong2019, owner = {me}}",
    )

    html = read_page(client, paper)

    shown = {dt.text: dt.find_next("dd").text for dt in html.select(".facts dt")}
    assert shown == {
        "Appeared in": "ACS Applied Electronic Materials",
        "Date": "2019",
        "Volume": "1 (6)",
        "Pages": "799–803",
        "Publisher": "ACS",
        "DOI": "10.1021/acsaelm.9b00095",
        "arXiv": "1811.02135",
        "Read it": "At the publisher’s",
    }
    assert html.find("a", href="https://doi.org/10.1021/acsaelm.9b00095")
    assert html.find("a", href="https://arxiv.org/abs/1811.02135")
    assert "What we found." in html.text
    cited = html.find("section", attrs={"aria-labelledby": "cite"})
    assert cited.code.text.startswith("@article{dong2019,")
    assert [style.text for style in cited.find_all("dt")] == ["APA", "IEEE", "Chicago", "Nature"]


def test_a_publication_links_to_its_projects(publication_index, index, client):
    paper = make_publication(publication_index)
    for title, live in (("Engine", True), ("Draft", False)):
        project = make_project(index, title=title, live=live)
        project.chosen_publications = [ProjectPublication(publication=paper)]
        project.save()

    rows = read_page(client, paper).find(class_="rows")

    assert [link.text for link in rows.find_all("a")] == ["Engine"]


def test_identifiers_are_stored_without_their_addresses(db):
    doi, arxiv_id = "10.1021/acsaelm.9b00095", "1811.02135"
    paper = PublicationPage(
        doi=f"https://doi.org/{doi}", arxiv_id=f"https://arxiv.org/abs/{arxiv_id}"
    )

    paper.clean()

    assert (paper.doi, paper.arxiv_id) == (doi, arxiv_id)


def test_wrong_identifiers_and_dates_are_errors_of_their_fields(db):
    paper = PublicationPage(title="Paper", slug="paper", published_on="soon", doi="x", arxiv_id="y")

    with pytest.raises(ValidationError) as caught:
        paper.full_clean(exclude=["path", "depth", "content_type"])

    assert set(caught.value.message_dict) >= {"doi", "arxiv_id", "published_on"}
    assert "write it like 2019" in caught.value.message_dict["published_on"][0]
