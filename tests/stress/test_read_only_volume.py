"""A volume that has become read-only, or has lost its database."""

import shutil

import pytest
import requests

from tests.support.servers import Site
from tests.support.templates import copy_sqlite

# In a namespace of its own, so that the machine keeps its mounts.
READ_ONLY = """
mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && ! touch file && exec "$@"
"""


def test_a_read_only_volume_serves_its_pages(tmp_path):
    site = Site(tmp_path)
    site.make_ready()
    shell = ["unshare", "--map-root-user", "--mount", "sh", "-c", READ_ONLY, "sh"]
    server = site.serve_as_image(*shell)
    with server:
        try:
            server.wait()
        except RuntimeError as error:
            if "unshare:" in str(error):
                pytest.skip("this machine lets nobody mount a folder")
            raise
        status, headers, _ = server.get("/")

    assert (status, headers["X-Cache"]) == (200, "HIT")
    assert "Password  as you left it" in server.log


def test_a_deleted_database_takes_no_messages_and_one_that_is_put_there_does(tmp_path):
    count = "from wagtail.contrib.forms.models import FormSubmission as F; print(F.objects.count())"
    with Site(tmp_path) as site:
        database = tmp_path / "db.sqlite3"

        def send():
            message = {"name": "Ada", "email": "ada@example.org", "message": "Is it there?"}
            return requests.post(f"{site.url}/contact/", message, timeout=60).status_code

        before = site.run(count), send()
        copy_sqlite(tmp_path / "copy", f"sqlite://{database}")
        for file in tmp_path.glob("db.sqlite3*"):
            file.unlink()
        while_lost = site.get("/").status_code, site.get("/readyz").status_code, send()
        shutil.move(tmp_path / "copy", database)
        after = send()
        site.close()

        assert before == ("0", 200)
        assert while_lost == (200, 503, 503)
        assert after == 200
        assert site.run(count) == "2"
