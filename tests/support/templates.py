"""A migrated database and a site that is ready to be served: made once, copied often.

They stay in .templates/, named by a hash of what they are made of, and serve the next
runs too.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import time
from importlib import metadata
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg import sql

from tests.support.site import (
    REPOSITORY,
    compile_python,
    copy_repository,
    list_repository,
    run_python,
)

FOLDER = REPOSITORY / ".templates"
UNUSED = 24 * 60 * 60  # seconds after which a template is removed
# The rest of the code has no part in the tables. What a copy lacks, its migration adds.
OF_THE_DATABASE = "migrations/"
OF_THE_SITE = (
    "config/",
    "deploy/",
    "locale/",
    "manage.py",
    "pages/",
    "projects/",
    "tests/support/",
)


def find_migrated_database():
    """Return the path of a migrated database of SQLite."""

    def make(path):
        manage("migrate", "--verbosity=0", DATABASE_URL=f"sqlite:///{path}")

    return make_once(f"{name_database()}.sqlite3", make)


def find_migrated_postgresql(server):
    """Return the name of a migrated database on the server of PostgreSQL at an address."""
    name = f"recto_{name_database()}"
    part = f"{name}_part"
    url = urlsplit(server)._replace(path=f"/{part}").geturl()
    names = {"name": sql.Identifier(name), "part": sql.Identifier(part)}
    find = "SELECT 1 FROM pg_database WHERE datname = %s"
    with locked(name), psycopg.connect(server, autocommit=True) as session:
        if not session.execute(find, [name]).fetchone():
            for statement in ("DROP DATABASE IF EXISTS {part}", "CREATE DATABASE {part}"):
                session.execute(sql.SQL(statement).format(**names))
            manage("migrate", "--verbosity=0", DATABASE_URL=url)
            rename = sql.SQL("ALTER DATABASE {part} RENAME TO {name}")
            session.execute(rename.format(**names))
    return name


def find_prepared_site():
    """Return the folder of the starter site on SQLite, with its static files.

    The file `prepared` in it holds what `prepare_site` has said.
    """

    def make(folder):
        folder.mkdir()
        copy_repository(folder)
        shutil.copy(find_migrated_database(), folder / "db.sqlite3")
        said = manage("prepare_site", directory=folder)
        (folder / "prepared").write_text(said)
        manage("collectstatic", "--no-input", "--verbosity=0", directory=folder)
        compile_python(folder)

    files = [name for name in list_repository() if name.startswith(OF_THE_SITE)]
    return make_once(f"site-{name_files(files, name_database())}", make)


def copy_prepared_site(directory):
    """Copy the starter site into the directory, and return what `prepare_site` has said."""
    shutil.copytree(find_prepared_site(), directory, dirs_exist_ok=True)
    return (directory / "prepared").read_text()


def fill_from_template(database):
    """Copy the migrated database of SQLite into one that is open."""
    template = sqlite3.connect(find_migrated_database())
    template.backup(database)
    template.close()


END_CONNECTIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s
"""


def copy_sqlite(file, url=None):
    """Copy the database at the address, or that of the tests, and return the new address."""
    target = sqlite3.connect(file)
    if url:
        source = sqlite3.connect(urlsplit(url).path)
        source.backup(target)
        source.close()
    else:
        connection.ensure_connection()
        connection.connection.backup(target)
    target.close()
    return f"sqlite:///{file}"


def copy_postgresql(server, made, url=None):
    """Do the same into the empty database `made` of a server, both given by address."""
    source = urlsplit(url).path[1:] if url else connection.settings_dict["NAME"]
    names = {"new": urlsplit(made).path[1:], "old": source}
    names = {name: sql.Identifier(value) for name, value in names.items()}
    with psycopg.connect(server, autocommit=True) as session:
        if not url:
            # Nobody may be connected to what is copied. A browser, once started, leaves
            # a connection of the tests behind that none of them knows.
            connection.close()
            session.execute(END_CONNECTIONS, [source])
        session.execute(sql.SQL("DROP DATABASE {new}").format(**names))
        create = sql.SQL("CREATE DATABASE {new} TEMPLATE {old}")
        session.execute(create.format(**names))
    return made


def manage(*arguments, **options):
    """Run a command of manage.py, and return what it prints."""
    done = run_python("manage.py", *arguments, **options)
    if done.returncode:
        raise subprocess.SubprocessError(done.stderr)
    return done.stdout


def make_once(name, make):
    """Return the path of a template of this name, which one process makes if need be."""
    path = FOLDER / name
    with locked(name):
        if not path.exists():
            part = FOLDER / f"part-{name}"
            remove(part)
            make(part)
            part.rename(path)
        os.utime(path)
        for other in FOLDER.iterdir():
            if time.time() - other.stat().st_mtime > UNUSED:
                remove(other)
    return path


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(name):
    """Wait until no other process makes the template of this name."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def name_database():
    files = [name for name in list_repository() if OF_THE_DATABASE in name]
    versions = sorted(f"{one.name} {one.version}" for one in metadata.distributions())
    return name_files(files, *versions)


def name_files(files, *more):
    """Return a short hash of the files, by their paths in the repository, and of texts."""
    total = hashlib.sha256()
    for name in files:
        total.update(name.encode())
        total.update((REPOSITORY / name).read_bytes())
    for text in more:
        total.update(text.encode())
    return total.hexdigest()[:16]
