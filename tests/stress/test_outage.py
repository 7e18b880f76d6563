"""While PostgreSQL is away, cached pages are served, and all other answers say so."""

import threading
from collections import Counter

import pytest

from tests.support.servers import Site
from tests.support.site import until

PATIENCE = 120
PAGES = ["/", "/projects/", "/contact/", "/publications/"]
TEXT = "Dear Ada, this took me an hour & a <half> to write."
MESSAGE = {"name": "Charles", "email": "charles@example.org", "message": TEXT}


@pytest.fixture(scope="module")
def process(database, tmp_path_factory):
    """A process of the site, and the site, with every page ready."""
    site = Site(tmp_path_factory.mktemp("site"), DATABASE_URL=database.url)
    with site.serve() as process:
        process.wait("/readyz")
        for page in PAGES:
            until(lambda page=page: process.get(page)[1]["X-Cache"] == "HIT")
        yield process, site


class Load:
    """Visitors, somebody in the admin, and the host, each asking again and again."""

    def __init__(self, process, session):
        self.answers = Counter()
        self.texts = set()
        self._process, self._session = process, session
        self._is_over = threading.Event()
        asking = [self._ask_page] * 3 + [self._ask_admin, self._ask_host]
        self._threads = [threading.Thread(target=self._run, args=[a]) for a in asking]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, ask):
        while not self._is_over.wait(0.01):
            ask()

    def _ask_page(self):
        for page in PAGES:
            status, headers, _ = self._process.get(page)
            self.answers["page", status] += 1
            self.answers["cache", headers["X-Cache"]] += 1

    def _ask_admin(self):
        answer = self._session.get(f"{self._process.url}/admin/", timeout=PATIENCE)
        self.answers["admin", answer.status_code] += 1
        if answer.status_code == 503:
            self.texts.add(answer.text)

    def _ask_host(self):
        for path in ("/healthz", "/readyz"):
            self.answers[path, self._process.get(path)[0]] += 1


@pytest.mark.parametrize(("leave", "return_"), [("stop", "start"), ("freeze", "thaw")])
def test_pages_are_served_and_all_else_says_so_while_the_server_is_away(
    database, process, leave, return_
):
    process, site = process
    session, _ = site.open_session(site.name, site.password)
    contact = f"{process.url}/contact/"
    with Load(process, session) as load:
        until(lambda: load.answers["admin", 200] and load.answers["/readyz", 200])

        getattr(database, leave)()
        try:
            until(lambda: load.answers["/readyz", 503])
            sent = session.post(contact, MESSAGE, timeout=PATIENCE)
            until(lambda: load.answers["admin", 503])
            until(lambda: load.answers["cache", "STALE"] > 500)
        finally:
            getattr(database, return_)()
        before = load.answers.copy()
        for thing in [("/readyz", 200), ("admin", 200), ("cache", "HIT")]:
            until(lambda thing=thing: load.answers[thing] > before[thing] + 2)

    kinds = {what: set() for what, _ in load.answers}
    for what, answer in load.answers:
        kinds[what].add(answer)
    assert kinds["page"] == {200}
    assert kinds["cache"] >= {"HIT", "STALE"}
    assert kinds["admin"] == {200, 503}
    assert kinds["/healthz"] == {200}
    assert kinds["/readyz"] == {200, 503}
    assert all("The database does not answer at the moment" in t for t in load.texts)
    # The visitor still has the message and can send it again.
    assert sent.status_code == 503
    assert "Your message was not saved." in sent.text
    assert "Dear Ada, this took me an hour &amp; a &lt;half&gt; to write." in sent.text
    assert count_messages(site) == 0
    assert session.post(contact, MESSAGE, timeout=PATIENCE).status_code == 200
    assert take_messages(site) == 1
    assert "Internal Server Error" not in process.log


COUNT = "from wagtail.contrib.forms.models import FormSubmission as Form; "


def count_messages(site):
    return int(site.run(COUNT + "print(Form.objects.count())"))


def take_messages(site):
    return int(site.run(COUNT + "print(Form.objects.all().delete()[0])"))
