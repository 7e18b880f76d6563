"""Two machines with disks of their own, one PostgreSQL and one bucket: they are one site."""

import contextlib
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests.support.image_files import draw, encode
from tests.support.servers import Site, serve_python
from tests.support.shell import Shell
from tests.support.site import find_free_port, make_environment, start_session, until
from tests.support.templates import find_migrated_postgresql, remove
from tests.support.visitors import Visitors, make_proxy

KILLS = int(os.environ.get("KILLS", "1"))
ADD_PAGE = "/admin/pages/add/pages/standardpage/{}/"
PUBLISH = {"action-publish": "action-publish"}


# The machines


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """The proxy that visitors come through, which is the address of the site."""
    ports = [find_free_port(), find_free_port()]
    proxy = make_proxy(tmp_path_factory.mktemp("proxy"), ports)
    proxy.behind = ports
    with proxy:
        yield proxy


@pytest.fixture(scope="module")
def site(tmp_path_factory, postgresql_url, make_postgresql_database, make_bucket, proxy):
    """The site as the first machine has made it ready, with the starter content."""
    template = find_migrated_postgresql(postgresql_url)
    site = Site(
        tmp_path_factory.mktemp("machine"),
        SITE_URL=proxy.url,
        DATABASE_URL=make_postgresql_database(template),
        **make_bucket(),
    )
    for path in list_made(site):
        remove(path)
    return site


@pytest.fixture(scope="module")
def machines(site, proxy, tmp_path_factory):
    """The processes on both machines, with only their release on their disks."""
    copy = tmp_path_factory.mktemp("machine") / "site"
    shutil.copytree(site.directory, copy)
    with contextlib.ExitStack() as stack:
        started = [
            stack.enter_context(serve_python(directory, port, host=proxy.host, **site.variables))
            for directory, port in zip([site.directory, copy], proxy.behind, strict=True)
        ]
        yield [process.wait("/readyz") for process in started]


@pytest.fixture(scope="module")
def shells(site, machines):
    """Python shells on each machine, beside the server."""
    environment = make_environment(**site.variables)
    shells = [Shell(machine.directory, environment) for machine in machines]
    yield shells
    for shell in shells:
        shell.stop()


@pytest.fixture(scope="module")
def ask(shells):
    """A function that returns the value of an expression on the database."""
    imports = (
        "from pages.models import *; from wagtail.models import *; "
        "from wagtail.documents.models import *; "
        "from wagtail.contrib.forms.models import *; "
    )
    return lambda expression: shells[0].run(f"{imports}print({expression})")


class Browser:
    """A browser, whose requests go to the machine that the test chooses."""

    def __init__(self, proxy):
        self._session = start_session()
        self._session.headers["Host"] = proxy.host

    def get(self, machine, path, **options):
        return self._session.get(machine.url + path, timeout=120, **options)

    def send(self, machine, path, fields, **options):
        """Send a form of the admin, with its token, and return the page that follows."""
        if "csrftoken" not in self._session.cookies:
            self.get(machine, "/admin/login/")
        token = {"csrfmiddlewaretoken": self._session.cookies["csrftoken"]}
        return self._session.post(machine.url + path, {**fields, **token}, timeout=120, **options)

    def log_in(self, machine, password, name="owner"):
        fields = {"username": name, "password": password, "next": "/admin/"}
        return self.send(machine, "/admin/login/", fields)

    def is_in(self, machine):
        answer = self.get(machine, "/admin/", allow_redirects=False)
        return answer.status_code == 200


@pytest.fixture(scope="module")
def owner(site, machines, proxy):
    """The browser of the owner, who has logged in at the first machine."""
    browser = Browser(proxy)
    assert browser.log_in(machines[0], site.password).status_code == 200
    return browser


@pytest.fixture(scope="module")
def edit(owner, ask):
    """A function that saves a page in the admin of a machine, and returns its number."""
    home = ask("HomePage.objects.get().pk")

    def edit(machine, slug, title, *body, **action):
        pages = f"StandardPage.objects.filter(slug={slug!r})"
        number = ask(f"{pages}.values_list('pk', flat=True).first()")
        is_new = number == "None"
        address = f"/admin/pages/{number}/edit/"
        form = {"title": title, "slug": slug, "summary": "x", **action}
        form |= {"body": streamfield(body), "comments": inline_formset([])}
        answer = owner.send(
            machine, ADD_PAGE.format(home) if is_new else address, nested_form_data(form)
        )
        assert "could not be" not in answer.text
        return int(ask(f"{pages}.get().pk"))

    return edit


def shows(machine, path, words):
    status, _, body = machine.get(path)
    return status == 200 and words in body.decode()


# Publishing


def test_an_edit_at_one_machine_is_shown_by_both_in_the_same_words(machines, edit, owner):
    one, other = machines
    number = edit(one, "shared", "Made at one", **PUBLISH)
    until(lambda: shows(other, "/shared/", "Made at one"))

    edit(other, "shared", "Edited at the other", **PUBLISH)
    until(lambda: shows(one, "/shared/", "Edited at the other"))

    for path in ("/shared/", "/", "/sitemap.xml", "/atom.xml"):
        until(lambda path=path: all(is_ready(machine, path) for machine in machines))
        (_, first, body), (_, second, same) = [one.get(path), other.get(path)]
        assert body == same
        assert first["ETag"] == second["ETag"]

    owner.send(other, f"/admin/pages/{number}/unpublish/", {})
    for machine in machines:
        until(lambda machine=machine: machine.get("/shared/")[0] == 404)


def is_ready(machine, path):
    return machine.get(path)[1]["X-Cache"] == "HIT"


