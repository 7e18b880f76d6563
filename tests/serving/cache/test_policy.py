"""Policy: which requests are answered from the cache, and which responses are kept."""

from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import PageViewRestriction

from pages.models import DraftLink, StoredResponse
from pages.serving.cache.policy import (
    Key,
    canonical_query,
    choose_encoding,
    is_cacheable_path,
)
from tests.support import factories
from tests.support.cache import make_server, visit

SESSION = settings.SESSION_COOKIE_NAME
POISON = {
    "x-forwarded-host": "evil.example",
    "user-agent": "evil",
    "accept-language": "fr",
    "referer": "https://evil.example/",
    "cookie": "csrftoken=evil; messages=evil",
    "origin": "https://evil.example",
}


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("page=2", "page=2"),
        ("page=1&page=2", "page=2"),
        ("page=", ""),
        *((blank, "about=") for blank in ("about", "about=", "&about&from")),
        ("b=1&page=2&topic=x", "topic=x&page=2"),
        *((f"page={odd}", None) for odd in ("01", "0", "+1", "1_0", "%201", "-1")),
        ("topic=" + "x" * 101, None),
        ("&".join(f"a{n}=1" for n in range(30)), None),
        ("topic=%ff", None),
    ],
)
def test_a_query_has_one_spelling(query, canonical):
    assert canonical_query(query, ("topic", "page", "about=")) == canonical


@pytest.mark.parametrize(
    "path",
    [
        *("//", "/a//b/", "/a//b.md", "/a", "", "/a.b/", "/search/", "/media/a.md"),
        *("/a\x00/", "/" + "a" * 600 + "/"),
    ],
)
def test_only_the_path_that_a_page_can_have_is_cached(path):
    assert is_cacheable_path("/a/b-c/%C3%BC/")
    assert is_cacheable_path("/a/b.md")
    assert not is_cacheable_path(path)


@pytest.mark.parametrize(
    ("header", "encoding"),
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
def test_the_preferred_encoding_is_sent(header, encoding):
    assert choose_encoding(header, ("br", "gzip", "")) == encoding


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/notes/", "/notes.md", "/index.md", "/atom.xml", "/feed.json"),
        *("/sitemap.xml", "/robots.txt", "/llms.txt", "/site.webmanifest"),
    ],
)
def test_public_content_is_cached(server, path):
    first, second = visit(server, path), visit(server, path)

    assert (first.cache, second.cache) == ("MISS", "HIT")
    assert first.body == second.body


@pytest.mark.parametrize(
    "path",
    [
        *("/no/such/", "/notes", "/search/?q=engine", "/admin/login/", "/nothing.md"),
        *("/favicon.ico", "/.well-known/security.txt", "/draft/x/", "/_util/login/"),
    ],
)
def test_other_addresses_are_never_cached(server, path):
    factories.make_owner(security_contact="ada@example.org")

    statuses = [visit(server, path).cache for _ in range(2)]

    assert statuses == ["BYPASS", "BYPASS"]
    assert StoredResponse.objects.count() == 0


def test_a_user_with_a_session_is_answered_by_django_and_leaves_nothing_in_the_cache(
    server,
):
    get_user_model().objects.create_superuser("ada", password="engine")
    client = Client()
    client.login(username="ada", password="engine")
    cookie = f"{SESSION}={client.cookies[SESSION].value}"

    before = visit(server, "/notes/", cookie=cookie)
    assert server.cache.memory.keys() == []
    visitor = visit(server, "/notes/")
    after = visit(server, "/notes/", cookie=cookie)

    assert (before.cache, after.cache) == ("BYPASS", "BYPASS")
    assert "wagtail-userbar" in before.text
    assert "wagtail-userbar" in after.text
    assert "wagtail-userbar" not in visitor.text


def test_a_private_page_is_never_cached_and_one_made_private_is_forgotten(server, page):
    assert visit(server, "/notes/").cache == "MISS"
    PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="between us"
    )

    answers = [visit(server, "/notes/") for _ in range(2)]

    assert [answer.cache for answer in answers] == ["BYPASS", "BYPASS"]
    assert "Words about engines" not in answers[0].text
    assert visit(server, "/notes.md").status == 404
    for path in ("/sitemap.xml", "/llms.txt"):
        assert "notes" not in visit(server, path).text


def test_drafts_draft_links_and_previews_are_never_cached(server, page):
    page.summary = "Not for everybody yet."
    page.save_revision()
    link = DraftLink.objects.create(page=page)
    preview = page.make_preview_request(
        original_request=None, extra_request_attrs={"in_preview_panel": True}
    )

    shown = [visit(server, f"/draft/{link.token}") for _ in range(2)]

    assert preview.status_code == 200
    assert [answer.cache for answer in shown] == ["BYPASS", "BYPASS"]
    assert "Not for everybody yet." in shown[0].text
    assert server.cache.memory.keys() == []
    assert "Not for everybody yet." not in visit(server, "/notes/").text
    page.unpublish()
    assert visit(server, "/notes/").status == 404


def test_a_form_is_cached_empty_and_never_with_input(server, home):
    factories.make_contact(home)

    sent = visit(server, "/contact/", "POST", content_type="text/plain")
    empty = visit(server, "/contact/?name=Grace")

    assert sent.cache == "BYPASS"
    assert "errorlist" in sent.text
    assert "errorlist" not in empty.text
    assert "Grace" not in empty.text


@pytest.mark.parametrize("host", ["example.org", "localhost:1", "LOCALHOST", ""])
def test_a_request_for_another_host_bypasses_the_cache(server, host):
    visit(server, "/notes/")

    assert visit(server, "/notes/", host=host).cache == "BYPASS"
    assert server.cache.memory.keys() == [Key("/notes/")]


def test_on_https_a_request_by_http_is_answered_by_django(page, settings):
    settings.SITE_URL, settings.IS_HTTPS = "https://localhost", True
    server = make_server()

    assert visit(server, "/notes/").cache == "BYPASS"
    assert visit(server, "/notes/", x_forwarded_proto="https").cache != "BYPASS"


def test_switched_off_the_cache_keeps_nothing(page, settings):
    settings.CACHE_MEMORY_MB = 0
    server = make_server()

    statuses = [visit(server, "/notes/").cache for _ in range(2)]

    assert statuses == ["BYPASS", "BYPASS"]
    assert StoredResponse.objects.count() == 0


def test_headers_of_one_visitor_do_not_reach_others(server):
    first = visit(server, "/notes/?evil=1", **POISON)

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
def test_a_response_that_is_not_for_everybody_is_not_cached(server, spoil):
    handler = server.backend.wait()

    def spoilt(environ, start):
        response = handler(environ, start)
        spoil(response)
        return response

    with mock.patch.object(server.backend, "_handler", spoilt):
        assert visit(server, "/notes/").cache == "BYPASS"

    assert server.cache.memory.keys() == []
    assert StoredResponse.objects.count() == 0
