"""A start of the site: `prepare_site`, `make run` and `make serve`."""

import io
import socket

import pytest
from django.core.management import CommandError, call_command
from django.db.utils import ConnectionHandler

from pages.models import AboutPage
from pages.operations import startup
from tests.operations.test_environment import load_settings
from tests.support.site import read_password


def prepare(**options):
    output = io.StringIO()
    call_command("prepare_site", stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def use_database(monkeypatch):
    """A function that lets the start find the database of an address."""

    def use(url):
        database = load_settings(DATABASE_URL=url)["DATABASES"]["default"]
        other = ConnectionHandler({"default": database})["default"]
        monkeypatch.setattr(startup, "connection", other)

    return use


def test_the_preparation_shows_a_password_once_and_keeps_pages(
    db, django_user_model, tmp_path, use_database, settings
):
    # For its lock alone: the rest is done on the database of the test.
    use_database(f"sqlite:///{tmp_path}/db.sqlite3")
    settings.MEDIA_ROOT = tmp_path

    first = prepare()
    AboutPage.objects.update(title="Edited in between")
    second = prepare()

    owner = django_user_model.objects.get()
    assert owner.check_password(read_password(first))
    assert f"Site      {settings.SITE_URL}/\nAdmin     {settings.SITE_URL}/admin/\n" in first
    assert "Name      owner\n" in first
    assert "Password  as you left it\nTo set another password: make password" in second
    assert AboutPage.objects.get().title == "Edited in between"


def test_a_port_in_use_is_named_with_another_port():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} is in use.* PORT={port + 1}"):
            prepare(port=port)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgres://me:hidden@127.0.0.1:9/site", "no server answers there"),
        ("postgres://me:hidden@nowhere.invalid/site", "no server answers there"),
        ("sqlite:////no/such/folder/db.sqlite3", "unable to open database file"),
        ("sqlite:///{damaged}", "cannot be used: Move the database away, and restore"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(
    django_db_blocker, use_database, tmp_path, url, reason
):
    (tmp_path / "db.sqlite3").write_bytes(b"no database" * 1000)
    use_database(url.format(damaged=tmp_path / "db.sqlite3"))

    with django_db_blocker.unblock(), pytest.raises(CommandError) as error:
        prepare()

    assert reason in str(error.value)
    assert "{damaged}" in url or "like DATABASE_URL=" in str(error.value)
    assert "hidden" not in str(error.value)
