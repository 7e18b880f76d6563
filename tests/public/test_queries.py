"""A longer page or list takes no more queries than a short one.

The numbers of queries themselves are not fixed.
"""

from datetime import date

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from pages.models import AboutPage, SelectedWork
from pages.templatetags.pages import menu
from projects.models import ProjectPublication
from tests.drawing.test_sparkline import NAMES, OURS, make_table
from tests.support.factories import (
    make_about,
    make_body,
    make_document,
    make_figure,
    make_image,
    make_news,
    make_note,
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


def make_works(index, publication_index, note_index, section, numbers):
    """Make for each number a project, its publication, an illustrated project, notes and news."""
    body = make_body(("prose", f'<p><a linktype="page" id="{index.pk}">All</a></p>'))
    figure = ("figure", make_figure(make_image()))
    chart = ("chart", make_table(NAMES, OURS, kind="bars"))
    now = timezone.now()
    shared = {"body": body, "first_published_at": now, "last_published_at": now}
    for number in numbers:
        drawing = {"title": f"Drawing {number}", "body": make_body(figure, chart)}
        make_project(index, **{**shared, **drawing, "cover": make_image()})
        publication = make_publication(
            publication_index,
            title=f"Paper {number}",
            published_on=str(1990 + number),
            authors=["A. Lovelace", "C. Babbage"],
            pdf=make_document(f"{number}.pdf"),
            **shared,
        )
        project = make_project(
            index,
            title=f"Project {number}",
            topics=["HPC", f"Topic {number}"],
            finished_on=date(1990 + number, 1, 1),
            **shared,
        )
        note = make_note(
            note_index,
            title=f"Note {number}",
            topics=["HPC", f"Topic {number}"],
            date=date(1990 + number, 1, 1),
            cover=make_image(),
            **shared,
        )
        make_page(section, title=f"Part {number}")
        section.add_child(instance=AboutPage(title=f"About {number}"))
        make_news(page=note)
        make_news(address="https://example.org/")
        project.chosen_publications = [ProjectPublication(publication=publication)]
        project.save()


def test_a_page_list_or_feed_takes_no_more_queries_when_the_site_grows(
    home, index, publication_index, note_index, client
):
    home.publications_from = publication_index
    home.publications_shown = 10
    about = make_about(home, projects_from=index)
    survey = make_project(index, title="Survey")
    section = make_page(home, title="Section", lists_pages=True)
    addresses = [
        *(home.url, about.url, survey.url, section.url, "/projects/", "/publications/"),
        *(
            "/notes/",
            "/notes/?year=1991",
            "/notes/?topic=hpc",
            "/notes/?news=all",
            "/notes/note-1/",
        ),
        *("/projects.md", "/publications.md", "/search/?q=project"),
        *("/atom.xml", "/feed.json", "/sitemap.xml", "/llms.txt"),
    ]

    def count_with(numbers):
        make_works(index, publication_index, note_index, section, numbers)
        works = [*index.get_children(), *publication_index.get_children()]
        home.selected_work = [SelectedWork(page=page) for page in works]
        home.save()
        projects = list(index.projects)
        about.track_record = [
            ("entry", {"text": "<p>I led it.</p>", "page": projects[number % 2]})
            for number in range(len(projects))
        ]
        about.save()
        papers = list(publication_index.publications)
        survey.chosen_publications = [ProjectPublication(publication=paper) for paper in papers]
        survey.save()
        return {address: count_queries(client, address) for address in addresses}

    few = count_with(range(2))

    assert count_with(range(2, 7)) == few


@pytest.fixture
def illustrate(home, index):
    """A function that makes a project with so many figures, films and links."""
    pages = [make_page(home, title=f"Page {n}") for n in range(5)]
    images = [make_image(title=f"{n}.png", width=40 + n) for n in range(5)]
    films = [make_document(f"{n}.mp4") for n in range(5)]

    def illustrate(number, links):
        linked = pages[:links]
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
        numbers = [("number", {"value": "1", "what": "page", "page": page}) for page in linked[:4]]
        return make_project(index, title=f"{number} and {links}", body=body, numbers=numbers)

    return illustrate


def test_a_page_and_its_editor_take_no_more_queries_with_more_figures(
    illustrate, client, admin_client
):
    few, linked, many = illustrate(2, links=2), illustrate(2, links=5), illustrate(5, links=5)
    illustrated = illustrate(5, links=2)

    shown = [count_queries(client, page.url) for page in (few, linked, many)]
    edited = [
        count_queries(admin_client, reverse("wagtailadmin_pages:edit", args=[page.pk]))
        for page in (few, illustrated)
    ]

    assert len(set(shown)) == 1, shown
    assert len(set(edited)) == 1, edited


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
