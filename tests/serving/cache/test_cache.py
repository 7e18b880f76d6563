"""Cache: what visitors get before and after changes, and without a database."""

import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from pages.models import StandardPage
from pages.serving.backend import Rendering
from pages.serving.cache import cache as cache_module
from pages.serving.cache import triggers
from pages.serving.cache.policy import FILES, Key
from pages.serving.rsgi import Request
from tests.support import factories
from tests.support.cache import (
    Protocol,
    connections_kept,
    make_environ,
    make_scope,
    make_server,
    set_clock,
    visit,
)


def test_a_change_is_seen_with_the_next_visit(server, page):
    before = visit(server, "/notes/")
    StandardPage.objects.update(summary="Nothing but looms.")

    after = visit(server, "/notes/")

    assert after.cache == "MISS"
    assert "Nothing but looms." in after.text
    assert after.headers["ETag"] != before.headers["ETag"]
    assert visit(server, "/notes/").cache == "HIT"


def test_a_page_in_memory_is_answered_at_once_while_its_version_is_known(server, page):
    database = server.cache.database
    database.INTERVAL = 3600

    def is_answered(path="/notes/", **headers):
        return server.answer_at_once(make_scope(make_environ(path, **headers)), protocol)

    protocol = Protocol()
    assert not is_answered()
    visited = visit(server, "/notes/")
    assert is_answered()
    assert (protocol.answer.cache, protocol.answer.body) == ("HIT", visited.body)

    assert not is_answered("/notes/?page=2")
    assert not is_answered("/notes/engine/")
    assert not is_answered(cookie=f"{settings.SESSION_COOKIE_NAME}=ada")
    version = database.fresh_version()
    for other in ({"is_outdated": True}, {"due_at": 0}, {"value": "another"}):
        database._version = version._replace(**other)
        assert not is_answered(), other
    database._version = version
    assert is_answered()
    server.cache.expire()
    assert not is_answered()


def test_a_rendering_that_began_before_an_edit_is_never_served_after_it(server, page):
    render = server.backend.render

    def edit_meanwhile(key, version):
        rendering = render(key, version)
        server.backend.render = render
        StandardPage.objects.update(summary="Edited meanwhile.")
        return rendering

    server.backend.render = edit_meanwhile
    before = visit(server, "/notes/")
    after = visit(server, "/notes/")

    assert "Edited meanwhile." not in before.text
    assert (after.cache, "Edited meanwhile." in after.text) == ("MISS", True)
    assert visit(make_server(), "/notes/").body == after.body


def test_a_change_by_another_process_reaches_the_caches_within_django(server, page):
    factories.make_page(page, title="Engine")
    search = "/search/?q=engine"
    assert 'href="/notes/engine/"' in visit(server, search).text

    # Wagtail clears its cache only in the process that changes the root page.
    Site.objects.update(root_page=page)

    assert 'href="/engine/"' in visit(server, search).text


def test_unknown_query_parameters_are_dropped(server):
    visit(server, "/notes/?utm_source=elsewhere")

    assert visit(server, "/notes/").cache == "HIT"
    assert visit(server, "/notes/?page=2&fbclid=x&x=%ff%00").cache == "HIT"
    assert len(server.cache.memory.keys()) == 1


def test_query_parameters_that_a_page_declares_count(server, home):
    index = factories.make_project_index(home)
    factories.make_project(index, topics=["Looms"])
    factories.make_project(index, title="Other", slug="other-1", topics=["Mills"])

    looms = visit(server, "/projects/?topic=looms&x=1")

    assert "Other" not in looms.text
    assert visit(server, "/projects/?x=2&topic=looms").body == looms.body
    assert visit(server, "/projects/?x=2&topic=looms").cache == "HIT"
    assert "Other" in visit(server, "/projects/?topic=").text
    assert visit(server, "/projects/?topic=none").status == 404
    keys = {Key("/projects/"), Key("/projects/", "topic=looms")}
    assert set(server.cache.memory.keys()) == keys


def test_long_headers_and_addresses_of_a_stranger_fill_no_memory(server):
    def ask(number):
        long = f"{number}".ljust(50_000, "x")
        headers = dict.fromkeys(("accept", "accept_encoding", "if_none_match"), long)
        answer = visit(server, "/notes/", **headers)
        assert (answer.status, answer.cache) == (200, "HIT")
        scope = make_scope(make_environ("/") | {"PATH_INFO": f"/{long}/"})
        assert server.policy.key(Request(scope)) is None

    visit(server, "/notes/")
    ask(0)
    tracemalloc.start()
    try:
        for number in range(1, 100):
            ask(number)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert grown < 3_000_000


