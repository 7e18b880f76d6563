"""Ready responses: what they answer, what is never kept, and when they are made anew."""

import gzip
import io
import json
import random
import threading
import time
import tracemalloc
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import brotli
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from pages.models import DraftLink, Epoch, StandardPage, StoredSnapshot
from pages.serving.cache.lru import Herd, Memory
from pages.serving.cache.policy import FILES, Key, choose_encoding, is_possible, reduce
from pages.serving.cache.response import Snapshot, pack, unpack
from tests import factories
from tests.support.cache import call, connections_kept, make_environ, make_server, visit

SESSION = settings.SESSION_COOKIE_NAME


@pytest.fixture
def page(home):
    return factories.make_page(home, summary="Words about engines. " * 12)


@pytest.fixture
def server(page):
    # A site that was never looked at makes its owner with the first rendering.
    factories.make_owner()
    return make_server()


# A visit


def test_a_page_is_rendered_once_and_then_answered_from_memory(server):
    first = visit(server, "/notes/")
    second = visit(server, "/notes/")

    assert (first.status, first.word) == (200, "miss")
    assert (second.status, second.word) == (200, "hit")
    assert "Words about engines" in first.text
    assert second.body == first.body


def test_a_snapshot_has_every_header_of_the_page(server):
    rendered = visit(server, "/notes/", cookie=f"{SESSION}=made-up")
    kept = visit(server, "/notes/")

    for name in ("X-Snapshot", "X-Request-Id", "Set-Cookie"):
        del rendered.headers[name]
    varied = rendered.headers.pop("Vary")
    assert rendered.headers.items() <= kept.headers.items()
    assert set(kept.headers["Vary"].split(", ")) == {"Accept", "Accept-Encoding"}
    assert "Accept" in varied
    assert kept.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/notes/", "/notes.md", "/index.md", "/atom.xml", "/feed.json"),
        *("/sitemap.xml", "/robots.txt", "/llms.txt", "/site.webmanifest"),
    ],
)
def test_what_is_public_is_kept(server, path):
    first, second = visit(server, path), visit(server, path)

    assert (first.word, second.word) == ("miss", "hit")
    assert first.body == second.body


@pytest.mark.parametrize(
    "path",
    [
        *("/no/such/", "/notes", "/search/?q=engine", "/admin/login/", "/nothing.md"),
        *("/favicon.ico", "/.well-known/security.txt", "/draft/x/", "/_util/login/"),
    ],
)
def test_what_is_no_public_page_is_never_kept(server, path):
    factories.make_owner(security_contact="ada@example.org")

    words = [visit(server, path).word for _ in range(2)]

    assert words == ["bypass", "bypass"]
    assert StoredSnapshot.objects.count() == 0


def test_a_change_is_seen_with_the_next_visit(server, page):
    before = visit(server, "/notes/")
    StandardPage.objects.update(summary="Nothing but looms.")

    after = visit(server, "/notes/")

    assert after.word == "miss"
    assert "Nothing but looms." in after.text
    assert after.headers["ETag"] != before.headers["ETag"]
    assert visit(server, "/notes/").word == "hit"


def test_bytes_that_are_rendered_again_unchanged_keep_their_tag(server, page):
    before = visit(server, "/notes/")
    page.get_parent().specific.add_child(instance=StandardPage(title="Other"))

    after = visit(server, "/notes/")

    assert after.word == "miss"
    assert after.headers["ETag"] == before.headers["ETag"]


def test_switched_off_it_keeps_nothing(page, settings):
    settings.CACHE_MEMORY_MB = 0
    server = make_server()

    assert [visit(server, "/notes/").word for _ in range(2)] == ["bypass", "bypass"]
    assert StoredSnapshot.objects.count() == 0


# The query


def test_what_no_page_asks_for_is_dropped_from_the_query(server):
    visit(server, "/notes/?utm_source=elsewhere")

    assert visit(server, "/notes/").word == "hit"
    assert visit(server, "/notes/?page=2&fbclid=x&x=%ff%00").word == "hit"
    assert len(server.memory.keys()) == 1


