"""A start of the site: `prepare_site`, `make run` and `make serve`."""

import io
import re
import socket
import subprocess

import pytest
from django.core.management import CommandError, call_command
from django.db.utils import ConnectionHandler

from pages.models import AboutPage
from pages.operations import startup
from tests.operations.test_environment import load_settings
from tests.support.servers import Server
from tests.support.site import REPOSITORY, SiteCopy, make_command, read_password
from tests.support.templates import copy_prepared_site


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
    ],
)
def test_an_unreachable_database_is_named_without_its_password(
    django_db_blocker, use_database, url, reason
):
    use_database(url)

    with django_db_blocker.unblock(), pytest.raises(CommandError) as error:
        prepare()

    assert reason in str(error.value)
    assert "like DATABASE_URL=" in str(error.value)
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize("target", ["run", "serve"])
def test_make_prepares_the_site_for_its_port_before_it_serves(target):
    shown = subprocess.run(
        [*make_command(target, 8123), "--dry-run"],
        check=True,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    ).stdout

    assert re.search(r'prepare_site --port "8123" &&.*\bexec .*"8123"', shown, re.DOTALL)


def test_make_run_serves_a_site_on_which_the_owner_logs_in(tmp_path):
    password = read_password(copy_prepared_site(tmp_path))

    site = SiteCopy(tmp_path)
    with Server(make_command("run", site.port), tmp_path, site.port) as server:
        server.wait()
        assert "To set another password: make password" in server.log
        admin = site.log_in(site.name, password)

    assert admin.url == site.admin_url
    assert "wagtail-sidebar" in admin.text
