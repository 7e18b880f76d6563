"""Visits in the database: added up, bounded and deleted in time."""

from datetime import timedelta
from types import SimpleNamespace
from unittest import mock

import pytest
from django.utils import timezone

from pages.models import DailyVisits, SiteVersion
from pages.serving import visits
from pages.serving.visits import Counter, VisitWriter
from tests.serving.test_visits import FIREFOX
from tests.support.cache import DjangoDatabase
from tests.support.site import find_free_port


@pytest.fixture
def counted():
    return Counter("https://example.org")


def add(counter, path="/", times=1, referer=None):
    headers = {"user-agent": FIREFOX} | ({"referer": referer} if referer else {})
    for _ in range(times):
        counter.count(SimpleNamespace(method="GET", path=path, headers=headers))


def list_kept():
    return {(v.day, v.kind, v.name): v.count for v in DailyVisits.objects.all()}


@pytest.mark.django_db
def test_processes_add_to_the_same_rows_and_change_no_page(counted, home):
    before = SiteVersion.objects.get().value
    today = timezone.now().date()
    for _ in range(2):
        writer = VisitWriter(counted, DjangoDatabase())
        add(counted, "/a/", 3, referer="https://one.example/")
        add(counted, "/ü/")
        writer.write()
        writer.write()

    assert SiteVersion.objects.get().value == before
    assert list_kept() == {
        (today, "page", "/a/"): 6,
        (today, "page", "/ü/"): 2,
        (today, "host", "one.example"): 6,
    }


@pytest.mark.django_db
def test_counts_are_kept_while_the_database_is_unavailable(counted, caplog):
    database = DjangoDatabase()
    writer = VisitWriter(counted, database)
    database.is_away = True
    for _ in range(2):
        add(counted, times=2)
        writer.write()
    database.is_away = False
    writer.write()

    assert list(list_kept().values()) == [4]
    assert "The visits could not be written yet" in caplog.text


def test_nothing_is_written_without_visits(counted):
    database = mock.Mock()
    VisitWriter(counted, database).write()

    assert not database.execute.called


@pytest.mark.django_db
def test_names_beyond_the_bound_of_a_day_share_a_row(counted, monkeypatch):
    monkeypatch.setattr(visits, "MAX_NAMES", 3)
    writer = VisitWriter(counted, DjangoDatabase())
    for batch in range(3):
        for number in range(3):
            add(counted, referer=f"https://site{batch}{number}.example/")
        writer.write()

    hosts = DailyVisits.objects.hosts()
    assert sorted(hosts.values_list("name", "count")) == [
        ("*", 6),
        ("site00.example", 1),
        ("site01.example", 1),
        ("site02.example", 1),
    ]


@pytest.mark.django_db
def test_visits_are_deleted_after_thirteen_months(counted):
    today = timezone.now().date()
    for days in (0, 399, 402):
        day = today - timedelta(days=days)
        DailyVisits.objects.create(day=day, kind="page", name="/old/", count=1)
    add(counted)
    VisitWriter(counted, DjangoDatabase()).write()

    kept = DailyVisits.objects.filter(name="/old/").order_by("day")
    kept = kept.values_list("day", flat=True)
    assert list(kept) == [today - timedelta(days=399), today]


READ_COUNT = """
from pages.models import DailyVisits
print(sum(DailyVisits.objects.filter(name="/").values_list("count", flat=True)))
"""


def test_a_process_writes_its_counts_when_it_ends(served_site):
    before = int(served_site.run(READ_COUNT))
    with served_site.serve(find_free_port()) as process:
        process.wait("/readyz")
        statuses = {process.get("/", User_Agent=FIREFOX)[0] for _ in range(3)}
        process.end()

    assert statuses == {200}
    assert int(served_site.run(READ_COUNT)) == before + 3


def test_a_row_identifies_no_visitor():
    names = {field.name for field in DailyVisits._meta.get_fields()}

    assert names == {"id", "day", "kind", "name", "count"}