def test_what_a_page_asks_for_counts(server, home):
    index = factories.make_project_index(home)
    factories.make_project(index, topics=["Looms"])
    factories.make_project(index, title="Other", slug="other-1", topics=["Mills"])

    looms = visit(server, "/projects/?topic=looms&x=1")

    assert "Other" not in looms.text
    assert visit(server, "/projects/?x=2&topic=looms").body == looms.body
    assert visit(server, "/projects/?x=2&topic=looms").word == "hit"
    assert "Other" in visit(server, "/projects/?topic=").text
    assert visit(server, "/projects/?topic=none").status == 404
    keys = {Key("/projects/"), Key("/projects/", "topic=looms")}
    assert set(server.memory.keys()) == keys


@pytest.mark.parametrize(
    ("query", "reduced"),
    [
        ("", ""),
        ("page=2", "page=2"),
        ("page=1&page=2", "page=2"),
        ("page=", ""),
        ("b=1&page=2&topic=x", "topic=x&page=2"),
        *((f"page={odd}", None) for odd in ("01", "0", "+1", "1_0", "%201", "-1")),
        ("topic=" + "x" * 101, None),
        ("&".join(f"a{n}=1" for n in range(30)), None),
        ("topic=%ff", None),
    ],
)
def test_a_query_has_one_name(query, reduced):
    assert reduce(query, ("topic", "page")) == reduced


@pytest.mark.parametrize(
    ("path", "possible"),
    [
        *(("/", True), ("/a/", True), ("/a/b-c/", True), ("/a/b.md", True)),
        *(("/%C3%BC/", True), ("/robots.txt", True)),
        *(("//", False), ("/a//b/", False), ("/a//b.md", False), ("/a", False)),
        *(("", False), ("/a.b/", False), ("/search/", False), ("/media/a.md", False)),
        *(("/a\x00/", False), ("/" + "a" * 600 + "/", False)),
    ],
)
def test_only_addresses_that_a_page_can_have_are_looked_for(path, possible):
    assert is_possible(path) == possible


# Forms and encodings


def test_markdown_and_html_of_one_address_are_kept_apart(server):
    page = visit(server, "/notes/", accept="text/html")
    text = visit(server, "/notes/", accept="text/markdown, text/html;q=0.9")

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert text.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.headers["Content-Location"] == "http://localhost/notes.md"
    assert visit(server, "/notes/", accept="text/markdown").word == "hit"
    assert visit(server, "/notes/", accept="*/*").body == page.body


@pytest.mark.parametrize(
    ("header", "first"),
    [
        *(("br, gzip", "br"), ("gzip, br", "br"), ("gzip", "gzip"), ("", "")),
        *(("gzip;q=1.0, br;q=0.5", "gzip"), ("br;q=0, gzip", "gzip")),
        *(("*", "br"), ("*;q=0", ""), ("identity", ""), ("br;q=0, *", "gzip")),
        *(("identity;q=1, gzip;q=0.5", ""), ("gzip;q=0.001", "gzip")),
        *(("br;q=nonsense, gzip;q=2", ""), ("BR", "br"), ("deflate, zstd", "")),
        *(("identity;q=0", ""), ("gzip ; q=0.2 , br;q=0.3", "br"), (",,;q=", "")),
        ("brotli", ""),
    ],
)
def test_the_preferred_encoding_is_sent(header, first):
    assert choose_encoding(header, ("br", "gzip", "")) == first


def test_each_encoding_has_the_same_text_and_a_tag_of_its_own(server):
    plain = visit(server, "/notes/")
    packed = {
        name: visit(server, "/notes/", accept_encoding=name) for name in ("br", "gzip")
    }

    assert brotli.decompress(packed["br"].body) == plain.body
    assert gzip.decompress(packed["gzip"].body) == plain.body
    answers = [plain, *packed.values()]
    assert len({answer.headers["ETag"] for answer in answers}) == 3
    for name, answer in packed.items():
        assert answer.headers["Content-Encoding"] == name
        assert answer.headers["Content-Length"] == str(len(answer.body))


