"""While PostgreSQL is away, cached pages are served, and all other answers say so."""

import pytest

from tests.support.servers import Site
from tests.support.site import until
from tests.support.visitors import Visitors

PATIENCE = 120
PAGES = ["/", "/projects/", "/contact/", "/publications/"]
HEALTH = ["/healthz", "/readyz"]
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


@pytest.mark.parametrize(("leave", "return_"), [("stop", "start"), ("freeze", "thaw")])
def test_pages_are_served_and_all_else_says_so_while_the_server_is_away(
    database, process, add_row, leave, return_
):
    process, site = process
    session, _ = site.open_session(site.name, site.password)
    cookie = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
    contact, admin = f"{process.url}/contact/", f"{process.url}/admin/"

    def come(*paths, **headers):
        asked = [("GET", path) for path in paths]
        return Visitors(process.port, asked, 0.01, Host=process.host, **headers)

    with come(*PAGES) as readers, come("/admin/", Cookie=cookie) as owner, come(*HEALTH) as host:
        for visitors in (owner, host):
            visitors.wait()

        getattr(database, leave)()
        try:
            until(lambda: host.count(path="/readyz", status=503))
            sent = session.post(contact, MESSAGE, timeout=PATIENCE)
            told = session.get(admin, timeout=PATIENCE)
            until(lambda: owner.count(status=503))
            until(lambda: readers.count(cache="STALE") > 500)
        finally:
            getattr(database, return_)()
        for visitors, wanted in (
            (host, {"path": "/readyz", "status": 200}),
            (owner, {"status": 200}),
            (readers, {"cache": "HIT"}),
        ):
            before = visitors.count(**wanted)
            until(lambda v=visitors, w=wanted, b=before: v.count(**w) > b + 2)

    fault = f"PostgreSQL {'stops' if leave == 'stop' else 'freezes'}"
    add_row(fault, "4 readers of ready pages", readers.answers)
    add_row(fault, "the owner in the admin", owner.answers)
    assert readers.statuses == {200}
    assert owner.statuses == {200, 503}
    assert host.count(path="/healthz") == host.count(path="/healthz", status=200)
    assert host.statuses == {200, 503}
    assert told.status_code == 503
    assert "The database does not answer at the moment" in told.text
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
