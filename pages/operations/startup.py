"""Preparation of a start: checks of port, database and admin address, and a lock."""

import fcntl
import re
import socket
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import DatabaseError, connection
from wagtail.models import Page

# Number of the advisory lock in PostgreSQL.
LOCK = 0x526563746F


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
    be opened.
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
            lock = Path(f"{connection.settings_dict['NAME']}.lock")
            # If it cannot be written, the check of the database has the better message.
            with suppress(OSError):
                fcntl.flock(stack.enter_context(lock.open("w")), fcntl.LOCK_EX)
            check_database()
        yield
