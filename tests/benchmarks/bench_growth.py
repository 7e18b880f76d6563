"""Time and queries of pages as projects, publications and notes are added."""

import json
from datetime import date
from functools import partial
from statistics import median
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from pages.models import SelectedWork
from projects.models import (
    Author,
    NewsLine,
    NoteIndexPage,
    NotePage,
    NoteTopic,
    ProjectPage,
    ProjectTopic,
    PublicationIndexPage,
    PublicationPage,
    PublicationTopic,
    Topic,
)
from projects.references import format_references
from tests.benchmarks.benchmark import measure, report
from tests.support.factories import make_contact, make_owner, make_page

SIZES = (20, 200, 2_000)
NOTE_SIZES = (20, 1_000)
GOAL = 1.5  # times as long
# More words, more filters and counts; a page of the list has 20 at any size.
STRICT_GOAL = 1.3
TOPICS = [f"Topic {number}" for number in range(12)]
TEXT = "<p>Short videos <b>loop</b> until they fill the window of the engine.</p>" * 5
TABLE = {
    "caption": "Accuracy.",
    "table": {
        "columns": [
            {"heading": "Work", "type": "text"},
            {"heading": "Accuracy (%)", "type": "number_higher"},
        ],
        "rows": [{"values": [f"Work {row}", f"{row}.5"]} for row in range(8)],
    },
    "source": "this work",
}
ADDRESSES = {
    "a page without projects": "/contact/",
    "home": "/",
    "index": "/projects/",
    "index, last page": "/projects/?page={last}",
    "index, one topic": "/projects/?topic=topic-0",
    "detail": "/projects/project-7/",
    "feed": "/atom.xml",
    "sitemap": "/sitemap.xml",
    "search": "/search/?q=engine",
}
PUBLICATION_ADDRESSES = {
    "a page without publications": "/contact/",
    "home": "/",
    "list": "/publications/",
    "list, last page": "/publications/?page={last}",
    "list, one topic": "/publications/?topic=topic-0",
    "list, words": "/publications/?q=annealing",
    "detail": "/publications/paper-7/",
    "export of one": "/publications/paper-7.bib",
    "export of one year": "/publications.bib?year=2001",
    "feed": "/atom.xml",
    "search": "/search/?q=engine",
}
NOTE_ADDRESSES = {
    "a page without notes": "/contact/",
    "home": "/",
    "list": "/notes/",
    "list, one year": "/notes/?year=2001",
    "list, one topic": "/notes/?topic=topic-0",
    "all news": "/notes/?news=all",
    "detail": "/notes/note-7/",
    "feed": "/atom.xml",
    "search": "/search/?q=engine",
}
# They list every page, for programs only; or as many as a year has.
NOT_BOUNDED = {"sitemap", "export of one year"}


def add_projects(index, first, last):
    """Add published projects with the numbers from `first` to `last` in bulk."""
    body = [
        {"type": "prose", "value": TEXT, "id": str(uuid4())},
        {"type": "results_table", "value": TABLE, "id": str(uuid4())},
    ]
    body = json.dumps(body)
    projects = [
        ProjectPage(
            title=f"Project {number}",
            summary="A machine that computes, in a sentence or two.",
            body=body,
            finished_on=date(2000 + number % 20, 1 + number % 12, 1),
            **place(ProjectPage, index, "project", number),
        )
        for number in range(first, last)
    ]
    save(ProjectPage, index, projects, last)
    add_topics(ProjectTopic, projects)


def add_publications(index, first, last):
    """Add publications with the numbers from `first` to `last` in bulk."""
    kinds = PublicationPage.Kind.values
    publications = [
        PublicationPage(
            title=f"Paper {number} on the engine",
            kind=kinds[number % len(kinds)],
            venue="Taylor’s Scientific Memoirs",
            doi=f"10.1000/{number}",
            # The first page of results has as many at any size.
            abstract=strip_tags(TEXT) if number >= SIZES[0] else "Simulated annealing.",
            published_on=f"{2000 + number % 20}-{1 + number % 12:02}",
            **place(PublicationPage, index, "paper", number),
        )
        for number in range(first, last)
    ]
    save(PublicationPage, index, publications, last)
    Author.objects.bulk_create(
        Author(publication=page, name=name, sort_order=position)
        for page in publications
        for position, name in enumerate(["A. Lovelace", "C. Babbage", "L. F. Menabrea"])
    )
    for page in publications:
        page.formatted_references = format_references(page.csl)
    PublicationPage.objects.bulk_update(publications, ["formatted_references"], batch_size=200)
    add_topics(PublicationTopic, publications)


