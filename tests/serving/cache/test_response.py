"""Cached response: headers, encodings, conditions, and its packed form."""

import gzip

import brotli
import pytest
from django.conf import settings

from pages.models import StandardPage
from pages.serving.cache.response import CachedResponse, pack, unpack
from tests.support.cache import visit


def test_a_cached_response_has_every_header_of_the_page(server):
    cookie = f"{settings.SESSION_COOKIE_NAME}=made-up"
    rendered = visit(server, "/notes/", cookie=cookie).headers
    cached = visit(server, "/notes/").headers

    for name in ("X-Cache", "X-Request-Id", "Set-Cookie"):
        del rendered[name]
    assert "Accept" in rendered.pop("Vary")
    assert rendered.items() <= cached.items()
    assert set(cached["Vary"].split(", ")) == {"Accept", "Accept-Encoding"}
    assert cached["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_each_encoding_has_the_same_text_and_its_own_tag(server):
    plain = visit(server, "/notes/")
    br = visit(server, "/notes/", accept_encoding="br")
    zipped = visit(server, "/notes/", accept_encoding="gzip")

    assert brotli.decompress(br.body) == gzip.decompress(zipped.body) == plain.body
    assert len({answer.headers["ETag"] for answer in (plain, br, zipped)}) == 3
    for answer, name in ((br, "br"), (zipped, "gzip")):
        assert answer.headers["Content-Encoding"] == name
        assert answer.headers["Content-Length"] == str(len(answer.body))


def test_a_page_that_is_rendered_again_unchanged_keeps_its_tag(server, page):
    before = visit(server, "/notes/")
    page.get_parent().specific.add_child(instance=StandardPage(title="Other"))

    after = visit(server, "/notes/")

    assert after.cache == "MISS"
    assert after.headers["ETag"] == before.headers["ETag"]


def test_markdown_and_html_of_one_address_are_cached_apart(server):
    page = visit(server, "/notes/", accept="text/html")
    text = visit(server, "/notes/", accept="text/markdown, text/html;q=0.9")

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert text.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.headers["Content-Location"] == "http://localhost/notes.md"
    assert visit(server, "/notes/", accept="text/markdown").cache == "HIT"
    assert visit(server, "/notes/", accept="*/*").body == page.body


@pytest.mark.parametrize("condition", ["{}", "W/{}", '"other", {}', '"other" ,W/{}', "*"])
def test_a_client_that_has_the_page_gets_no_body(server, condition):
    tag = visit(server, "/notes/").headers["ETag"]

    answer = visit(server, "/notes/", if_none_match=condition.format(tag))

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert {"Vary", "Cache-Control", "Content-Security-Policy"} <= set(answer.headers)
    assert not {"Content-Type", "Content-Length"} & set(answer.headers)


def test_a_client_that_has_another_page_or_encoding_gets_a_body(server):
    tag = visit(server, "/notes/", accept_encoding="gzip").headers["ETag"]

    for condition in (tag, '"other"', "nonsense", tag.strip('"')):
        assert visit(server, "/notes/", if_none_match=condition).status == 200


def test_a_head_request_gets_the_headers_and_no_body(server):
    head = visit(server, "/notes/", "HEAD")
    page = visit(server, "/notes/")

    assert (head.cache, head.body, page.cache) == ("MISS", b"", "HIT")
    assert head.headers["Content-Length"] == str(len(page.body))


def test_one_flipped_bit_of_a_packed_response_is_noticed():
    headers = [("Content-Type", "text/html"), ("Vary", "Accept-Encoding")]
    response = CachedResponse(headers, {"": b"x" * 1000}, "tag", ("page",), "1")
    data = bytearray(pack(response))
    assert unpack(bytes(data), "1") == response

    for place in range(0, len(data), 7):
        data[place] ^= 1
        with pytest.raises(ValueError, match="damaged"):
            unpack(bytes(data), "1")
        data[place] ^= 1
