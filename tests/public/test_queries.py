"""A longer page or list takes no more queries than a short one.

The numbers of queries themselves are not fixed.
"""

from datetime import date

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction, Site

from pages.models import SelectedWork
from pages.templatetags.pages import menu
from projects.models import ProjectPublication
from tests.support.factories import (
    make_about,
    make_body,
    make_document,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
    make_publication,
)


def count_queries(client, address):
    """Count the queries of a visit that finds its renditions made and caches empty."""
    client.get(address)
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def grow(index, publication_index):
    """A function that makes more projects, each with its publication."""

    def grow(first, last):
        for number in range(first, last):
            publication = make_publication(
                publication_index,
                title=f"Paper {number}",
                slug=f"paper-{number}",
                published_on=str(1990 + number),
                authors=["A. Lovelace", "C. Babbage"],
                pdf=make_document(f"{number}.pdf"),
            )
            project = make_project(
                index,
                title=f"Project {number}",
                slug=f"project-{number}",
                topics=["HPC", f"Topic {number}"],
                finished_on=date(1990 + number, 1, 1),
                body=make_body(("prose", f'<p><a linktype="page" id="{index.pk}">All</a></p>')),
            )
            project.chosen_publications = [ProjectPublication(publication=publication)]
            project.save()
            for page in (publication, project):
                page.save_revision().publish()

    return grow


LISTS = [
    *("/projects/", "/publications/", "/projects.md", "/publications.md"),
    *("/atom.xml", "/feed.json", "/sitemap.xml", "/llms.txt"),
]


def test_a_list_takes_no_more_queries_when_it_grows(grow, client):
    grow(0, 2)
    few = {address: count_queries(client, address) for address in LISTS}

    grow(2, 18)

    assert {address: count_queries(client, address) for address in LISTS} == few


def test_home_takes_no_more_queries_with_more_to_show(home, index, publication_index, grow, client):
    home.publications_from = publication_index
    home.publications_shown = 10

    def show(first, last):
        grow(first, last)
        home.selected_work = [
            SelectedWork(page=page)
            for chosen in (index, publication_index)
            for page in chosen.get_children()
        ]
        home.save()
        return count_queries(client, home.url)

    few = show(0, 2)

    assert show(2, 10) == few


def test_about_takes_no_more_queries_with_more_to_show(home, index, grow, client):
    grow(0, 2)
    about = make_about(home, projects_from=index)

    def tell(entries):
        projects = list(index.projects)
        about.track_record = [
            ("entry", {"text": "<p>I led it.</p>", "page": projects[n % 2]}) for n in range(entries)
        ]
        about.save()
        return count_queries(client, about.url)

    few = tell(2)
    grow(2, 12)

    assert tell(12) == few


def test_the_menu_takes_one_query_and_omits_private_pages(home, rf):
    for number in range(6):
        page = make_page(home, title=f"{number}", show_in_menus=True)
        if number % 2:
            PageViewRestriction.objects.create(page=page, restriction_type="login")
    request = rf.get("/")
    Site.find_for_request(request)
    caches["default"].clear()
    home.full_url  # noqa: B018 - it looks up the root of the site

    with CaptureQueriesContext(connection) as queries:
        entries = menu({"request": request})

    assert [entry["title"] for entry in entries] == ["0", "2", "4"]
    assert len(queries) == 1


@pytest.mark.parametrize("address", ["/", "/projects/", "/projects/engine/"])
def test_a_page_loads_the_owner_and_the_site_once(index, client, address):
    make_project(index)
    make_owner()
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    for table in ("pages_owner", "wagtailcore_site"):
        asked = [q for q in queries.captured_queries if f'FROM "{table}"' in q["sql"]]
        assert len(asked) == 1, table


@pytest.fixture
def illustrate(home, index):
    """A function that makes a project with so many figures, films and links."""
    pages = [make_page(home, title=f"Page {n}", slug=f"page-{n}") for n in range(12)]
    images = [make_image(title=f"{n}.png", width=40 + n) for n in range(12)]
    films = [make_document(f"{n}.mp4") for n in range(12)]

    def illustrate(number, title, links=12):
        linked = pages[: min(number, links)]
        galleries = {"pictures": [make_figure(image) for image in images[:number]]}
        buttons = [{"text": "Read", "page": page.pk} for page in linked]
        texts = [f'<p><a linktype="page" id="{page.pk}">Read</a></p>' for page in linked]
        body = make_body(
            *(("figure", make_figure(image)) for image in images[:number]),
            ("gallery", galleries),
            ("buttons", {"buttons": buttons}),
            *(("prose", text) for text in texts),
            *(("note", {"text": text}) for text in texts),
            *(
                ("embed", {"title": "Film", "poster": image.pk, "document": film.pk})
                for image, film in zip(images[:number], films, strict=False)
            ),
        )
        return make_project(
            index,
            title=title,
            body=body,
            numbers=[
                ("number", {"value": "1", "what": "page", "page": page}) for page in linked[:4]
            ],
        )

    return illustrate


def test_a_page_takes_no_more_queries_with_more_figures_and_links(illustrate, client):
    few = count_queries(client, illustrate(2, "Short").url)

    assert count_queries(client, illustrate(12, "Long").url) == few


def test_the_editor_takes_no_more_queries_with_more_figures(illustrate, admin_client):
    def edit(number, title):
        page = illustrate(number, title, links=2)
        return reverse("wagtailadmin_pages:edit", args=[page.pk])

    few = count_queries(admin_client, edit(2, "Short"))

    assert count_queries(admin_client, edit(12, "Long")) == few


def test_a_project_takes_no_more_queries_with_more_publications(
    index, publication_index, grow, client
):
    grow(0, 12)
    papers = list(publication_index.publications)

    def show(number):
        project = make_project(index, title=f"With {number}")
        project.chosen_publications = [
            ProjectPublication(publication=paper) for paper in papers[:number]
        ]
        project.save()
        return count_queries(client, project.url)

    assert show(12) == show(2)
