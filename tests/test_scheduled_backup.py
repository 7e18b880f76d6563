"""A backup each day into the bucket, and which of them are kept."""

import contextlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from pages.models import Backup
from pages.operations.backup import create, daily, scheduler
from pages.operations.backup.history import keep_backup, last_backup
from pages.operations.backup.refusal import Refusal
from tests.site import run_python
from tests.support.cache import connections_kept

SITE_URL = "http://localhost"
BUCKET = {
    "AWS_ACCESS_KEY_ID": "name",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "auto",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
    "BUCKET_NAME": "my-site",
}
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """Read what the transaction of a test has written, which no other connection sees."""
    monkeypatch.setattr(
        create, "hold_still", lambda using: contextlib.nullcontext(connection)
    )


def test_a_backup_is_made_each_day_and_remembered(home, bucket):
    next_at = daily.work()

    made = last_backup()
    assert made.is_scheduled
    assert bucket.exists(made.place.removeprefix("bucket:"))
    assert next_at == made.started_at + timedelta(days=1)
    assert daily.work() == next_at
    assert Backup.objects.count() == 1


def test_of_several_processes_one_makes_it(db):
    first, second = daily.claim(NOW), daily.claim(NOW)

    assert first.place == "bucket:backups/scheduled/2026-03-04T05-06-07Z.zip"
    assert second is None


def test_one_that_failed_is_made_again_after_an_hour(db, monkeypatch):
    def fail(backup, say):
        raise Refusal("The disk is full: make room.")

    monkeypatch.setattr("pages.operations.backup.history.back_up", fail)

    next_at = daily.work()

    failed = Backup.objects.get()
    assert failed.problem == "The disk is full: make room."
    assert last_backup() is None
    assert next_at == failed.finished_at + timedelta(hours=1)


def test_one_whose_process_was_ended_is_made_again(db):
    Backup.objects.create(place="bucket:backups/scheduled/x.zip", is_scheduled=True)

    assert daily.claim(timezone.now()) is None
    assert daily.claim(timezone.now() + timedelta(hours=4))


def test_one_made_by_hand_puts_off_none(home, tmp_path):
    keep_backup(str(tmp_path / "site.zip"))

    assert daily.claim(timezone.now())


def test_a_week_four_weeks_and_half_a_year_are_kept():
    kept = []
    for day in range(400):
        kept = sorted(daily.choose_kept([*kept, NOW + timedelta(days=day)]))

    last = NOW + timedelta(days=399)
    ages = [(last - time).days for time in kept]
    assert len(kept) <= 17
    assert {*range(7)} <= {*ages}
    assert [age for age in ages if 14 < age <= 21]
    assert [age for age in ages if 120 < age <= 155]


def test_old_scheduled_backups_are_deleted_and_others_never(db, bucket):
    for day in range(20):
        bucket.save((NOW - timedelta(days=day)).strftime(daily.NAME), ContentFile(b""))
    for name in ("backups/mine.zip", "backups/scheduled/mine.zip"):
        bucket.save(name, ContentFile(b""))

    daily.prune()

    left = bucket.list_names("backups/")
    assert len(left) == 2 + len({*range(7), *(3, 10, 17), 4})
    assert {"backups/mine.zip", "backups/scheduled/mine.zip"} <= {*left}
    assert NOW.strftime(daily.NAME) in left


class Enough(Exception):
    pass


def test_the_thread_waits_until_one_is_due_and_survives_a_failure(monkeypatch):
    now, asked = [1000.0], []

    def sleep(seconds):
        now[0] += seconds
        if now[0] > 2000:
            raise Enough

    def work(django):
        asked.append(now[0])
        if len(asked) == 1:
            raise RuntimeError("The database is away.")
        return now[0] + 600

    monkeypatch.setattr(scheduler, "work", work)
    monkeypatch.setattr(scheduler.time, "time", lambda: now[0])

    with pytest.raises(Enough):
        scheduler.run(None, sleep)

    assert asked == [1060, 1120, 1720]


def test_the_thread_waits_for_django_and_makes_the_backup(home, bucket):
    waited = []

    with connections_kept():
        again_at = scheduler.work(SimpleNamespace(wait=lambda: waited.append("Django")))

    assert waited
    assert again_at == daily.find_next().timestamp()
    assert last_backup().is_scheduled


@pytest.mark.parametrize(
    ("variables", "thread"), [({}, 0), (BUCKET | {"DEBUG": "1"}, 0), (BUCKET, 1)]
)
def test_the_server_makes_them_where_a_bucket_is_set(variables, thread):
    count = (
        "import threading, config.wsgi;"
        "print([thread.name for thread in threading.enumerate()].count('backups'))"
    )

    ran = run_python(
        *("-c", count), SECRET_KEY="abcdefghij" * 5, SITE_URL=SITE_URL, **variables
    )

    assert ran.stdout == f"{thread}\n", ran.stderr