def test_a_scheduled_page_goes_live_and_expires_by_itself(server, home):
    now = datetime.now(UTC)
    page = factories.make_page(home, title="Later", slug="later", live=False)
    page.go_live_at = now + timedelta(hours=1)
    page.expire_at = now + timedelta(hours=3)
    page.save_revision().publish()
    assert visit(server, "/later/").status == 404

    with set_clock(now + timedelta(hours=2)):
        live = visit(server, "/later/")
        listed = visit(server, "/sitemap.xml")
    with set_clock(now + timedelta(hours=4)):
        expired = visit(server, "/later/")

    assert (live.status, live.cache) == (200, "MISS")
    assert "/later/" in listed.text
    assert expired.status == 404


def test_a_page_that_cannot_be_published_is_tried_later_and_delays_no_visitor(server, page, caplog):
    StandardPage.objects.update(expire_at=timezone.now() - timedelta(hours=1))

    with mock.patch.object(server.backend, "publish_due", side_effect=OSError) as publish:
        answers = [visit(server, "/notes/") for _ in range(3)]

    assert [answer.status for answer in answers] == [200] * 3
    assert publish.call_count == 1
    assert "could not be published" in caplog.text


def test_a_page_that_could_not_be_published_waits_no_longer_when_the_clock_is_put_right(
    server, page
):
    now = datetime.now(UTC)
    StandardPage.objects.update(expire_at=now - timedelta(hours=1))
    failure = mock.patch.object(server.backend, "publish_due", side_effect=OSError)
    with set_clock(now + timedelta(days=365)), failure:
        assert visit(server, "/notes/").status == 200

    server.cache._publish_after -= cache_module.RETRY_DUE

    assert visit(server, "/notes/").status == 404


def test_after_a_change_the_newest_page_is_rendered_first_and_nothing_private(server, home, page):
    private = factories.make_page(home, title="Private", slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    factories.make_page(home, title="Draft", slug="later", live=False)
    factories.make_contact(home)
    page.save_revision().publish()

    with connections_kept():
        paths = [key.path for key in server.backend.list_keys(100)]

    assert paths[:3] == ["/notes/", "/", "/contact/"]
    assert set(paths[3:]) == FILES


def test_while_the_database_is_away_pages_are_served_from_memory(server, caplog):
    page = visit(server, "/notes/")
    assert "Words about engines" in page.text
    server.cache.database.is_away = True

    stale = visit(server, "/notes/")

    assert (stale.status, stale.cache, stale.body) == (200, "STALE", page.body)
    assert caplog.text.count("The database is away") == 1
    server.cache.database.is_away = False
    assert visit(server, "/notes/").cache == "HIT"
    assert "The database is back" in caplog.text


def test_a_page_that_was_outdated_before_the_database_went_away_is_not_served(server, page):
    visit(server, "/notes/")
    page.unpublish()
    visit(server, "/")
    server.cache.database.is_away = True

    assert visit(server, "/notes/").cache == "BYPASS"


def test_a_page_that_cannot_be_rendered_after_a_change_is_served_as_it_was(server, page):
    before = visit(server, "/notes/")
    StandardPage.objects.update(summary="Nothing but looms.")
    visit(server, "/")

    with (
        connections_kept(),
        mock.patch.object(server.backend, "render", side_effect=[make_error()]),
    ):
        failed = visit(server, "/notes/")
    server.cache.database.is_away = True
    away = visit(server, "/notes/")
    server.cache.database.is_away = False

    assert [(answer.status, answer.cache) for answer in (failed, away)] == [(200, "STALE")] * 2
    assert failed.body == away.body == before.body
    assert "Nothing but looms." in visit(server, "/notes/").text


def test_public_paths_are_those_of_pages_that_everybody_may_see(server, page):
    factories.make_page(page, slug="below")
    factories.make_page(page.get_parent(), slug="draft", live=False)

    def find_paths():
        return server.cache.database.read_version().public_paths

    assert find_paths() >= {"/", "/notes/", "/notes/below/"}
    assert "/draft/" not in find_paths()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "/" in find_paths()
    assert not find_paths() & {"/notes/", "/notes/below/"}


def make_error():
    """Return a Rendering of status 503."""

    def fail(environ, start_response):
        start_response("503 Service Unavailable", [])
        return HttpResponse(status=503)

    return Rendering(fail, {})


def test_a_database_that_goes_away_between_two_questions_is_no_error(server):
    with mock.patch.object(server.cache.persistent, "load", side_effect=ConnectionError):
        answer = visit(server, "/notes/")

    assert (answer.status, answer.cache) == (200, "BYPASS")


def test_while_migrations_run_nothing_is_cached(server):
    visit(server, "/notes/")
    triggers.remove("default", plan=["a migration"])

    assert [visit(server, "/notes/").cache for _ in range(2)] == ["BYPASS", "BYPASS"]


def test_no_template_shows_the_time_of_its_rendering():
    for path in Path(settings.BASE_DIR).glob("*/templates/**/*.html"):
        assert "{% now" not in path.read_text(), path