# Conditions


@pytest.mark.parametrize(
    "condition", ["{}", "W/{}", '"other", {}', '"other" ,W/{}', "*"]
)
def test_who_has_the_page_gets_no_body(server, condition):
    tag = visit(server, "/notes/").headers["ETag"]

    answer = visit(server, "/notes/", if_none_match=condition.format(tag))

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert {"Vary", "Cache-Control", "Content-Security-Policy"} <= set(answer.headers)
    assert not {"Content-Type", "Content-Length"} & set(answer.headers)


def test_who_has_another_page_or_encoding_gets_a_body(server):
    tag = visit(server, "/notes/", accept_encoding="gzip").headers["ETag"]

    for condition in (tag, '"other"', "nonsense", tag.strip('"')):
        assert visit(server, "/notes/", if_none_match=condition).status == 200


def test_a_head_has_the_headers_and_no_body(server):
    first = visit(server, "/notes/", "HEAD")
    page = visit(server, "/notes/")

    assert (first.word, first.body) == ("miss", b"")
    assert page.word == "hit"
    assert first.headers["Content-Length"] == str(len(page.body))


# Who never gets one, and what never becomes one


def test_who_has_a_session_is_answered_by_django(server):
    visit(server, "/notes/")
    get_user_model().objects.create_superuser("ada", password="engine")
    client = Client()
    client.login(username="ada", password="engine")
    cookie = f"{SESSION}={client.cookies[SESSION].value}"

    answer = visit(server, "/notes/", cookie=cookie)

    assert answer.word == "bypass"
    assert "wagtail-userbar" in answer.text
    assert "wagtail-userbar" not in visit(server, "/notes/").text


def test_what_was_made_for_one_who_logged_in_is_not_kept(server):
    get_user_model().objects.create_superuser("ada", password="engine")
    client = Client()
    client.login(username="ada", password="engine")
    cookie = f"{SESSION}={client.cookies[SESSION].value}"

    assert visit(server, "/notes/", cookie=cookie).word == "bypass"

    assert server.memory.keys() == []
    assert "userbar" not in visit(server, "/notes/").text


def test_a_private_page_is_never_kept_and_one_made_private_is_forgotten(server, page):
    assert visit(server, "/notes/").word == "miss"
    PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="between us"
    )

    answers = [visit(server, "/notes/") for _ in range(2)]

    assert [answer.word for answer in answers] == ["bypass", "bypass"]
    assert "Words about engines" not in answers[0].text
    assert visit(server, "/notes.md").status == 404
    for path in ("/sitemap.xml", "/llms.txt"):
        assert "notes" not in visit(server, path).text


def test_a_draft_and_a_link_to_one_are_never_kept(server, page):
    page.summary = "Not for everybody yet."
    page.save_revision()
    link = DraftLink.objects.create(page=page)

    shown = [visit(server, f"/draft/{link.token}") for _ in range(2)]

    assert [answer.word for answer in shown] == ["bypass", "bypass"]
    assert "Not for everybody yet." in shown[0].text
    assert "Not for everybody yet." not in visit(server, "/notes/").text
    page.unpublish()
    assert visit(server, "/notes/").status == 404


def test_a_preview_is_never_kept(server, page):
    request = page.make_preview_request(
        original_request=None, extra_request_attrs={"in_preview_panel": True}
    )

    assert request.status_code == 200
    assert server.memory.keys() == []
    assert visit(server, "/notes/").word == "miss"


def test_a_form_is_kept_empty_and_never_with_what_was_typed(server, home):
    factories.make_contact(home)

    sent = visit(server, "/contact/", "POST", content_type="text/plain")
    empty = visit(server, "/contact/?name=Grace")

    assert sent.word == "bypass"
    assert "errorlist" in sent.text
    assert "errorlist" not in empty.text
    assert "Grace" not in empty.text


