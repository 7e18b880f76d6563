"""What the site needs before it can start: a free port, a database that answers, and
nobody else who prepares it at the same time."""

import fcntl
import re
import socket
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import DatabaseError, connection
from wagtail.models import Page

# Of PostgreSQL's advisory locks, which go by number, the one of this site's preparation.
LOCK = 0x526563746F


def check_port(port):
    """Raise CommandError unless a server can listen on the port of this machine.

    Without a port there is nothing to check.
    Granian shares a port with whoever listens on it already, without a word, so a
    second server would get some of the requests of the first.
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
    raise CommandError(
        f"Port {port} {problem}: choose another, like make run PORT={other}"
    )


def check_admin_path():
    """Raise CommandError when the admin would hide a page of the site."""
    for page in Page.objects.filter(sites_rooted_here__isnull=False):
        hidden = page.get_children().filter(slug=settings.ADMIN_PATH).first()
        if hidden:
            raise CommandError(
                f"ADMIN_PATH is {settings.ADMIN_PATH!r}, which is the address of the "
                f"page “{hidden.title}”: set it like ADMIN_PATH=desk"
            )


def check_database():
    """Raise CommandError unless the database accepts a connection.

    The message names the database by its host and name only: the driver's own text
    could show the password.
    """
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        database = connection.settings_dict
        where = "/".join(filter(None, [database["HOST"], str(database["NAME"])]))
        if connection.vendor == "postgresql":
            said = re.search(r"FATAL:\s*(.+)", str(error))
            reason = said[1] if said else "no server answers there"
            remedy = "start it, or set DATABASE_URL to another"
            example = "postgres://user:password@host:5432/name"
        else:
            reason = str(error)
            remedy = "set DATABASE_URL to a file that can be written"
            example = "sqlite:////data/db.sqlite3"
        raise CommandError(
            f"The database {where} cannot be opened ({reason}): {remedy}, "
            f"like DATABASE_URL={example}"
        ) from error


def hold_database():
    """Return a context in which nobody else prepares the database; the others wait for it.

    It raises CommandError when the database cannot be opened. A process that is killed
    gives the lock back.
    """
    return hold_server() if connection.vendor == "postgresql" else hold_file()


@contextmanager
def hold_server():
    check_database()
    # On a connection of its own, and within a transaction: a pool of connections may give
    # each transaction another one.
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


@contextmanager
def hold_file():
    lock = Path(f"{connection.settings_dict['NAME']}.lock")
    with ExitStack() as stack:
        # Where it cannot be written, the database beside it says so better.
        with suppress(OSError):
            fcntl.flock(stack.enter_context(lock.open("w")), fcntl.LOCK_EX)
        check_database()
        yield
