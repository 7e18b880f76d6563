"""Process of a site that a test backs up and restores.

Its argument names its uploads folder. It answers as tests/support/cache_process.py does.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from unittest import mock

from tests.support.cache_process import ServerProcess, fork


def start_site(database_url, uploads):
    """Return the process of a site, to be used with `with`."""
    return ServerProcess(database_url, __name__, str(uploads))


# In the process


def make():
    """Fill an empty site with the starter content, accounts, drafts and uploads."""
    from django.core.management import call_command
    from wagtail.contrib.forms.models import FormSubmission
    from wagtail.models import PageViewRestriction

    from pages.models import ContactPage, HomePage, SiteImage, User
    from pages.starter import load_starter
    from tests.support import factories

    call_command("migrate", verbosity=0)
    load_starter()
    home = HomePage.objects.get()
    home.owner = User.objects.create_user("ada", "ada@example.org", "secret-of-ada")
    home.save_revision(user=home.owner).publish()
    page = factories.make_page(home, title="Änderung 董 🎈 \\ \"'", slug="notes-1")
    page.title = "A draft"
    page.save_revision()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="secret")
    FormSubmission.objects.create(
        page=ContactPage.objects.get(), form_data={"message": "Wie geht’s?\n\t∑"}
    )
    for number in range(5):
        factories.make_document(f"übung {number}.pdf")
    image = factories.make_image("Disc")
    image.tags.add("round", "violet")
    SiteImage.objects.get(pk=image.pk).get_rendition("width-10")


def change():
    """Change, add and delete pages and files, and reuse the name of a deleted file."""
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    from pages.models import HomePage
    from tests.support import factories

    first, second, *_others = get_document_model().objects.order_by("pk")
    name = first.file.name
    first.delete()
    file = ContentFile(b"%PDF-1.5 another", name=Path(name).name)
    again = get_document_model().objects.create(title="Again", file=file)
    assert again.file.name == name
    second.title = "Renamed"
    second.save()
    home = HomePage.objects.get()
    home.title = "Another home"
    home.save_revision().publish()
    home.get_children().last().delete()
    factories.make_page(home, title="New", slug="new-1")


def add():
    """Add rows to tables with automatic keys."""
    from pages.models import HomePage, User
    from tests.support import factories

    home = HomePage.objects.get()
    factories.make_page(home, title="After", slug=f"after-{time.time_ns()}")
    home.save_revision().publish()
    factories.make_document("after.pdf")
    User.objects.create_user(f"after-{time.time_ns()}")
    return True


def wipe():
    """Delete every row and every file."""
    from django.core.files.storage import default_storage
    from django.db import connection, transaction

    from pages.operations.backup.tables import empty_tables, find_files, find_replaced

    tables = find_replaced()
    names = {name for _label, _key, name in find_files(connection, tables)}
    with transaction.atomic():
        empty_tables(connection, tables)
    for name in names:
        default_storage.delete(name)


def describe():
    """Return hashes of the rows of each table, and of each file, for any database.

    In the rows, file names are replaced by the hashes of the files.
    """
    from django.core.files.storage import default_storage
    from django.db import connection

    from pages.operations.backup.tables import (
        find_columns,
        find_files,
        find_included,
        read_line,
        read_lines,
    )

    kept = find_included()
    files = {}
    for _label, _key, name in find_files(connection, kept.values()):
        with default_storage.open(name) as file:
            files[name] = digest(file.read())
    facts = {"files": sorted(files.values())}
    for label, model in kept.items():
        columns = find_columns(model)
        rows = []
        for line in [*read_lines(connection, model)][1:]:
            values = read_line(line)
            for place, column in enumerate(columns):
                if column.is_json and values[place]:
                    values[place] = json.loads(values[place])
                elif column.holds_files:
                    values[place] = files.get(values[place])
            rows.append(json.dumps(values, sort_keys=True))
        facts[label] = [len(rows), digest("\n".join(sorted(rows)).encode())]
    return facts


def digest(content):
    return hashlib.sha256(content).hexdigest()


def read_version():
    from pages.models import SiteVersion

    return SiteVersion.objects.get().value


def search(words):
    """Return the titles of the pages that the search finds."""
    from wagtail.models import Page

    return [page.title for page in Page.objects.live().search(words)]


def list_uploads():
    """Return the names of all files in the folder of the uploads."""
    from django.conf import settings

    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*.*"))


def back_up(path):
    from pages.operations.backup.create import write_archive

    return write_archive(path)["missing"]


def restore(path):
    from pages.operations.backup.restore import restore
    from pages.operations.backup.upgrade import open_archive

    with open_archive(path, lambda text: None) as archive:
        restore(archive)


def verify(path):
    from pages.operations.backup.archive import Archive
    from pages.operations.backup.restore import verify

    messages = []
    with Archive(path) as archive:
        verify(archive, messages.append)
    return messages


def fork_alone(function, *arguments):
    """Run the function in a process of its own, and leave no connection open here."""
    from django.db import connections

    connections.close_all()
    return fork(function, *arguments)


def back_up_during_writes(path):
    """Back up while another process writes, before each of three tables is read too.

    Return how often it has written meanwhile.
    """
    from pages.models import Owner
    from pages.operations.backup import create

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
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)


def write_for_ever():
    """Count in two tables at once, and give each number a file of its own."""
    from django.core.files.base import ContentFile
    from django.db import transaction
    from wagtail.documents import get_document_model

    from pages.models import HomePage, Owner

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
    from wagtail.documents import get_document_model
    from wagtail.models import Revision

    from pages.models import HomePage, Owner

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
    from wagtail.models import Page

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

    Return how often an archive that is no good was found there.
    """
    from pages.operations.backup.archive import Archive

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


def end_at_random(duration, function, *arguments):
    """Start the function in a process, and kill it at a moment within its duration."""
    child = fork_alone(function, *arguments)
    time.sleep(random.uniform(0, duration * 1.2))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main():
    import django

    from config import settings

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.MEDIA_ROOT = Path(sys.argv[1])
    django.setup()
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(globals()[name](*arguments)), flush=True)


if __name__ == "__main__":
    main()