@pytest.mark.parametrize("host", ["example.org", "localhost:1", "LOCALHOST", ""])
def test_what_is_asked_for_on_another_host_is_not_kept(server, host):
    visit(server, "/notes/")

    assert visit(server, "/notes/", host=host).word == "bypass"
    assert server.memory.keys() == [Key("/notes/")]


def test_on_https_a_plain_visitor_is_answered_by_django(page, settings):
    settings.SITE_URL, settings.IS_HTTPS = "https://localhost", True
    server = make_server()

    assert visit(server, "/notes/").word == "bypass"
    assert visit(server, "/notes/", x_forwarded_proto="https").word != "bypass"


def test_nothing_of_a_request_is_in_what_others_get(server):
    poison = {
        "x-forwarded-host": "evil.example",
        "user-agent": "evil",
        "accept-language": "fr",
        "referer": "https://evil.example/",
        "cookie": "csrftoken=evil; messages=evil",
        "origin": "https://evil.example",
    }

    first = visit(server, "/notes/?evil=1", **poison)

    assert "evil" not in first.text + str(first.headers)
    assert first.body == visit(server, "/notes/").body


@pytest.mark.parametrize(
    "spoil",
    [
        lambda response: response.set_cookie("a", "b"),
        lambda response: response.headers.__setitem__("Cache-Control", "private"),
        lambda response: response.headers.__setitem__("Cache-Control", "No-Store"),
        lambda response: response.headers.__setitem__("Vary", "Accept, Cookie"),
        lambda response: setattr(response, "status_code", 201),
        lambda response: response.write("<input name=csrfmiddlewaretoken>"),
        lambda response: delattr(response, "query_parameters"),
    ],
)
def test_an_answer_that_is_not_for_everybody_is_not_kept(server, spoil):
    handler = server.django.wait()

    def spoilt(environ, start):
        response = handler(environ, start)
        spoil(response)
        return response

    with mock.patch.object(server.django, "_handler", spoilt):
        assert visit(server, "/notes/").word == "bypass"

    assert server.memory.keys() == []
    assert StoredSnapshot.objects.count() == 0


# Races


def test_a_rendering_that_began_before_an_edit_is_never_served_after_it(server, page):
    render = server.django.render

    def edit_meanwhile(key, epoch):
        rendering = render(key, epoch)
        server.django.render = render
        StandardPage.objects.update(summary="Edited meanwhile.")
        return rendering

    server.django.render = edit_meanwhile
    before = visit(server, "/notes/")
    after = visit(server, "/notes/")

    assert "Edited meanwhile." not in before.text
    assert (after.word, "Edited meanwhile." in after.text) == ("miss", True)
    assert visit(make_server(), "/notes/").body == after.body


def test_what_another_process_has_changed_is_not_answered_from_what_was_remembered(
    server, page
):
    factories.make_page(page, title="Engine")
    search = "/search/?q=engine"
    assert 'href="/notes/engine/"' in visit(server, search).text

    # It tells only those in the same process when the site has another first page.
    Site.objects.update(root_page=page)

    assert 'href="/engine/"' in visit(server, search).text


def test_of_many_who_ask_at_once_one_renders():
    herd, calls = Herd(), []
    begun, go_on = threading.Event(), threading.Event()

    def render():
        calls.append(1)
        begun.set()
        go_on.wait(30)
        return "page"

    results = []
    threads = [
        threading.Thread(target=lambda: results.append(herd.do("key", render)))
        for _ in range(8)
    ]
    threads[0].start()
    assert begun.wait(30)
    for thread in threads[1:]:
        thread.start()
    end = time.monotonic() + 30
    while herd.count_waiting("key") < 7 and time.monotonic() < end:
        time.sleep(0.01)
    go_on.set()
    for thread in threads:
        thread.join(30)

    assert len(calls) == 1
    assert sorted(results) == [*[("page", False)] * 7, ("page", True)]


