"""Cached responses in the database: good ones are loaded, all others replaced."""

from unittest import mock

import pytest

from pages.models import SiteVersion, StoredResponse
from pages.serving.cache.policy import Key
from pages.serving.cache.response import CachedResponse, pack
from tests.support.cache import make_server, visit


def test_a_process_that_starts_serves_stored_responses(server):
    rendered = visit(server, "/notes/")

    with mock.patch("pages.serving.backend.DjangoBackend.render") as render:
        loaded = visit(make_server(), "/notes/")

    assert not render.called
    assert (loaded.cache, loaded.body) == ("HIT", rendered.body)
    assert loaded.headers["ETag"] == rendered.headers["ETag"]


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        ({"data": b""}, "its bytes are damaged"),
        ({"data": b"nonsense" * 100}, "its bytes are damaged"),
        ({"release": "older"}, ""),
        ({"version": "older"}, ""),
    ],
)
def test_a_damaged_or_old_stored_response_is_ignored_and_replaced(server, harm, message, caplog):
    rendered = visit(server, "/notes/")
    StoredResponse.objects.update(**harm)

    again = visit(make_server(), "/notes/")

    assert (again.cache, again.body) == ("MISS", rendered.body)
    assert message in caplog.text
    assert visit(make_server(), "/notes/").cache == "HIT"


def test_the_store_keeps_to_its_limit_and_drops_old_versions(server):
    store = server.cache.persistent
    version = SiteVersion.objects.get().value
    response = CachedResponse([], {"": b"x" * 1000}, "tag", (), version)
    store._limit = 3 * len(pack(response))
    for name in "abcdef":
        store.save(Key(f"/{name}/"), response)
    store.save(Key("/old/"), CachedResponse([], {"": b"x"}, "tag", (), "older"))

    store.prune()

    kept = StoredResponse.objects.order_by("key").values_list("key", flat=True)
    assert list(kept) == ["/d/? ", "/e/? ", "/f/? "]


def test_a_process_that_has_not_seen_a_change_deletes_no_newer_response(server, page):
    visit(server, "/notes/")
    page.save_revision().publish()
    visit(make_server(), "/notes/")

    server.cache.persistent.prune()

    assert visit(make_server(), "/notes/").cache == "HIT"
