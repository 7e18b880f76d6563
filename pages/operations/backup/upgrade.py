"""Bringing the backup of an older version of the site up to date.

Migrations know how, and they change a whole database. So that it need not be the one in
use, a process of its own has an empty SQLite database, brings it to the state that the
backup is of, fills it, and migrates.
"""

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .archive import FILES, Archive, NewArchive
from .create import copy_tables
from .destinations import reading
from .refusal import Refusal
from .restore import load
from .tables import empty, find_kept


@contextmanager
def open_archive(place, say):
    """Yield the Archive of a place, or one like it that this version could have written.

    Raises Refusal when it is no good, or of a newer version.
    """
    with (
        reading(place) as path,
        Archive(path) as archive,
        up_to_date(archive, say) as current,
    ):
        yield current


@contextmanager
def up_to_date(archive, say):
    """Yield the open archive, or one like it that this version of the site has written.

    Raises Refusal when a newer version has made it, or it cannot be brought up to date.
    """
    known = set(MigrationLoader(None).graph.nodes)
    if archive.migrations - set(MigrationLoader(None).disk_migrations):
        raise archive.too_new()
    if known <= archive.migrations:
        yield archive
        return
    say("Bringing the backup up to date")
    with tempfile.TemporaryDirectory(prefix="recto-upgrade-") as folder:
        made = Path(folder) / "backup.zip"
        command = (sys.executable, settings.BASE_DIR / "manage.py", "upgrade_backup")
        database = f"DATABASE_URL=sqlite:///{folder}/db.sqlite3"
        ended = subprocess.run(  # noqa: S603 - of this site's own words
            ["/usr/bin/env", database, *command, archive.path.resolve(), made],
            check=False,
            capture_output=True,
            text=True,
        )
        if ended.returncode:
            reason = ended.stderr.strip().rpartition("\n")[2]
            raise Refusal(
                f"{archive.path} cannot be brought up to date ({reason}): "
                "restore it with the version that made it."
            )
        with Archive(made) as upgraded:
            yield upgraded


def upgrade(archive, path):
    """Write what is in the archive to the path, as this version of the site has it.

    The database of the site is an empty one, which is used for it.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    wanted = [
        step for step in plan if (step[0].app_label, step[0].name) in archive.migrations
    ]
    kept = find_kept(executor.migrate(None, wanted).apps)
    with transaction.atomic():
        empty(connection, kept.values())
        load(connection, archive, {}, kept=kept)
    call_command("migrate", verbosity=0)
    with NewArchive(path) as made:
        for name in archive.files:
            made.add(f"{FILES}{name}", archive.read_file(name), compress=False)
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
        tables = copy_tables(connection, made)
        made.seal({**archive.manifest, "migrations": migrations, "tables": tables})