def test_those_who_wait_are_not_left_alone_with_an_error():
    herd = Herd()

    def fail():
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            herd.do("key", fail)


# The store


def make_snapshot(size=1000, epoch="e"):
    headers = [("Content-Type", "text/html"), ("Vary", "Accept-Encoding")]
    return Snapshot(headers, {"": b"x" * size}, "tag", ("page",), epoch)


def test_the_least_recently_used_goes_first_when_memory_is_full():
    memory = Memory(bound=3 * make_snapshot().size)
    for key in "abc":
        memory.put(key, make_snapshot())
    memory.get("a")

    memory.put("d", make_snapshot())

    assert memory.keys() == ["c", "a", "d"]
    assert memory.size <= memory.bound


def test_what_is_larger_than_memory_is_not_held():
    memory = Memory(bound=2 * make_snapshot().size)

    memory.put("a", make_snapshot(size=100_000))

    assert (memory.keys(), memory.size) == ([], 0)


def test_a_process_that_starts_begins_with_what_is_stored(server):
    made = visit(server, "/notes/")

    with mock.patch("pages.serving.cache.backend.Django.render") as render:
        found = visit(make_server(), "/notes/")

    assert not render.called
    assert (found.word, found.body) == ("hit", made.body)
    assert found.headers["ETag"] == made.headers["ETag"]


def damage(**fields):
    return lambda: StoredSnapshot.objects.update(**fields)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (damage(data=b""), "is no good"),
        (damage(data=b"nonsense" * 100), "is no good"),
        (damage(release="older"), "is of another release"),
        (damage(epoch="older"), ""),
    ],
)
def test_a_corrupt_or_old_stored_snapshot_is_ignored_and_replaced(
    server, harm, said, caplog
):
    made = visit(server, "/notes/")
    harm()
    caplog.set_level("INFO")

    again = visit(make_server(), "/notes/")

    assert (again.word, again.body) == ("miss", made.body)
    assert [r for r in caplog.records if said and said in r.getMessage()] or not said
    assert visit(make_server(), "/notes/").word == "hit"


def test_one_flipped_bit_is_noticed():
    data = bytearray(pack(make_snapshot()))
    assert unpack(bytes(data), "e") == make_snapshot()

    for place in range(0, len(data), 7):
        data[place] ^= 1
        with pytest.raises(ValueError, match="damaged"):
            unpack(bytes(data), "e")
        data[place] ^= 1


def test_the_store_keeps_to_its_bound_and_drops_what_is_old(server):
    store = server.store
    store._bound = 3 * len(pack(make_snapshot()))
    epoch = Epoch.objects.get().value
    for name in "abcdef":
        store.save(Key(f"/{name}/"), make_snapshot(epoch=epoch))
    store.save(Key("/old/"), make_snapshot(epoch="older"))

    store.prune()

    kept = StoredSnapshot.objects.order_by("key").values_list("key", flat=True)
    assert list(kept) == ["/d/? ", "/e/? ", "/f/? "]


def test_what_one_has_stored_is_kept_by_another_that_has_not_seen_the_change(
    server, page
):
    visit(server, "/notes/")
    page.save_revision().publish()
    visit(make_server(), "/notes/")

    server.store.prune()

    assert visit(make_server(), "/notes/").word == "hit"


def test_whoever_sends_long_headers_and_addresses_fills_no_memory(server):
    def ask(number):
        long = f"{number}".ljust(50_000, "x")
        told = dict.fromkeys(("accept", "accept_encoding", "if_none_match"), long)
        answer = visit(server, "/notes/", **told)
        assert (answer.status, answer.word) == (200, "hit")
        environ = make_environ("/") | {"PATH_INFO": f"/{long}/"}
        assert server.find(environ)[0] is None

    visit(server, "/notes/")
    ask(0)
    tracemalloc.start()
    try:
        for number in range(1, 100):
            ask(number)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert grown < 1_000_000


# Time


def test_a_page_goes_live_and_expires_by_itself(server, home):
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

    assert (live.status, live.word) == (200, "miss")
    assert "/later/" in listed.text
    assert expired.status == 404