def add_notes(index, first, last):
    """Add notes with the numbers from `first` to `last` in bulk, and a line of news with each.

    The years are as many at any size, and most notes are of one, so that its list is long.
    """
    body = json.dumps([{"type": "prose", "value": TEXT, "id": str(uuid4())}])
    notes = [
        NotePage(
            title=f"Note {number}",
            summary="What I learned, in a sentence or two.",
            body=body,
            date=date(2001 + max(0, number % 20 - 14), 1 + number % 12, 1 + number % 28),
            **place(NotePage, index, "note", number),
        )
        for number in range(first, last)
    ]
    save(NotePage, index, notes, last)
    add_topics(NoteTopic, notes)
    NewsLine.objects.bulk_create(
        NewsLine(date=note.date, text="<p>The engine runs.</p>", page=note) for note in notes
    )


def place(model, index, slug, number):
    """Return the fields of a published page with a number below an index."""
    now = timezone.now()
    return {
        "draft_title": f"{slug} {number}",
        "slug": f"{slug}-{number}",
        "path": model._get_path(index.path, index.depth + 1, number + 1),
        "depth": index.depth + 1,
        "url_path": f"{index.url_path}{slug}-{number}/",
        "content_type": ContentType.objects.get_for_model(model),
        "locale_id": index.locale_id,
        "first_published_at": now,
        "last_published_at": now,
    }


def save(model, index, pages, last):
    """Save new pages in bulk: `add_child` takes a second for a hundred of them."""
    names = [field.name for field in Page._meta.concrete_fields if field.name != "id"]
    bases = Page.objects.bulk_create(
        Page(**{name: getattr(page, name) for name in names}) for page in pages
    )
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.id = page.page_ptr_id = base.pk
        # "Raw" does not save the row of the base again.
        page.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=index.pk).update(numchild=last)
    get_search_backend().get_index_for_object(index).add_items(model, pages)


def add_topics(model, pages):
    """Give each page the first topic, so that its list fills a page, and another one."""
    first, *others = [Topic.objects.get_or_create(name=name)[0] for name in TOPICS]
    model.objects.bulk_create(
        model(tag=topic, content_object=page)
        for number, page in enumerate(pages)
        for topic in (first, others[number % len(others)])
    )


def test_more_projects_need_no_more_time_or_queries(home, index, client):
    def add(first, last):
        add_projects(index, first, last)
        home.selected_work = [SelectedWork(page=page) for page in index.get_children()[:6]]
        home.save()

    check_growth(client, home, index, add, "projects", ADDRESSES, GOAL)


def test_more_publications_need_no_more_time_or_queries(
    home, publication_index, client, monkeypatch
):
    monkeypatch.setattr(PublicationIndexPage, "PAGE_SIZE", 20)
    home.publications_from = publication_index
    home.save()
    add = partial(add_publications, publication_index)

    check_growth(
        client,
        home,
        publication_index,
        add,
        "publications",
        PUBLICATION_ADDRESSES,
        STRICT_GOAL,
    )


def test_more_notes_need_no_more_time_or_queries(home, note_index, client, monkeypatch):
    monkeypatch.setattr(NoteIndexPage, "NEWS_SIZE", 20)
    add = partial(add_notes, note_index)

    check_growth(client, home, note_index, add, "notes", NOTE_ADDRESSES, STRICT_GOAL, NOTE_SIZES)


def check_growth(client, home, index, add, name, addresses, goal, sizes=SIZES):
    """Measure visits of addresses at each of the sizes; `add(first, last)` adds pages."""
    make_owner()
    make_contact(home)
    for number in range(6):
        make_page(home, title=f"Page {number}", show_in_menus=True)
    control = next(iter(addresses))
    seconds, queries, made = {}, {}, 0
    for size in sizes:
        add(made, size)
        made = size
        last = -(-size // index.PAGE_SIZE)
        visits = {
            name: partial(visit, client, address.format(last=last))
            for name, address in addresses.items()
        }
        seconds[size] = measure(visits, rounds=7, warm_up=1)
        queries[size] = {name: count_queries(see) for name, see in visits.items()}

    def cost(size, name):
        """Return the time in units of the time of the control page."""
        return median(seconds[size][name]) / median(seconds[size][control])

    rows = [
        {
            "page": page,
            **{f"{size:,} (ms)": median(seconds[size][page]) * 1000 for size in sizes},
            **{f"queries at {size:,}": queries[size][page] for size in sizes},
            "growth": cost(sizes[-1], page) / cost(sizes[0], page),
        }
        for page in addresses
    ]
    report(
        f"Rendering of pages as {name} are added",
        rows,
        growth=f"relative to {control}",
        goal=f"at most {goal}, except {' and '.join(NOT_BOUNDED & addresses.keys())}",
    )
    for row in rows:
        page = row["page"]
        assert queries[sizes[0]][page] == queries[sizes[-1]][page], page
        assert page in NOT_BOUNDED or row["growth"] <= goal, page


def visit(client, address):
    assert client.get(address).status_code == 200


def count_queries(visit):
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        visit()
    return len(queries)
