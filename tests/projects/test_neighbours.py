"""The way on from the end of a project: previous, next, and by topic."""

from datetime import date
from functools import partial

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from projects.models import ProjectIndexPage
from projects.models.topic import Topic
from tests.support import factories
from tests.support.cache import make_server, visit
from tests.support.reading import read_page


@pytest.fixture
def projects(index):
    """Four projects, the newest first, of which the outer ones share two topics."""
    topics = [["HPC", "Vision"], ["HPC"], ["Optics"], ["Vision", "HPC"]]
    return [
        factories.make_project(
            index, title=title, topics=shared, finished_on=date(2020 - place, 1, 1)
        )
        for place, (title, shared) in enumerate(zip("ABCD", topics, strict=True))
    ]


def find_ways(html):
    """Return the names of the previous, the next and the related projects on a page."""
    ways = BeautifulSoup(html, "html5lib").find("nav", class_="neighbours")
    around = [ways.find("a", rel=rel) for rel in ("prev", "next")]
    return (
        *(link and link.bdi.text for link in around),
        [link.text for link in ways.select("li a")],
    )


def read_ways(client, page):
    return find_ways(client.get(page.url).text)


def test_a_project_leads_to_those_beside_it_and_to_those_with_most_topics_in_common(
    client, projects
):
    ways = [read_ways(client, project) for project in projects]

    assert ways == [
        (None, "B", ["D", "B"]),
        ("A", "C", ["A", "D"]),
        ("B", "D", []),
        ("C", None, ["A", "B"]),
    ]


def test_the_ways_follow_an_order_by_hand(client, index, projects):
    ProjectIndexPage.objects.update(order=ProjectIndexPage.Order.BY_HAND)

    projects[3].refresh_from_db()
    projects[3].move(projects[0], "left")

    assert read_ways(client, projects[0])[:2] == ("D", "B")


def test_no_way_leads_to_a_draft_or_a_private_project(client, projects):
    PageViewRestriction.objects.create(page=projects[1], restriction_type="login")
    projects[3].unpublish()

    assert read_ways(client, projects[2]) == ("A", None, [])
    projects[0].delete()
    assert read_page(client, projects[2]).find(class_="neighbours") is None


def test_a_cached_page_follows_its_neighbours(index, projects):
    first, second, _, last = projects
    factories.make_owner()
    server = make_server()

    def rename():
        second.title = "Renamed"
        second.save_revision().publish()

    def move():
        last.finished_on = date(2030, 1, 1)
        last.save_revision().publish()

    changes = [
        (rename, (None, "Renamed", ["D", "Renamed"])),
        (second.unpublish, (None, "C", ["D"])),
        (lambda: second.get_latest_revision().publish(), (None, "Renamed", ["D", "Renamed"])),
        (move, ("D", "Renamed", ["D", "Renamed"])),
        (partial(factories.make_project, index, title="New"), ("D", "New", ["D", "Renamed"])),
        (Topic.objects.get(name="HPC").delete, ("D", "New", ["D"])),
        (last.delete, (None, "New", [])),
    ]
    for change, ways in changes:
        visit(server, first.url)
        assert visit(server, first.url).cache == "HIT"
        change()
        answer = visit(server, first.url)
        assert answer.cache == "MISS"
        assert find_ways(answer.text) == ways