def test_what_becomes_due_while_another_page_is_published_does_not_wait(server, page):
    publish = server.django.publish_due

    def publish_slowly():
        publish()
        if publishing.call_count == 1:
            StandardPage.objects.filter(live=True).update(expire_at=timezone.now())
            time.sleep(0.001)

    due = factories.make_page(page, title="Due", live=False)
    due.save_revision(approved_go_live_at=timezone.now() - timedelta(hours=1))
    with mock.patch.object(
        server.django, "publish_due", side_effect=publish_slowly
    ) as publishing:
        answer = visit(server, "/notes/")

    assert publishing.call_count == 2
    assert answer.status == 404


def test_what_cannot_be_published_is_tried_again_later_and_keeps_nobody_waiting(
    server, page, caplog
):
    StandardPage.objects.update(expire_at=timezone.now() - timedelta(hours=1))

    with mock.patch.object(
        server.django, "publish_due", side_effect=OSError
    ) as publish:
        answers = [visit(server, "/notes/") for _ in range(3)]

    assert [answer.status for answer in answers] == [200] * 3
    assert publish.call_count == 1
    assert "could not be published" in caplog.text


@contextmanager
def set_clock(moment):
    with (
        mock.patch("time.time", return_value=moment.timestamp()),
        mock.patch("django.utils.timezone.now", return_value=moment),
    ):
        yield


# What is rendered again


