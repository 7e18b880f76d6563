"""Files of publications: their PDFs, and references for reference managers."""

import json

import pytest
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from projects.models import SelectedPublication
from tests.public.test_metadata import read_meta
from tests.support.factories import make_document, make_publication
from tests.support.reading import read_page


@pytest.fixture
def paper(publication_index):
    return make_publication(
        publication_index, title="Sketch", slug="sketch", pdf=make_document("draft 2.pdf")
    )


def test_the_pdf_is_in_the_folder_of_its_page_for_browsers_and_scholars(paper, client):
    address = "/publications/sketch/sketch.pdf"

    response = client.get(address)
    part = client.get(address, headers={"Range": "bytes=1-3"})
    page = read_page(client, paper)

    assert b"".join(response) == b"%PDF-1.4"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="sketch.pdf"'
    assert response["Cache-Control"] == "public, max-age=300"
    assert "sandbox" not in response["Content-Security-Policy"]
    assert (part.status_code, b"".join(part)) == (206, b"PDF")
    assert client.head(address).status_code == 200
    assert read_meta(page)["citation_pdf_url"] == [f"http://localhost{address}"]
    assert page.find("a", href=address)


def test_the_address_of_the_document_redirects_while_the_page_is_public(paper, client):
    assert client.get(paper.pdf.url)["Location"] == "/publications/sketch/sketch.pdf"

    paper.unpublish()

    assert client.get(paper.pdf.url).status_code == 200
    assert client.get("/publications/sketch/sketch.pdf").status_code == 404


def test_the_pdf_of_a_private_page_stays_private(paper, client, admin_client):
    PageViewRestriction.objects.create(page=paper, restriction_type="login")
    address = "/publications/sketch/sketch.pdf"

    refused, shown = client.get(address), admin_client.get(address)

    assert (refused.status_code, refused["Location"]) == (302, f"/_util/login/?next={address}")
    assert shown.status_code == 200
    assert "private" in shown["Cache-Control"]
    assert client.get(paper.pdf.url)["Location"] == address
    for ending in ("bib", "ris", "json"):
        assert client.get(f"/publications/sketch.{ending}").status_code == 404
    assert "sketch" not in client.get("/publications.bib").text


def test_a_private_document_is_not_shown_by_its_public_page(paper, client):
    CollectionViewRestriction.objects.create(
        collection=paper.pdf.collection, restriction_type="login"
    )

    answer = client.get("/publications/sketch/sketch.pdf", follow=True)

    assert answer.redirect_chain[0][0] == paper.pdf.url
    assert answer.redirect_chain[1][0].startswith("/_util/login/")


def test_a_document_that_is_no_pdf_keeps_its_address(publication_index, client):
    paper = make_publication(publication_index, pdf=make_document("notes.docx"))

    assert paper.pdf_address == paper.pdf.url
    assert client.get(paper.pdf.url).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        *("/publications/sketch/other.pdf", "/publications/sketch.pdf", "/sketch/sketch.pdf"),
        *("/publications/none/none.pdf", "/publications/none.bib", "/index.ris", "/none.json"),
    ],
)
def test_other_addresses_of_files_are_not_found(paper, client, address):
    assert client.get(address).status_code == 404


def test_a_publication_and_the_list_are_exported(publication_index, client):
    for title, kind in (("Sketch", "article"), ("Notes <i>G</i>", "book")):
        paper = make_publication(publication_index, kind=kind, venue="Memoirs")
        paper.set_title(title)
        paper.slug = title.split()[0].lower()
        paper.save()
    publication_index.selected_publications = [SelectedPublication(publication=paper)]
    publication_index.save()

    one = client.get("/publications/sketch.bib")
    items = json.loads(client.get("/publications.json").content)
    books = json.loads(client.get("/publications.json?kind=book").content)

    assert one["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert one["Content-Disposition"] == 'inline; filename="sketch.bib"'
    assert one["Link"] == '<http://localhost/publications/sketch/>; rel="canonical"'
    assert one.text.startswith("@article{")
    assert client.get("/publications/sketch.ris").text.startswith("TY  - JOUR")
    assert {item["title"] for item in items} == {"Sketch", "Notes <i>G</i>"}
    assert [item["type"] for item in books] == ["book"]
    assert "Notes" in client.get("/publications.ris?selected=yes").text
    assert "Sketch" not in client.get("/publications.ris?selected=yes").text
    assert client.get("/publications.bib?kind=talk").status_code == 404


def test_exports_are_cached_unless_words_were_typed(paper, client):
    for address, is_kept in (
        ("/publications.bib", True),
        ("/publications.bib?q=sketch", False),
        ("/publications/sketch.json", True),
        ("/publications/?q=sketch", False),
        ("/publications.md?q=sketch", False),
    ):
        assert hasattr(client.get(address), "query_parameters") == is_kept, address
