"""Backups and restores while others write and read, or that are killed."""

import random
import time
from pathlib import Path
from unittest import mock

from django.core.files.base import ContentFile
from django.db import connections, transaction
from wagtail.documents import get_document_model
from wagtail.models import Page, Revision

from pages.models import HomePage, Owner
from pages.operations.backup import create
from pages.operations.backup.archive import Archive
from tests.support.backup_sites import back_up, describe, digest, restore
from tests.support.cache_process import fork


def fork_alone(function, *arguments):
    """Run the function in a process of its own, and leave no connection open here."""
    connections.close_all()
    return fork(function, *arguments)


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
        writer.kill()
        writer.join()


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
    read, is_over = [], False
    while not is_over:
        # Once more after its end.
        is_over = not child.is_alive()
        titles = list_titles()
        if titles not in read[-1:]:
            read.append(titles)
    return read


# Kills at random moments


def end_at_random(duration, function, *arguments):
    """Start the function in a process, and kill it at a moment within its duration."""
    child = fork_alone(function, *arguments)
    time.sleep(random.uniform(0, duration * 1.2))
    child.kill()
    child.join()


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
