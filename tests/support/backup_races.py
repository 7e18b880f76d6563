"""Backups and restores while others write and read, or that are killed."""

import os
import random
import signal
import time
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction
from django.test import Client
from wagtail.contrib.forms.models import FormSubmission
from wagtail.documents import get_document_model
from wagtail.models import Page, Revision

from pages.accounts.sessions import SessionStore
from pages.models import ContactPage, HomePage, Owner, SiteImage, SiteRendition
from pages.operations.backup import create
from pages.operations.backup.archive import Archive
from pages.operations.backup.tables import fill_tables
from tests.support.backup_sites import back_up, describe, digest, restore
from tests.support.cache_process import fork, pipe


def fork_alone(function, *arguments):
    """Run the function in a process of its own, and leave no connection open here."""
    connections.close_all()
    return fork(function, *arguments)


def kill(process):
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


# Writers and readers


def back_up_during_writes(path):
    """Back up while another process writes, before each of three tables is read too.

    Return how often it has written meanwhile.
    """

    def count():
        return int(Owner.objects.get().name)

    def wait(number):
        end = time.monotonic() + 120
        while count() < number and time.monotonic() < end:
            time.sleep(0.01)

    def read_slowly(connection, model, read_lines=create.read_lines):
        if model.__name__ in {"Owner", "Page", "Document"}:
            wait(count() + 1)
        return read_lines(connection, model)

    owner = Owner.load()
    owner.name = "0"
    owner.save()
    writer = fork_alone(write_for_ever)
    try:
        wait(3)
        began = count()
        with mock.patch.object(create, "read_lines", read_slowly):
            back_up(path)
        return count() - began
    finally:
        kill(writer)


def write_for_ever():
    """Count in two tables at once, and give each number a file of its own."""
    documents = get_document_model().objects
    home, owner = HomePage.objects.get(), Owner.load()
    number = int(owner.name or 0)
    while True:
        number += 1
        with transaction.atomic():
            home.title = owner.name = str(number)
            owner.save()
            home.save_revision().publish()
            file = ContentFile(str(number).encode(), name=f"count-{number}.txt")
            documents.create(title=f"count {number}", file=file)


def read_count():
    """Return the number in each place where write_for_ever has put it."""
    home = HomePage.objects.get()
    documents = get_document_model().objects.filter(title__startswith="count ")
    files = [document.file.open().read().decode() for document in documents]
    assert [f"count {text}" for text in files] == [str(file) for file in documents]
    newest = Revision.objects.filter(object_id=str(home.pk)).latest("pk")
    return [
        int(home.title),
        int(Owner.load().name),
        int(newest.content["title"]),
        max(map(int, files)),
        len(files),
    ]


def list_titles():
    """Return the titles of all pages, asked at once, as one text."""
    return " | ".join(Page.objects.order_by("path").values_list("title", flat=True))


def restore_while_it_is_read(path):
    """Return what was read while another process restored, without repetitions."""
    child = fork_alone(restore, path)
    read = []
    is_over = False
    while not is_over:
        # Once more after its end.
        is_over = os.waitpid(child, os.WNOHANG)[0] != 0
        titles = list_titles()
        if titles not in read[-1:]:
            read.append(titles)
    return read


def restore_while_visitors_write(path):
    """Return the answers to visitors in the middle of a restore, and what was kept of them.

    An editor deletes an image that no page shows meanwhile, and waits with a lock that the
    restore needs next.
    """
    contact, image = ContactPage.objects.get(), SiteImage.objects.get(title="Disc")
    with pipe() as (held, hold), pipe() as (released, release):
        restoring = fork_alone(restore_in_two_steps, path, hold, released)
        os.read(held, 1)
        with connection.cursor() as cursor:
            # Waiting for the restore is an error.
            cursor.execute("SET lock_timeout = '5s'")
        client = Client(headers={"host": urlsplit(settings.SITE_URL).netloc})
        message = {"name": "Ada", "email": "ada@example.org", "message": "In the middle"}
        answers = [client.post(contact.url, message).status_code]
        rendition = image.get_rendition("width-7").file.name
        SessionStore().save()
        editing = fork_alone(delete_in_time, image)
        wait_for(lambda: count_waiting() == 1)
        os.write(release, b".")
        os.waitpid(restoring, 0)
        os.waitpid(editing, 0)
    kept = FormSubmission.objects.filter(form_data__message="In the middle")
    answers += [client.get(message.page.url).status_code for message in kept]
    return answers, default_storage.exists(rendition), SiteRendition.objects.count()


def delete_in_time(image):
    """Delete the image, unless a statement waits for as long as the site never lets it."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '3s'")
    image.delete()


def restore_in_two_steps(path, held, released):
    """Restore, and stop in the middle until told to go on."""

    def fill_in_two_steps(*arguments, fill_tables=fill_tables, **options):
        fill_tables(*arguments, **options)
        os.write(held, b".")
        os.read(released, 1)

    with (
        mock.patch("pages.operations.backup.tables.fill_tables", fill_in_two_steps),
        mock.patch("pages.operations.backup.restore.fill_tables", fill_in_two_steps),
    ):
        restore(path)


def count_waiting():
    """Return how many statements on PostgreSQL wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0]


def wait_for(is_so):
    end = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.01)


# Kills at random moments


def end_at_random(duration, function, *arguments):
    """Start the function in a process, and kill it at a moment within its duration."""
    child = fork_alone(function, *arguments)
    time.sleep(random.uniform(0, duration * 1.2))
    kill(child)


def kill_restores(paths, kills):
    """End processes that restore the archives in turn, each at a random moment.

    Return how often each state was found afterwards: the last one, the new one, another.
    """
    states = []
    for path in paths:
        start = time.monotonic()
        restore(path)
        duration = time.monotonic() - start
        states.append(describe())
    found = {"old": 0, "new": 0, "neither": 0}
    current = 1
    for _ in range(kills):
        other = 1 - current
        end_at_random(duration, restore, paths[other])
        state = describe()
        if state == states[current]:
            found["old"] += 1
        elif state == states[other]:
            found["new"] += 1
            current = other
        else:
            found["neither"] += 1
    restore(paths[0])
    found["whole"] = describe() == states[0]
    return found


def kill_backups(path, kills):
    """End processes that back up to the path, each at a random moment.

    Return how often the earlier archive was found there, and how often a new one.
    """
    start = time.monotonic()
    back_up(path)
    duration = time.monotonic() - start
    before = digest(Path(path).read_bytes())
    found = {"old": 0, "new": 0}
    for _ in range(kills):
        end_at_random(duration, back_up, path)
        with Archive(path):
            after = digest(Path(path).read_bytes())
        found["old" if after == before else "new"] += 1
        before = after
    back_up(path)
    return found