def test_the_page_that_was_changed_comes_first_then_home_and_nothing_private(
    server, home, page
):
    private = factories.make_page(home, title="Private", slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    factories.make_page(home, title="Draft", slug="later", live=False)
    factories.make_contact(home)
    page.save_revision().publish()

    with connections_kept():
        paths = [key.path for key in server.django.list_keys(100)]

    assert paths[:3] == ["/notes/", "/", "/contact/"]
    assert set(paths[3:]) == FILES


# Without its database


def test_while_the_database_is_away_what_is_in_memory_is_served(server, caplog):
    page = visit(server, "/notes/")
    server.database.is_away = True

    stale = visit(server, "/notes/")

    assert (stale.status, stale.word, stale.body) == (200, "stale", page.body)
    assert caplog.text.count("The database is away") == 1
    server.database.is_away = False
    assert visit(server, "/notes/").word == "hit"
    assert "The database is back" in caplog.text


def test_a_database_that_goes_away_between_two_questions_is_no_error(server):
    with mock.patch.object(server.database, "load", side_effect=ConnectionError):
        answer = visit(server, "/notes/")

    assert (answer.status, answer.word) == (200, "bypass")


def test_what_was_outdated_before_the_database_went_is_not_served(server, page):
    visit(server, "/notes/")
    page.unpublish()
    visit(server, "/")
    server.database.is_away = True

    assert visit(server, "/notes/").word == "bypass"


def test_while_migrations_run_nothing_is_kept(server):
    from pages.serving.cache import triggers as epoch

    visit(server, "/notes/")
    epoch.take_down("default", plan=["a migration"])

    assert [visit(server, "/notes/").word for _ in range(2)] == ["bypass", "bypass"]


# Static files


@pytest.fixture
def static_server(server, settings, tmp_path):
    """A server with static files as collectstatic leaves them."""
    settings.STATIC_ROOT = tmp_path
    text = b"body { margin: 0 } " * 50
    for name in ("site.css", "site.0123456789ab.css"):
        (tmp_path / name).write_bytes(text)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text))
        (tmp_path / f"{name}.br").write_bytes(brotli.compress(text))
    (tmp_path / "film.webm").write_bytes(bytes(600 * 1024))
    manifest = {"paths": {"site.css": "site.0123456789ab.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return make_server()


def test_a_static_file_is_held_in_memory_with_the_headers_of_whitenoise(
    static_server, tmp_path
):
    path = "/static/site.0123456789ab.css"
    first = visit(static_server, path, accept_encoding="br")
    (tmp_path / "site.0123456789ab.css.br").unlink()
    second = visit(static_server, path, accept_encoding="br")
    plain = visit(static_server, path)

    assert brotli.decompress(first.body) == plain.body
    assert second == first
    assert first.headers["Content-Encoding"] == "br"
    assert first.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert first.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert visit(static_server, path, if_none_match=plain.headers["ETag"]).status == 304
    assert "immutable" not in visit(static_server, "/static/site.css").headers.values()


def test_a_part_and_a_large_file_come_from_the_disk(static_server):
    part = visit(static_server, "/static/site.css", range="bytes=0-3")
    film = visit(static_server, "/static/film.webm")

    assert (part.status, part.body) == (206, b"body")
    assert (film.status, len(film.body)) == (200, 600 * 1024)
    assert static_server.memory.keys() == []


def test_what_is_no_static_file_is_not_found(static_server):
    for path in ("/static/none.css", "/static/", "/static/../manage.py"):
        assert visit(static_server, path).status == 404
    assert visit(static_server, "/static/site.css", "POST").status == 405


def test_no_page_tells_the_time_of_its_rendering():
    for path in Path(settings.BASE_DIR).glob("*/templates/**/*.html"):
        assert "{% now" not in path.read_text(), path


# All at once


PATHS = ["/", "/notes/", "/notes.md", "/projects/", "/robots.txt"]
JUNK = ["%00", "%ff", "..", "a" * 300, "é", "<script>", "//", "?", "&page=2", "topic=x"]
VISITOR = make_environ("/")


def make_strange_environ(chance, number):
    """Return a request, one in fifty of them such that Django has to answer it."""

    def choose(usual, odd):
        return chance.choice(odd) if chance.random() < 0.005 else chance.choice(usual)

    # Django looks for a topic that nobody has named, and for a page far behind the last.
    looked_up = [f"{name}={chance.choice(JUNK)}" for name in ("topic", "page", "year")]
    query = choose(["topic=looms", f"q={number % 30}", f"x{number}=1"], looked_up)
    return {
        **VISITOR,
        "wsgi.input": io.BytesIO(),
        "REQUEST_METHOD": choose(["GET", "HEAD"], ["POST", "PUT", "ODD"]),
        "PATH_INFO": chance.choice(PATHS) + choose([""], ["no/", *JUNK]),
        "QUERY_STRING": chance.choice(["", query]),
        "HTTP_HOST": choose(["localhost"], ["evil.example", f"h{number}", "\xff"]),
        "HTTP_COOKIE": choose(["", f"a={number}", "\xff"], [f"{SESSION}=x"]),
        "HTTP_ACCEPT": chance.choice(["", "*/*", "text/markdown", "q=;,;", "x" * 99]),
        "HTTP_ACCEPT_ENCODING": chance.choice(["", "br", "gzip;q=x", "*;q=0", ",;"]),
        "HTTP_IF_NONE_MATCH": chance.choice(["", "*", 'W/"', '"a", "b"', "\xff"]),
    }


def test_fifty_thousand_strange_requests_are_no_error_and_leave_the_store_in_its_bound(
    server, home, settings
):
    factories.make_project(factories.make_project_index(home), topics=["Looms"])
    settings.CACHE_MEMORY_MB = 1
    server = make_server()
    # Nothing changes meanwhile, so the database need not be asked each time.
    server.database.INTERVAL = 600
    chance = random.Random(7)
    statuses, words = Counter(), Counter()

    with connections_kept():
        for number in range(50_000):
            answer = call(server, make_strange_environ(chance, number))
            statuses[answer.status] += 1
            words[answer.word] += 1
            assert server.memory.size <= server.memory.bound

    assert max(statuses) < 500
    assert {200, 304, 400, 404, 405} <= statuses.keys()
    assert words["hit"] > 40_000
    assert words["bypass"] > 500
    assert len(server.memory.keys()) < 20
    assert StoredSnapshot.objects.count() < 20
