"""Daily backups into the bucket, and their retention."""

import runpy
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

import config.settings
from pages.models import Backup
from pages.operations.backup import daily, scheduler
from pages.operations.backup.archive import BackupError
from pages.operations.backup.create import create_backup
from tests.support import factories
from tests.support.cache import connections_kept

BUCKET = {"BACKEND": "pages.serving.media.storage.Bucket"}
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("one_connection")


def test_a_backup_is_made_each_day_and_remembered(home, bucket):
    next_at = daily.run_due_backup()

    made = Backup.objects.good().first()
    assert made.is_scheduled
    assert bucket.exists(made.destination.removeprefix("bucket:"))
    assert next_at == made.started_at + timedelta(days=1)
    assert daily.run_due_backup() == next_at
    assert Backup.objects.count() == 1


def test_only_one_of_several_processes_makes_a_backup(db):
    first, second = daily.reserve(NOW), daily.reserve(NOW)

    assert first.destination == "bucket:backups/scheduled/2026-03-04T05-06-07Z.zip"
    assert second is None


def test_a_failed_backup_is_repeated_after_an_hour(db, monkeypatch):
    def fail(backup, say):
        raise BackupError("The disk is full: make room.")

    monkeypatch.setattr("pages.operations.backup.create.write_archive", fail)

    next_at = daily.run_due_backup()

    failed = Backup.objects.get()
    assert failed.problem == "The disk is full: make room."
    assert Backup.objects.good().first() is None
    assert next_at == failed.finished_at + timedelta(hours=1)


def test_a_backup_that_lacks_a_lost_file_is_kept_and_has_failed(home, bucket):
    name = factories.make_document().file.name
    bucket.delete(name)

    next_at = daily.run_due_backup()

    failed = Backup.objects.get()
    assert f"has lost, such as {name}" in failed.problem
    assert bucket.exists(failed.destination.removeprefix("bucket:"))
    assert next_at == failed.started_at + timedelta(days=1)


def test_a_backup_whose_process_was_killed_is_repeated(db):
    Backup.objects.create(destination="bucket:backups/scheduled/x.zip", is_scheduled=True)

    assert daily.reserve(timezone.now()) is None
    assert daily.reserve(timezone.now() + timedelta(hours=4))


def test_a_clock_that_was_a_year_ahead_postpones_no_backup(db, bucket):
    ahead = timezone.now() + timedelta(days=365)
    for day in range(8):
        bucket.save((ahead + timedelta(days=day)).strftime(daily.NAME), ContentFile(b""))
    bucket.save(timezone.now().strftime(daily.NAME), ContentFile(b""))
    wrong = Backup.objects.create(destination="bucket:x.zip", is_scheduled=True, finished_at=ahead)
    Backup.objects.update(started_at=ahead)

    assert wrong not in Backup.objects.good()
    assert daily.reserve(timezone.now())
    daily.prune()
    assert len(bucket.list_names("backups/")) == 9


def test_a_manual_backup_does_not_postpone_the_daily_one(home, tmp_path):
    create_backup(str(tmp_path / "site.zip"))

    assert daily.reserve(timezone.now())


def test_backups_of_seven_days_four_weeks_and_six_months_are_kept():
    kept = []
    for day in range(400):
        kept = sorted(daily.choose_retained([*kept, NOW + timedelta(days=day)]))

    last = NOW + timedelta(days=399)
    ages = [(last - time).days for time in kept]
    assert len(kept) <= 17
    assert {*range(7)} <= {*ages}
    assert [age for age in ages if 14 < age <= 21]
    assert [age for age in ages if 120 < age <= 155]


def test_only_scheduled_backups_are_pruned(db, bucket):
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


def test_the_thread_waits_until_a_backup_is_due_and_survives_errors(monkeypatch):
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

    monkeypatch.setattr(scheduler, "check_schedule", work)
    monkeypatch.setattr(scheduler.time, "time", lambda: now[0])

    with pytest.raises(Enough):
        scheduler.run(None, sleep)

    assert asked == [1060, 1120, 1720]


def test_the_thread_believes_no_time_that_is_a_year_ahead(monkeypatch):
    sleep, asked = mock.Mock(side_effect=[None, None, Enough]), []

    def work(django):
        asked.append(django)
        return scheduler.time.time() + timedelta(days=365).total_seconds()

    monkeypatch.setattr(scheduler, "check_schedule", work)

    with pytest.raises(Enough):
        scheduler.run(None, sleep)

    assert len(asked) == 2


def test_the_thread_waits_for_django_and_makes_the_backup(home, bucket):
    waited = []

    with connections_kept():
        again_at = scheduler.check_schedule(SimpleNamespace(wait=lambda: waited.append("Django")))

    assert waited
    assert again_at == daily.find_due_time().timestamp()
    assert Backup.objects.good().first().is_scheduled


@pytest.mark.parametrize(("bucket", "debug"), [({}, False), (BUCKET, True), (BUCKET, False)])
def test_the_server_schedules_backups_if_a_bucket_is_set(monkeypatch, bucket, debug):
    monkeypatch.setattr(config.settings, "BUCKET", bucket)
    monkeypatch.setattr(config.settings, "DEBUG", debug)

    with (
        mock.patch("logging.config.dictConfig"),
        mock.patch("pages.serving.application.Application"),
        mock.patch("pages.operations.backup.scheduler.start_scheduler") as start,
    ):
        runpy.run_path(config.settings.BASE_DIR / "config/rsgi.py")

    assert start.called is (bool(bucket) and not debug)