MAKE_DUE = """
from datetime import timedelta
from django.utils import timezone
from pages.models import HomePage, StandardPage

home = HomePage.objects.get()
for number in range(5):
    page = StandardPage(title="Due", slug=f"due-{number}", live=False)
    home.add_child(instance=page)
    page.go_live_at = timezone.now() + timedelta(seconds=2)
    page.save_revision(approved_go_live_at=page.go_live_at)
"""


def test_a_scheduled_page_is_published_once_by_the_machine_that_is_asked(machines, shells, ask):
    shells[0].run(MAKE_DUE)
    paths = [f"/due-{number}/" for number in range(5)]

    def wait_for_pages(machine):
        until(lambda: all(machine.get(path)[0] == 200 for path in paths))

    with ThreadPoolExecutor() as pool:
        list(pool.map(wait_for_pages, machines * 3))

    entries = "PageLogEntry.objects.filter(action='wagtail.publish.scheduled')"
    published = f"{entries}.filter(page__in=Page.objects.filter(title='Due'))"
    assert ask(f"{published}.count()") == "5"


# Uploads


def test_an_upload_at_one_machine_is_served_by_the_other(machines, owner, edit, ask):
    one, other = machines
    picture = {"file": ("disc.png", encode(draw(1200, 900), "PNG"))}
    owner.send(one, "/admin/images/add/", {"title": "Shared disc"}, files=picture)
    file = {"file": ("minutes.txt", b"What was said.")}
    owner.send(one, "/admin/documents/add/", {"title": "Shared minutes"}, files=file)
    image = ask("SiteImage.objects.get(title='Shared disc').pk")
    figure = {
        "image": {"image": image, "alt_text": "A disc"},
        "caption": rich_text("<p>A disc.</p>"),
        "credit": "",
        "width": "text",
    }
    edit(one, "pictured", "Pictured", ("figure", figure), **PUBLISH)

    until(lambda: shows(other, "/pictured/", "A disc."))
    html = other.get("/pictured/")[2].decode()
    shown = {*re.findall(r"/(?:media|cards)/[^\s\",]+", html)}
    document = ask("Document.objects.get(title='Shared minutes').url")
    answers = [other.get(path) for path in shown]
    assert len(shown) > 5
    assert {status for status, _, _ in answers} == {200}
    assert {headers["Content-Type"][:6] for _, headers, _ in answers} == {"image/"}
    assert other.get(document)[2] == b"What was said."
    assert [list_made(machine) for machine in machines] == [[], []]


def list_made(machine):
    """Return the files on the disk of a machine that are not of its release."""
    files = [*machine.directory.glob("media/*"), *machine.directory.glob("*.sqlite3*")]
    return [file for file in files if file.name != ".gitignore"]


# Accounts


def test_a_login_and_a_logout_at_one_machine_count_at_both(machines, site, proxy):
    one, other = machines
    browser = Browser(proxy)

    browser.log_in(one, site.password)
    assert browser.is_in(one)
    assert browser.is_in(other)

    browser.send(other, "/admin/logout/", {})
    assert not browser.is_in(one)
    assert not browser.is_in(other)


def test_guesses_at_both_machines_count_together(machines, proxy):
    def guess(machine):
        return Browser(proxy).log_in(machine, "a guess", "ada").status_code

    with ThreadPoolExecutor() as pool:
        statuses = list(pool.map(guess, machines * 5))

    assert sorted(statuses) == [200] * 5 + [429] * 5
    assert [guess(machine) for machine in machines] == [429, 429]


# Background work


BACK_UP = "from pages.operations.backup.daily import run_due_backup; run_due_backup()"
BACKUPS = "Backup.objects.filter(is_scheduled=True)"


def test_of_both_machines_one_makes_the_backup_of_the_day(shells, ask):
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda shell: shell.run(BACK_UP), shells))

    # The servers look for themselves, a minute after their start.
    until(lambda: ask(f"{BACKUPS}.filter(finished_at=None).count()") == "0")
    made = "from django.core.files.storage import default_storage as storage; "
    made += "print(storage.list_names('backups/scheduled/'))"
    assert ask(f"[backup.problem for backup in {BACKUPS}]") == "['']"
    assert shells[1].run(made).count(".zip") == 1


# The proof


def test_no_visitor_sees_an_error_while_a_machine_is_killed(machines, proxy, edit, add_row):
    edit(machines[0], "busy", "Before", **PUBLISH)
    for machine in machines:
        until(partial(shows, machine, "/busy/", "Before"))
    page = machines[1].get("/")
    html = page[2].decode()
    paths = ["/", "/busy/", "/projects/", "/search/?q=engine", "/robots.txt"]
    paths += [re.search(rf"/{kind}/[^\s\",]+", html)[0] for kind in ("static", "media")]
    asked = [("GET", path) for path in paths]

    known = {"If-None-Match": page[1]["ETag"]}
    # The pause leaves the processor to the servers.
    come = partial(Visitors, proxy.port, pause=0.01, Host=proxy.host)

    with come(asked) as visitors, come(asked[:1], **known) as returning:
        for number in range(KILLS):
            killed = machines[number % 2]
            left = machines[(number + 1) % 2]
            visitors.wait(5)

            killed.kill()
            edit(left, "busy", f"Edit {number}", **PUBLISH)
            until(partial(shows, proxy, "/busy/", f"Edit {number}"))
            visitors.wait(5)

            killed.start().wait("/readyz")
            until(partial(shows, killed, "/busy/", f"Edit {number}"))
            visitors.wait(5)
            returning.wait(5)

    fault = f"{KILLS} kills of one of two machines"
    add_row(fault, f"{len(asked)} readers of pages, search, files", visitors.answers)
    add_row(fault, "a reader who returns", returning.answers)
    assert visitors.statuses == {200}
    assert returning.statuses <= {200, 304}
