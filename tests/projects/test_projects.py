"""The list of projects, and the page of a project."""

from datetime import date

import pytest
from wagtail.blocks import StructBlockValidationError
from wagtail.models import PageViewRestriction

from projects.models import ProjectIndexPage, ProjectPage, ProjectPublication
from tests.support.factories import (
    make_image,
    make_project,
    make_project_index,
    make_publication,
    make_publication_index,
)
from tests.support.reading import read_page


def titles(html):
    return [heading.text for heading in html.find("main").find_all("h2")]


# The list


def test_featured_work_comes_first_then_work_under_way_then_the_newest(index):
    old = make_project(index, title="Old", finished_on=date(2012, 5, 1))
    under_way = make_project(index, title="Now", finished_on=None)
    new = make_project(index, title="New", finished_on=date(2024, 2, 1))
    assert list(index.projects) == [under_way, new, old]

    old.is_featured = True
    old.save()

    assert list(index.projects) == [old, under_way, new]


@pytest.mark.parametrize("is_private", [False, True])
def test_drafts_and_private_projects_are_not_listed(index, client, is_private):
    make_project(index, title="Open", topics=["HPC"], live=is_private)
    hidden = make_project(index, topics=["Secret"], live=is_private)
    if is_private:
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")

    text = read_page(client, index).text

    assert "Engine" not in text
    assert "Secret" not in text
    assert ("No project is listed here yet." in text) is not is_private
    assert client.get(f"{index.url}?topic=secret").status_code == 404


def test_editors_can_order_projects_by_hand(home):
    index = make_project_index(home, order=ProjectIndexPage.Order.BY_HAND)
    new = make_project(index, title="New", finished_on=date(2024, 2, 1))
    old = make_project(index, title="Old", finished_on=date(2012, 5, 1))
    assert list(index.projects) == [new, old]

    old.move(new, "left")

    assert list(index.projects) == [old, new]


def test_the_list_is_filtered_by_topic_and_by_year(index, client):
    make_project(index, title="A", topics=["HPC"], finished_on=date(2018, 1, 1))
    make_project(index, title="B", topics=["hpc"], finished_on=date(2019, 1, 1))
    make_project(index, title="C", topics=["Vision"], finished_on=date(2019, 1, 1))

    assert titles(read_page(client, f"{index.url}?topic=hpc")) == ["B", "A"]
    assert titles(read_page(client, f"{index.url}?year=2019")) == ["B", "C"]
    assert titles(read_page(client, f"{index.url}?topic=hpc&year=2019")) == ["B"]


def test_filters_are_links_that_keep_each_other(index, client):
    make_project(index, title="A", topics=["HPC"], finished_on=date(2018, 1, 1))
    make_project(index, title="B", topics=["HPC", "Vision"], finished_on=date(2019, 1, 1))

    filters = read_page(client, f"{index.url}?topic=hpc&year=2019").find(class_="filters")

    links = {link.bdi.text: link["href"] for link in filters.find_all("a")}
    assert links["Vision"] == "?topic=vision&year=2019"
    assert links["2018"] == "?topic=hpc&year=2018"
    current = [link.bdi.text for link in filters.find_all("a", attrs={"aria-current": True})]
    assert current == ["HPC", "2019"]


def test_filters_offer_only_what_leads_to_projects_with_their_number(index, client):
    make_project(index, title="A", topics=["HPC"], finished_on=date(2018, 1, 1))
    make_project(index, title="B", topics=["HPC"], finished_on=date(2019, 1, 1))
    make_project(index, title="C", topics=["Vision"], finished_on=date(2019, 1, 1))
    make_project(index, title="D", topics=["Fluids"], finished_on=None)

    def read_links(query):
        links = read_page(client, f"{index.url}{query}").select(".filters a")
        return [" ".join(link.text.split()) for link in links]

    assert read_links("") == ["all 4", "Fluids 1", "HPC 2", "Vision 1", "all 4", "2019 2", "2018 1"]
    assert read_links("?topic=vision") == [
        "all 4",
        "Fluids 1",
        "HPC 2",
        "Vision 1",
        "all 1",
        "2019 1",
    ]
    assert read_links("?year=2018") == ["all 1", "HPC 1", "all 4", "2019 2", "2018 1"]


def test_filters_that_no_project_passes_together_lead_back(index, client):
    make_project(index, title="A", topics=["HPC"], finished_on=date(2018, 1, 1))
    make_project(index, title="B", topics=["Vision"], finished_on=date(2019, 1, 1))

    html = read_page(client, f"{index.url}?topic=vision&year=2018")

    said = html.find("main").find(role="status")
    assert said.text.split(".")[0] == "No project has all of this"
    assert said.a["href"] == index.url
    assert html.find("link", rel="canonical")["href"] == f"http://localhost{index.url}"


def test_work_under_way_says_so_in_lists(index, client):
    make_project(index, title="A", started_on=date(2021, 3, 1), finished_on=None)
    make_project(index, title="B", finished_on=None)

    html = read_page(client, index)

    assert [when.text for when in html.select(".row .when")] == ["since 2021", "under way"]


def test_rows_show_the_covers_that_there_are(index, client):
    make_project(index, title="A", cover=make_image(width=900, height=900))
    make_project(index, title="B")

    [with_cover, without] = read_page(client, index).select(".row")

    image = with_cover.select_one(".thumbnail img")
    assert (image["width"], image["height"], image["alt"]) == ("432", "288", "")
    assert image["loading"] == "lazy"
    assert image["sizes"] == "9rem"
    assert without.img is None


