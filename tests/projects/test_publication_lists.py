"""Lists of publications: groups, filters with counts, words, selections, rows."""

import pytest
from django.urls import reverse

from projects.models import Author, PublicationIndexPage, SelectedPublication
from tests.support.factories import (
    make_body,
    make_document,
    make_page,
    make_publication,
    make_publication_index,
)
from tests.support.reading import count_queries, read_page


@pytest.fixture
def papers(publication_index):
    """Twelve publications of two years, three kinds and two topics; two are selected."""
    made = []
    for number in range(12):
        paper = make_publication(
            publication_index,
            title=f"Paper {number:02}",
            published_on=str(2018 + number % 2),
            kind=("article", "book", "talk")[number % 3],
        )
        paper.topics.add("HPC" if number < 4 else "Optics")
        paper.save()
        made.append(paper)
    publication_index.selected_publications = [
        SelectedPublication(publication=made[7], sort_order=1),
        SelectedPublication(publication=made[2], sort_order=2),
    ]
    publication_index.save()
    return made


def read_titles(html):
    return [heading.text.strip() for heading in html.main.select(".reference h3")]


def read_choices(html, label):
    [row] = [p for p in html.select(".filters p") if p.select_one(".label").text == label]
    return {" ".join(link.text.split()): link["href"] for link in row.find_all("a")}


def test_filters_are_links_with_counts_that_keep_other_filters(publication_index, papers, client):
    all_papers = read_page(client, publication_index)
    books = read_page(client, f"{publication_index.url}?kind=book")

    assert read_choices(all_papers, "Kind") == {
        "all 12": "?",
        "Journal article 4": "?kind=article",
        "Book 4": "?kind=book",
        "Talk 4": "?kind=talk",
    }
    assert read_choices(all_papers, "Year") == {
        "all 12": "?",
        "2019 6": "?year=2019",
        "2018 6": "?year=2018",
    }
    assert read_choices(all_papers, "Topic") == {
        "all 12": "?",
        "HPC 4": "?topic=hpc",
        "Optics 8": "?topic=optics",
    }
    assert read_choices(all_papers, "Show") == {"all 12": "?", "selected 2": "?selected=yes"}
    assert len(read_titles(books)) == 4
    assert read_choices(books, "Topic") == {
        "all 4": "?kind=book",
        "HPC 1": "?kind=book&topic=hpc",
        "Optics 3": "?kind=book&topic=optics",
    }
    assert books.title.text.startswith("Book · Publications")
    assert books.find("link", rel="canonical")["href"].endswith("/publications/?kind=book")
    assert books.find("a", string="BibTeX", href="/publications.bib?kind=book")


def test_filters_narrow_together(publication_index, papers, client):
    html = read_page(client, f"{publication_index.url}?topic=optics&year=2019&selected=yes")

    assert read_titles(html) == ["Paper 07"]


def test_a_filter_without_publications_is_not_found(publication_index, papers, client):
    for query in ("kind=song", "topic=none", "year=1815", "selected=no", "page=9"):
        assert client.get(f"{publication_index.url}?{query}").status_code == 404, query


def test_words_narrow_the_list(publication_index, papers, client):
    for words, found in (("paper 07", "Paper 07"), ("lovelace 03", "Paper 03")):
        html = read_page(client, f"{publication_index.url}?q={words.replace(' ', '+')}&kind=")
        assert read_titles(html) == [found]
        assert html.find("input", attrs={"name": "q"})["value"] == words
        assert html.find("link", rel="canonical")["href"].endswith("/publications/")
    for words in ("unheard", "<'\"\0"):
        response = client.get(publication_index.url, {"q": words})
        assert "No publication has all of this." in response.text


def test_new_authors_and_topics_are_found_once_they_are_published(publication_index):
    paper = make_publication(publication_index)
    paper.authors = [Author(name="Konrad Zuse")]
    paper.topics.add("Optics")
    paper.save_revision().publish()

    found = [publication_index.search(words) for words in ("zuse", "optics", "lovelace")]

    assert found == [{paper.pk}, {paper.pk}, set()]


