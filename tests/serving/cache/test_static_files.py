"""Static files: small ones from memory, ranges and large ones from the disk."""

import gzip
import json

import brotli
import pytest

from pages.serving.cache.static_files import StaticFiles
from tests.support.cache import make_server, visit


@pytest.fixture
def site(home, settings, tmp_path):
    """A server with static files as collectstatic leaves them, and its cache off."""
    settings.STATIC_ROOT = tmp_path
    settings.CACHE_MEMORY_MB = 0
    text = b"body { margin: 0 } " * 50
    for name in ("site.css", "site.0123456789ab.css"):
        (tmp_path / name).write_bytes(text)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text))
        (tmp_path / f"{name}.br").write_bytes(brotli.compress(text))
    (tmp_path / "film.webm").write_bytes(bytes(600 * 1024))
    manifest = {"paths": {"site.css": "site.0123456789ab.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return StaticFiles(make_server(), settings)


def test_a_static_file_is_held_in_memory_with_the_headers_of_whitenoise(site, tmp_path):
    path = "/static/site.0123456789ab.css"
    first = visit(site, path, accept_encoding="br")
    (tmp_path / "site.0123456789ab.css.br").unlink()
    second = visit(site, path, accept_encoding="br")
    plain = visit(site, path)

    assert brotli.decompress(first.body) == plain.body
    assert second == first
    assert first.headers["Content-Encoding"] == "br"
    assert first.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert first.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert visit(site, path, if_none_match=plain.headers["ETag"]).status == 304
    assert "immutable" not in visit(site, "/static/site.css").headers.values()


def test_a_range_and_a_large_file_come_from_the_disk(site):
    part = visit(site, "/static/site.css", range="bytes=0-3")
    film = visit(site, "/static/film.webm")

    assert (part.status, part.body) == (206, b"body")
    assert (film.status, len(film.body)) == (200, 600 * 1024)
    assert site.memory.keys() == []


def test_other_addresses_and_methods_are_not_served(site):
    for path in ("/static/none.css", "/static/", "/static/../manage.py"):
        assert visit(site, path).status == 404
    assert visit(site, "/static/site.css", "POST").status == 405


def test_on_https_a_request_by_http_is_left_to_django(home, settings, site):
    settings.SITE_URL, settings.IS_HTTPS = "https://localhost", True
    site = StaticFiles(site.application, settings)

    secure = visit(site, "/static/site.css", x_forwarded_proto="https")

    assert (secure.status, visit(site, "/static/site.css").status) == (200, 404)
