"""Static files: small ones from memory, ranges and large ones from the disk."""

import gzip
import json

import brotli
import pytest

from pages.serving.static_files import StaticFiles
from tests.support import factories
from tests.support.cache import ask_files, make_server, visit

PATH = "/static/site.0123456789ab.css"


@pytest.fixture
def files(settings, tmp_path):
    """Static files as collectstatic leaves them."""
    settings.STATIC_ROOT = tmp_path
    text = b"body { margin: 0 } " * 50
    for name in ("site.css", "site.0123456789ab.css"):
        (tmp_path / name).write_bytes(text)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text))
        (tmp_path / f"{name}.br").write_bytes(brotli.compress(text))
    (tmp_path / "film.webm").write_bytes(bytes(1100 * 1024))
    manifest = {"paths": {"site.css": "site.0123456789ab.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return StaticFiles(settings, {"X-Content-Type-Options": "nosniff"})


def test_a_static_file_is_held_in_memory_in_each_encoding(files, tmp_path):
    first = ask_files(files, PATH, accept_encoding="br")
    (tmp_path / "site.0123456789ab.css.br").unlink()
    second = ask_files(files, PATH, accept_encoding="br")
    plain = ask_files(files, PATH)

    assert brotli.decompress(first.body) == plain.body
    assert second == first
    assert first.headers["Content-Encoding"] == "br"
    assert first.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert first.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert ask_files(files, PATH, if_none_match=plain.headers["ETag"]).status == 304
    assert "immutable" not in ask_files(files, "/static/site.css").headers.values()


def test_a_range_and_a_large_file_come_from_the_disk(files):
    part = ask_files(files, PATH, range="bytes=0-0")
    known = ask_files(files, PATH, if_modified_since=part.headers["Last-Modified"])
    film = ask_files(files, "/static/film.webm")

    assert (part.status, part.body) == (206, b"b")
    assert (known.status, known.body) == (304, b"")
    assert (film.status, len(film.body)) == (200, 1100 * 1024)
    assert files.memory.keys() == []


def test_other_addresses_and_methods_are_left_to_django(files, home):
    server = make_server()

    for path in ("/static/none.css", "/static/", "/static/../manage.py"):
        assert ask_files(files, path) is None
    assert visit(server, "/static/site.css").status == 200
    assert visit(server, "/static/site.css", "POST").cache == "BYPASS"


def test_on_https_a_file_asked_for_by_http_is_left_to_django(home, settings, files):
    settings.SITE_URL, settings.IS_HTTPS = "https://localhost", True
    picture = factories.make_image().file.url
    server = make_server()

    for path in ("/static/site.css", picture):
        assert visit(server, path, x_forwarded_proto="https").cache is None
        assert visit(server, path).cache == "BYPASS"