def test_a_long_list_is_paged(index, client, monkeypatch):
    monkeypatch.setattr(ProjectIndexPage, "PAGE_SIZE", 2)
    for number in range(3):
        make_project(index, title=f"Project {number}", topics=["HPC"])

    first = read_page(client, f"{index.url}?topic=hpc&utm_source=elsewhere")
    second = read_page(client, f"{index.url}?topic=hpc&page=2&utm_source=elsewhere")

    assert titles(first) == ["Project 0", "Project 1"]
    assert titles(second) == ["Project 2"]
    assert first.find("a", rel="next")["href"] == "?topic=hpc&page=2"
    assert second.find("a", rel="prev")["href"] == "?topic=hpc"
    assert first.find("a", rel="prev") is None
    assert second.find("a", rel="next") is None
    assert "Page 2 of 2" in second.text
    assert second.title.text.startswith("HPC · Page 2 · Projects")
    address = "http://localhost/projects/?topic=hpc"
    assert first.find("link", rel="canonical")["href"] == address
    assert second.find("link", rel="canonical")["href"] == f"{address}&page=2"


@pytest.mark.parametrize(
    "query",
    [
        *("page=-1", "page=0", "page=2", "page=x", "page=1e9", "page=" + "9" * 23),
        *("topic=<script>", "topic=%00", "topic=%FF%FE", "topic=" + "x" * 10_000),
        *("year=1842", "year=x", "year=²", "year=%00"),
    ],
)
def test_a_list_that_does_not_exist_is_not_found(index, client, query):
    make_project(index)

    response = client.get(f"{index.url}?{query}")

    assert response.status_code == 404
    assert "<script>" not in response.content.decode()


# The project


def test_the_fact_sheet_contains_the_known_facts_only(index, client):
    project = make_project(
        index,
        topics=["HPC"],
        role="Research intern",
        place="IBM Research",
        scale="2,048 nodes",
        started_on=date(2018, 6, 1),
        finished_on=date(2018, 10, 23),
        facts=[("fact", {"label": "Data", "value": "UCF-101"})],
    )
    bare = make_project(index, title="Bare", finished_on=None)
    under_way = make_project(index, finished_on=None, started_on=date(2024, 3, 1))

    facts = read_page(client, project).find(class_="facts")

    shown = {dt.text: dt.find_next("dd").text for dt in facts.find_all("dt")}
    assert shown == {
        "Role": "Research intern",
        "Where": "IBM Research",
        "When": "June 2018 – October 2018",
        "Scale": "2,048 nodes",
        "Data": "UCF-101",
        "Topics": "HPC",
    }
    assert facts.find("a", string="HPC")["href"] == f"{index.url}?topic=hpc"
    assert read_page(client, bare).find(class_="facts") is None
    html = read_page(client, under_way)
    assert "under way" in html.find(class_="label").text
    assert "since March 2024" in html.find(class_="facts").text


def test_links_of_a_project_show_their_kind_or_label(index, client):
    project = make_project(
        index,
        links=[
            ("link", {"kind": "code", "address": "https://example.org/code"}),
            ("link", {"kind": "other", "label": "Poster", "address": "https://x.org"}),
            ("link", {"kind": "doi", "doi": "10.1021/acsaelm.9b00095"}),
        ],
    )
    project = ProjectPage.objects.get(pk=project.pk)

    links = read_page(client, project).find(class_="facts").find_all("a")

    assert [(link.text, link["href"]) for link in links] == [
        ("Code", "https://example.org/code"),
        ("Poster", "https://x.org"),
        ("DOI", "https://doi.org/10.1021/acsaelm.9b00095"),
    ]


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ({}, {"address"}),
        ({"address": "https://x.org", "doi": "10.1021/x"}, {"address", "doi"}),
        ({"doi": "x"}, {"doi"}),
        ({"address": "javascript:alert(1)"}, {"address"}),
    ],
)
def test_a_link_of_a_project_needs_one_valid_target(value, fields):
    block = ProjectPage.links.field.stream_block.child_blocks["link"]

    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.to_python({"kind": "code", **value}))

    assert set(caught.value.block_errors) == fields


def test_talks_and_press_are_listed_with_their_facts(index, client):
    talk = {
        "title": "Scaling training",
        "event": "DLS at SC19",
        "place": "Denver",
        "date": "2019-11",
        "authors": "W. Dong",
        "invited": True,
        "address": "https://example.org/slides",
    }
    article = {"title": "Octopus", "outlet": "SING", "address": "https://example.org/o"}
    project = make_project(index, talks=[("talk", talk)], press=[("article", article)])

    html = read_page(client, project)

    talks = html.find("section", attrs={"aria-labelledby": "talks"})
    for fact in ("Scaling training", "DLS at SC19, Denver", "(invited)", "November 2019"):
        assert fact in talks.text
    assert talks.find("a", string="Slides")["href"] == "https://example.org/slides"
    press = html.find("section", attrs={"aria-labelledby": "press"})
    assert press.a["href"] == "https://example.org/o"


def test_publications_of_a_project_are_shown_in_the_chosen_order(home, index, client):
    publications = make_publication_index(home)
    papers = [
        make_publication(publications, title="First"),
        make_publication(publications, title="Second"),
        make_publication(publications, title="Draft", live=False),
    ]
    project = make_project(index)
    project.chosen_publications = [
        ProjectPublication(publication=paper, sort_order=-n) for n, paper in enumerate(papers)
    ]
    project.save()

    section = read_page(client, project).find("section")

    assert [heading.text for heading in section.find_all("h3")] == ["Second", "First"]
