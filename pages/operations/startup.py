"""Preparation of a start: checks, a lock, migrations, the starter content and the first account."""

import fcntl
import re
import socket
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from wagtail.models import Page

from pages import accounts, starter

from ..models import Owner, SiteVersion
from ..serving.database_errors import ADVICE, classify_error
from .media_files import describe_missing
from .preparation import describe_site, hash_preparation

# File beside the uploads that says that the database was filled. No address leads to it.
HAD_CONTENT = "had-content.txt"
# Number of the advisory lock in PostgreSQL.
LOCK = 0x526563746F


def prepare_site(port, log, *, start_over=False, with_starter=None):
    """Bring the database up to date, fill an empty site and create its first account.

    `with_starter` is a key of STARTERS, by default that of the settings. `log` is called with progress messages, and with the addresses and login of the site.
    Raises CommandError when the port, the database or the admin address cannot be used, or
    the database has lost its content; `start_over` then fills it again.
    """
    check_port(port)
    with hold_database():
        log("Migrating the database, and filling it if it is empty")
        call_command("migrate", verbosity=0)
        problem = fill(start_over=start_over, with_starter=with_starter or settings.STARTER)
        fill_search_index()
        check_admin_path()
        password = accounts.create_first_account()
        problem = problem or describe_missing()
        prepared_for = "" if problem else hash_preparation(settings)
        SiteVersion.objects.update(prepared_for=prepared_for)
    log(describe_site(settings, accounts.find_first_account_name(), password))
    if problem:
        log(f"{problem} See “Uploads” in docs/operate.md.\n")


def fill(*, start_over, with_starter="full"):
    """Fill an empty site once, and return a sentence if the uploads cannot be used, else "".

    A file beside the uploads says that the site had content, so that a database which was
    lost or emptied does not become the starter site.
    """
    problem = ""
    try:
        had_content = default_storage.exists(HAD_CONTENT)
    except Exception as error:  # noqa: BLE001 - of the disk, the network or the bucket
        had_content, problem = False, f"The uploads cannot be reached ({error})."
    if had_content and not start_over and starter.find_empty_site():
        raise CommandError(
            "The database has no content, but this site had some. Check DATABASE_URL, or restore "
            "a backup: manage.py restore FILE. To begin with the starter site again: "
            "manage.py prepare_site --start-over"
        )
    if starter.load_starter(starter.STARTERS[with_starter]):
        offer_first_steps(with_starter)
    if not (had_content or problem):
        try:
            default_storage.save(HAD_CONTENT, ContentFile(b"The database of this site is filled."))
        except Exception as error:  # noqa: BLE001 - as above
            problem = f"Uploads cannot be stored ({error})."
    return problem


def offer_first_steps(with_starter):
    """Record that the owner of this new site is to be led to the first steps."""
    begun = {"offer": True} if with_starter == "full" else {"offer": True, "starter": "removed"}
    Owner.objects.filter(pk=Owner.load().pk).update(first_steps=begun)


def fill_search_index():
    """Fill the search index if pages are missing: migrations empty it when its words change."""
    if Page.objects.filter(depth__gt=1, index_entries=None).exists():
        call_command("update_index", verbosity=0)


def check_port(port):
    """Raise CommandError if another process uses the port. None is not checked.

    Granian would share the port with the other server, and get some of its requests.
    """
    if port is None:
        return
    other = port + 1 if port < 65535 else 8000
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            problem = "is reserved for the system"
        except OSError:
            problem = "is in use, perhaps by this site"
        else:
            return
    raise CommandError(f"Port {port} {problem}: choose another, like make run PORT={other}")


def check_admin_path():
    """Raise CommandError if a page has the address of the admin."""
    for page in Page.objects.filter(sites_rooted_here__isnull=False):
        hidden = page.get_children().filter(slug=settings.ADMIN_PATH).first()
        if hidden:
            raise CommandError(
                f"ADMIN_PATH is {settings.ADMIN_PATH!r}, which is the address of the "
                f"page “{hidden.title}”: set it like ADMIN_PATH=desk"
            )


def check_database():
    """Raise CommandError unless the database accepts a connection.

    The message has only host and name of the database: the driver's text could show the
    password.
    """
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        database = connection.settings_dict
        name = "/".join(filter(None, [database["HOST"], str(database["NAME"])]))
        if connection.vendor == "postgresql":
            fatal = re.search(r"FATAL:\s*(.+)", str(error))
            reason = fatal[1] if fatal else "no server answers there"
            remedy = "start it, or set DATABASE_URL to another"
            example = "postgres://user:password@host:5432/name"
        else:
            if advice := ADVICE.get(classify_error(error)):
                raise CommandError(f"The database {name} cannot be used: {advice}") from error
            reason = str(error)
            remedy = "set DATABASE_URL to a file that can be written"
            example = "sqlite:////data/db.sqlite3"
        raise CommandError(
            f"The database {name} cannot be opened ({reason}): {remedy}, "
            f"like DATABASE_URL={example}"
        ) from error


@contextmanager
def hold_database():
    """Lock the preparation of the database: other processes wait for it.

    A process that is killed releases the lock. Raises CommandError when the database cannot
    be opened, or turns out to be damaged, full or read-only.
    """
    with ExitStack() as stack:
        if connection.vendor == "postgresql":
            check_database()
            # A transaction on a separate connection, since a connection pool may use
            # another one for each transaction.
            other = stack.enter_context(closing(connection.copy()))
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        else:
            database = Path(connection.settings_dict["NAME"])
            # If it cannot be written, the check of the database has the better message.
            with suppress(OSError):
                lock = stack.enter_context(Path(f"{database}.lock").open("w"))
                fcntl.flock(lock, fcntl.LOCK_EX)
                # It has the hashes of passwords. SQLite gives its other files the same mode.
                database.touch(mode=0o600)
            check_database()
        try:
            yield
        except DatabaseError as error:
            if advice := ADVICE.get(classify_error(error)):
                raise CommandError(f"The database cannot be used: {advice}") from error
            raise
