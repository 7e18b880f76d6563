"""Structured data of pages in the vocabulary of schema.org."""

import pytest

from pages.models import Profile
from projects.models import Author
from tests.public.test_metadata import CODE, find_thing, read_meta
from tests.support.factories import (
    make_about,
    make_document,
    make_image,
    make_owner,
    make_project,
    make_publication,
)
from tests.support.reading import read_page


def test_home_and_about_describe_the_owner(home, client):
    owner = make_owner(
        native_name="董悟时", job_title="Countess", employer="Lovelace", portrait=make_image()
    )
    owner.profiles = [Profile(kind="github", address="https://github.com/ada")]
    owner.save()

    for page, kind in ((home, "WebPage"), (make_about(home), "ProfilePage")):
        html = read_page(client, page)
        person = find_thing(html, "Person")
        assert person["name"] == "Ada Lovelace"
        assert person["alternateName"] == "董悟时"
        assert person["jobTitle"] == "Countess"
        assert person["worksFor"]["name"] == "Lovelace"
        assert person["sameAs"] == ["https://github.com/ada"]
        assert person["image"]["url"].startswith("http://localhost/media/")
        assert find_thing(html, kind)["mainEntity"] == {"@id": person["@id"]}
        assert find_thing(html, "WebSite")["publisher"] == {"@id": person["@id"]}


def test_a_project_is_a_work_under_any_title_and_software_with_public_code(index, client):
    make_owner()
    title = "</script><script>alert(1)</script> & <!--"
    plain = make_project(index, title=title, slug="thought", topics=["HPC"])
    software = make_project(index, title="Program", links=[CODE])

    html = read_page(client, plain)
    work = find_thing(html, "CreativeWork")
    program = find_thing(read_page(client, software), "SoftwareSourceCode")

    assert work["name"] == title
    assert "alert(1)" not in [script.string for script in html.find_all("script")]
    assert work["keywords"] == ["HPC"]
    assert work["dateCreated"] == "2019-05-08"
    assert work["author"] == {"@id": "http://localhost/#person"}
    assert program["codeRepository"] == "https://example.org/code"
    way = find_thing(html, "BreadcrumbList")
    assert [(step["position"], step["name"], step["item"]) for step in way["itemListElement"]] == [
        (1, "Ada Lovelace", "http://localhost/"),
        (2, "Projects", "http://localhost/projects/"),
        (3, title, "http://localhost/projects/thought/"),
    ]


def test_a_publication_is_described_and_cited_with_journal_authors_and_identifiers(
    publication_index, client
):
    make_owner()
    paper = make_publication(
        publication_index,
        venue="Memoirs",
        volume="3",
        issue="2",
        page_range="666–731",
        publisher="Taylor",
        published_on="1843-09",
        doi="10.1000/memoirs",
        arxiv_id="1811.02135",
        abstract="What the engine does.",
        pdf=make_document("sketch.pdf"),
    )
    paper.authors = [Author(name="A. Lovelace", is_owner=True), Author(name="L. M.")]
    paper.save()

    html = read_page(client, paper)
    article, meta = find_thing(html, "ScholarlyArticle"), read_meta(html)

    assert {name: meta[name] for name in meta if name.startswith("citation_")} == {
        "citation_title": ["Sketch of the engine"],
        "citation_author": ["A. Lovelace", "L. M."],
        "citation_publication_date": ["1843/09"],
        "citation_journal_title": ["Memoirs"],
        "citation_publisher": ["Taylor"],
        "citation_volume": ["3"],
        "citation_issue": ["2"],
        "citation_firstpage": ["666"],
        "citation_lastpage": ["731"],
        "citation_doi": ["10.1000/memoirs"],
        "citation_arxiv_id": ["1811.02135"],
        "citation_abstract": ["What the engine does."],
        "citation_public_url": [f"http://localhost{paper.url}"],
        "citation_abstract_html_url": [f"http://localhost{paper.url}"],
        "citation_pdf_url": [f"http://localhost{paper.url}{paper.slug}.pdf"],
    }
    assert article["headline"] == "Sketch of the engine"
    assert article["datePublished"] == "1843-09"
    assert article["author"] == [
        {"@id": "http://localhost/#person", "@type": "Person", "name": "Ada Lovelace"},
        {"@type": "Person", "name": "L. M.", "givenName": "L.", "familyName": "M."},
    ]
    issue = article["isPartOf"]
    assert (issue["@type"], issue["issueNumber"]) == ("PublicationIssue", "2")
    assert issue["isPartOf"]["isPartOf"] == {"@type": "Periodical", "name": "Memoirs"}
    assert (article["pageStart"], article["pageEnd"]) == ("666", "731")
    assert [one["value"] for one in article["identifier"]] == ["10.1000/memoirs", "1811.02135"]
    assert article["encoding"]["contentUrl"] == f"http://localhost{paper.url}{paper.slug}.pdf"


