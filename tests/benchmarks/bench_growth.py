"""Time and queries of pages as projects are added."""

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
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from pages.models import SelectedWork
from projects.models import ProjectPage, ProjectTopic, Topic
from tests.benchmarks.benchmark import measure, report
from tests.support.factories import make_contact, make_owner, make_page

SIZES = (20, 200, 2_000)
GOAL = 1.5  # times as long
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
    "index, one topic": "/projects/?topic=topic-3",
    "detail": "/projects/project-7/",
    "feed": "/atom.xml",
    "sitemap": "/sitemap.xml",
    "search": "/search/?q=engine",
}
CONTROL, *GROWING = ADDRESSES
# It lists every page, for crawlers only.
NOT_BOUNDED = {"sitemap"}


def add_projects(index, first, last):
    """Add published projects with the numbers from `first` to `last` in bulk.

    `add_child` takes a second for a hundred of them.
    """
    body = [
        {"type": "prose", "value": TEXT, "id": str(uuid4())},
        {"type": "results_table", "value": TABLE, "id": str(uuid4())},
    ]
    body = json.dumps(body)
    now = timezone.now()
    projects = [
        ProjectPage(
            title=f"Project {number}",
            draft_title=f"Project {number}",
            slug=f"project-{number}",
            path=ProjectPage._get_path(index.path, index.depth + 1, number + 1),
            depth=index.depth + 1,
            url_path=f"{index.url_path}project-{number}/",
            content_type=ContentType.objects.get_for_model(ProjectPage),
            locale_id=index.locale_id,
            first_published_at=now,
            last_published_at=now,
            summary="A machine that computes, in a sentence or two.",
            body=body,
            finished_on=date(2000 + number % 20, 1 + number % 12, 1),
        )
        for number in range(first, last)
    ]
    names = [field.name for field in Page._meta.concrete_fields if field.name != "id"]
    bases = Page.objects.bulk_create(
        Page(**{name: getattr(project, name) for name in names}) for project in projects
    )
    for project, base in zip(projects, bases, strict=True):
        project.pk = project.id = project.page_ptr_id = base.pk
        # "Raw" does not save the row of the base again.
        project.save_base(raw=True, force_insert=True)
    topics = [Topic.objects.get_or_create(name=name)[0] for name in TOPICS]
    ProjectTopic.objects.bulk_create(
        ProjectTopic(tag=topics[number % len(topics)], content_object=project)
        for number, project in enumerate(projects)
    )
    Page.objects.filter(pk=index.pk).update(numchild=last)
    get_search_backend().get_index_for_object(index).add_items(ProjectPage, projects)


def test_more_projects_need_no_more_time_or_queries(home, index, client):
    make_owner()
    make_contact(home)
    for number in range(6):
        make_page(home, title=f"Page {number}", show_in_menus=True)
    seconds, queries, made = {}, {}, 0
    for size in SIZES:
        add_projects(index, made, size)
        made = size
        home.selected_work = [SelectedWork(page=page) for page in index.get_children()[:6]]
        home.save()
        last = -(-size // index.PAGE_SIZE)
        visits = {
            name: partial(visit, client, address.format(last=last))
            for name, address in ADDRESSES.items()
        }
        seconds[size] = measure(visits, rounds=7, warm_up=1)
        queries[size] = {name: count_queries(see) for name, see in visits.items()}

    def cost(size, name):
        """Return the time in units of the time of the control page."""
        return median(seconds[size][name]) / median(seconds[size][CONTROL])

    rows = [
        {
            "page": name,
            **{f"{size:,} (ms)": median(seconds[size][name]) * 1000 for size in SIZES},
            **{f"queries at {size:,}": queries[size][name] for size in SIZES},
            "growth": cost(SIZES[-1], name) / cost(SIZES[0], name),
        }
        for name in ADDRESSES
    ]
    report(
        "Rendering of pages as projects are added",
        rows,
        growth="relative to a page without projects",
        goal=f"at most {GOAL}, except the sitemap",
    )
    for row in rows:
        name = row["page"]
        assert queries[SIZES[0]][name] == queries[SIZES[-1]][name], name
        assert name in NOT_BOUNDED or row["growth"] <= GOAL, name


def visit(client, address):
    assert client.get(address).status_code == 200


def count_queries(visit):
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        visit()
    return len(queries)
