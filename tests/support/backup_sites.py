"""Functions that fill, change and describe a site, called in a process of its own."""

import hashlib
import json
import time
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from wagtail.contrib.forms.models import FormSubmission
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction

from pages.models import ContactPage, HomePage, SiteImage, SiteVersion, User
from pages.operations.backup import create
from pages.operations.backup.archive import Archive
from pages.operations.backup.restore import restore as replace_site
from pages.operations.backup.restore import verify
from pages.operations.backup.tables import (
    find_columns,
    find_files,
    find_included,
    read_line,
    read_lines,
)
from pages.operations.backup.upgrade import open_archive
from pages.starter import load_starter
from tests.support import factories


def fill():
    """Fill an empty site with the starter content, accounts, drafts and uploads."""
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
    home = HomePage.objects.get()
    factories.make_page(home, title="After", slug=f"after-{time.time_ns()}")
    home.save_revision().publish()
    factories.make_document("after.pdf")
    User.objects.create_user(f"after-{time.time_ns()}")


def describe():
    """Return hashes of the rows of each table, and of each file, for any database.

    In the rows, file names are replaced by the hashes of the files.
    """
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


def write_text(text):
    HomePage.objects.update(headline=text)
    FormSubmission.objects.update(form_data={"message": text})


def read_text():
    """Return the text of a column for text, and that of one for JSON."""
    [submission] = FormSubmission.objects.all()
    return [HomePage.objects.get().headline, submission.form_data["message"]]


def forget_migration():
    """Make the database look older, by a last migration of Wagtail, which can be applied again."""
    MigrationRecorder(connection).record_unapplied(
        "wagtailforms", "0005_alter_formsubmission_form_data"
    )


def is_migrated():
    return create.is_migrated()


def read_version():
    return SiteVersion.objects.get().value


def search(words):
    """Return the titles of the pages that the search finds."""
    return [page.title for page in Page.objects.live().search(words)]


def list_uploads():
    """Return the names of all files in the folder of the uploads."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*.*"))


def back_up(path):
    return create.write_archive(path)["missing"]


def restore(path):
    with open_archive(path, lambda text: None) as archive:
        replace_site(archive)


def check(path):
    messages = []
    with Archive(path) as archive:
        verify(archive, messages.append)
    return messages