@pytest.mark.parametrize(
    ("kind", "schema_type", "tag", "value"),
    [
        ("book", "Book", None, None),
        ("chapter", "Chapter", "citation_inbook_title", "Venue"),
        ("chapter", "Chapter", "citation_book_title", "Venue"),
        ("dataset", "Dataset", "DC.type", "dataset"),
        ("software", "SoftwareSourceCode", "DC.type", "computerProgram"),
        ("talk", "PresentationDigitalDocument", "DC.type", "presentation"),
        ("patent", None, "DC.type", "patent"),
        ("thesis", "Thesis", "citation_dissertation_institution", "Press"),
        ("report", "Report", "citation_technical_report_institution", "Press"),
        ("conference", "ScholarlyArticle", "citation_conference_title", "Venue"),
        ("preprint", "ScholarlyArticle", None, None),
        ("other", "ScholarlyArticle", None, None),
    ],
)
def test_each_kind_of_publication_has_its_type_and_citation_tag(
    publication_index, client, kind, schema_type, tag, value
):
    paper = make_publication(
        publication_index, kind=kind, venue="Venue", publisher="Press", page_range="7"
    )

    html = read_page(client, paper)

    if schema_type:
        assert find_thing(html, schema_type)["isPartOf"]["name"] == "Venue"
    if tag:
        meta = read_meta(html)
        assert meta[tag] == [value]
        assert "citation_journal_title" not in meta
        assert meta["citation_firstpage"] == ["7"]
        assert "citation_lastpage" not in meta


def test_a_publication_has_all_fields_that_zotero_reads(publication_index, client):
    paper = make_publication(
        publication_index,
        kind="report",
        publisher="Institute",
        number="TR-7",
        series="Reports",
        isbn="978-3-16-148410-0",
        issn="2637-6113",
        pmid="123",
        language="de",
        keywords="engine; cards",
        award="Best report",
    )
    paper.authors = [
        Author.from_csl({"family": "García López", "given": "Maria"}),
        Author.from_csl({"literal": "Royal Society", "ORCID": "0000-0002-1825-0097"}),
    ]
    paper.save()

    html = read_page(client, paper)
    meta, report = read_meta(html), find_thing(html, "Report")

    expected = {
        "citation_author": ["García López, Maria", "Royal Society"],
        "citation_technical_report_institution": ["Institute"],
        "citation_technical_report_number": ["TR-7"],
        "citation_series_title": ["Reports"],
        "citation_isbn": ["978-3-16-148410-0"],
        "citation_issn": ["2637-6113"],
        "citation_pmid": ["123"],
        "citation_language": ["de"],
        "citation_keywords": ["engine; cards"],
    }
    assert {name: meta.get(name) for name in expected} == expected
    assert report["reportNumber"] == "TR-7"
    assert report["keywords"] == ["engine", "cards"]
    assert (report["award"], report["inLanguage"]) == ("Best report", "de")
    assert report["author"][0]["familyName"] == "García López"
    assert report["author"][1] == {
        "@type": "Organization",
        "name": "Royal Society",
        "sameAs": "https://orcid.org/0000-0002-1825-0097",
    }