def test_a_short_list_has_no_filters(publication_index, client):
    make_publication(publication_index)

    assert read_page(client, publication_index).select(".filters") == []


def test_publications_are_listed_by_kind_if_the_owner_wishes(home, client):
    index = make_publication_index(home, grouping=PublicationIndexPage.Grouping.KIND)
    for title, kind, date in (
        ("Talk", "talk", "2020"),
        ("Old", "article", "2018"),
        ("New", "article", "2019"),
    ):
        make_publication(index, title=title, kind=kind, published_on=date)

    html = read_page(client, index)

    headings = [heading.text.strip() for heading in html.main.find_all(["h2", "h3"])]
    assert headings == ["Journal article", "New", "Old", "Talk", "Talk"]


@pytest.mark.parametrize(
    ("number", "owner", "shown", "more"),
    [(9, None, 9, ""), (10, None, 8, "and 2 more"), (12, 11, 8, "and 4 more"), (12, 2, 8, "4")],
)
def test_a_row_shows_eight_authors_and_always_the_owner(
    publication_index, client, number, owner, shown, more
):
    paper = make_publication(publication_index)
    paper.authors = [
        Author(name=f"A. Author{position}", is_owner=position == owner)
        for position in range(number)
    ]
    paper.save()

    row = read_page(client, publication_index).select_one(".reference")

    names = row.select(".names bdi")
    assert len(names) == shown
    assert more in row.select_one(".names").text
    assert [b.text for b in row.find_all("b")] == ([f"A. Author{owner}"] if owner else [])
    assert len(read_page(client, paper).select(".names bdi")) == number


def test_a_row_has_kind_award_links_abstract_and_references(publication_index, client):
    paper = make_publication(
        publication_index,
        kind="dataset",
        award="Best data set",
        abstract="All of it.",
        pdf=make_document(),
        doi="10.1000/x",
        links=[("link", {"kind": "poster", "address": "https://example.org/poster"})],
    )

    row = read_page(client, publication_index).select_one(".reference")

    assert "Dataset" in row.select_one(".source").text
    assert row.select_one(".award").text == "Best data set"
    links = {link.text: link["href"] for link in row.select(".links a")}
    assert links["Poster"] == "https://example.org/poster"
    assert links["PDF"] == paper.pdf_address
    assert links["BibTeX"] == "/publications/sketch-of-the-engine.bib"
    assert [one.text for one in row.find_all("summary")] == ["Abstract", "Cite"]
    assert [one.text for one in row.find_all("dt")] == ["APA", "IEEE", "Chicago", "Nature"]
    reference = row.select_one("dd")
    assert reference["data-copy"].startswith("Lovelace, A. (1843). ")


def test_a_block_shows_selected_publications_in_their_order_on_any_page(
    home, publication_index, papers, client
):
    def read_block(**fields):
        value = {"page": publication_index.pk, "show": "selected", "number": 5, **fields}
        slug = f"page-{len(home.get_children())}"
        page = make_page(home, slug=slug, body=make_body(("publications", value)))
        return read_titles(read_page(client, page))

    assert read_block() == ["Paper 07", "Paper 02"]
    assert read_block(number=1) == ["Paper 07"]
    assert read_block(show="newest", number=2) == ["Paper 01", "Paper 03"]
    publication_index.unpublish()
    assert read_block() == []


def test_links_of_all_rows_are_fetched_at_once(publication_index, index, client, admin_client):
    def make(numbers):
        for number in numbers:
            paper = make_publication(publication_index, title=f"Paper {number}")
            paper.links = [("link", {"kind": "slides", "document": make_document(f"{number}.pdf")})]
            paper.topics.add(f"Topic {number}")
            paper.save()
        return [
            count_queries(client, address)
            for address in ("/publications/", "/publications/?q=paper", "/publications.bib")
        ] + [count_queries(admin_client, reverse("wagtailsnippets_projects_person:list"))]

    few = make(range(2))

    assert make(range(2, 7)) == few
