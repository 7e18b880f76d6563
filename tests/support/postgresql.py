"""A PostgreSQL server of a test's own, to be stopped while it is used, and a pool before it."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.servers import Server, find_program, signal_family
from tests.support.site import find_free_port
from tests.support.templates import make_once, manage, name_database


class PostgreSQLServer:
    """A server in a folder of its own, which ends with its `with`.

    `is_migrated` says that its database has the tables of the site.
    """

    def __init__(self, *, is_migrated=False):
        self._is_migrated = is_migrated
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        if not programs:
            pytest.skip("install PostgreSQL, as with apt-get install postgresql")
        self._programs = programs[-1].parent
        # Not in the folder of the tests, which is closed to other accounts.
        self._made = tempfile.TemporaryDirectory(prefix="recto-postgresql-")
        folder = Path(self._made.name)
        self._data = folder / "data"
        self._log = folder / "log"
        self._port = find_free_port()
        self._folder = folder
        self.url = f"postgres://recto@127.0.0.1:{self._port}/postgres"
        # PostgreSQL refuses to run as root.
        self._account = []
        if os.geteuid() == 0:
            self._account = ["runuser", "-u", "postgres", "--"]
            subprocess.run(["chown", "postgres", folder], check=True)

    def __enter__(self):
        if self._is_migrated:
            self._copy_migrated()
        else:
            options = ["-U", "recto", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
            self._run("initdb", "-D", self._data, *options, "--no-sync")
        self.start()
        return self

    def _copy_migrated(self):
        """Copy the files of a migrated database, which are made once."""

        def make(path):
            with PostgreSQLServer() as server:
                manage("migrate", "--verbosity=0", DATABASE_URL=server.url)
                server.stop("fast")
                shutil.copytree(server._data, path)
                server.start()

        version = self._programs.parent.name
        template = make_once(f"postgresql-{version}-{name_database()}", make)
        shutil.copytree(template, self._data)
        if self._account:
            subprocess.run(["chown", "-R", "postgres", self._data], check=True)

    def __exit__(self, *exception):
        self.stop()
        self._made.cleanup()

    def start(self):
        options = f"-p {self._port} -h 127.0.0.1 -k {self._folder} -F"
        self._run("pg_ctl", "-w", "-D", self._data, "-l", self._log, "-o", options, "start")

    def stop(self, mode="immediate"):
        """End it, unless told otherwise at once, as a machine that loses its power does."""
        self._run("pg_ctl", "-D", self._data, "-m", mode, "stop")

    def freeze(self):
        """Let it keep its connections and answer nothing."""
        signal_family(self._pid, signal.SIGSTOP)

    def thaw(self):
        signal_family(self._pid, signal.SIGCONT)

    @property
    def _pid(self):
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def _run(self, program, *arguments):
        command = [*self._account, self._programs / program, *arguments]
        subprocess.run(
            command, check=True, cwd=self._folder, stdout=subprocess.DEVNULL, timeout=120
        )


POOL = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
"""


def make_pool(directory, url, size):
    """Return PgBouncer, and the address of a database through it.

    It lends a connection to the server for one transaction, and has `size` of them.
    """
    server = urlsplit(url)
    port = find_free_port()
    configuration = directory / "pgbouncer.ini"
    configuration.write_text(
        POOL.format(
            host=server.hostname,
            port=server.port or 5432,
            user=server.username,
            listen_port=port,
            size=size,
        )
    )
    configuration.chmod(0o644)
    command = [find_program("pgbouncer"), str(configuration)]
    if os.geteuid() == 0:
        # It refuses to run as root too.
        command[1:1] = ["-u", "postgres"]
    netloc = f"{server.username}@127.0.0.1:{port}"
    return Server(command, directory, port), server._replace(netloc=netloc).geturl()
