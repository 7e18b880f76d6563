"""Strange requests by the thousand: no error, and the cache stays within its limit."""

import io
import os
import random
from collections import Counter

from django.conf import settings

from pages.models import StoredResponse
from tests.support import factories
from tests.support.cache import call, connections_kept, make_environ, make_server

REQUESTS = int(os.environ.get("STRANGE_REQUESTS", "5000"))
PATHS = ["/", "/notes/", "/notes.md", "/projects/", "/robots.txt"]
JUNK = ["%00", "%ff", "..", "a" * 300, "é", "<script>", "//", "?", "&page=2", "topic=x"]
VISITOR = make_environ("/")


def make_strange_environ(chance, number):
    """Return a request, one in fifty of them such that Django has to answer it."""

    def choose(usual, odd):
        return chance.choice(odd) if chance.random() < 0.005 else chance.choice(usual)

    # Django looks for a topic that does not exist, and for a page far behind the last.
    looked_up = [f"{name}={chance.choice(JUNK)}" for name in ("topic", "page", "year")]
    query = choose(["topic=looms", f"q={number % 30}", f"x{number}=1"], looked_up)
    return {
        **VISITOR,
        "wsgi.input": io.BytesIO(),
        "REQUEST_METHOD": choose(["GET", "HEAD"], ["POST", "PUT", "ODD"]),
        "PATH_INFO": chance.choice(PATHS) + choose([""], ["no/", *JUNK]),
        "QUERY_STRING": chance.choice(["", query]),
        "HTTP_HOST": choose(["localhost"], ["evil.example", f"h{number}", "\xff"]),
        "HTTP_COOKIE": choose(["", f"a={number}", "\xff"], [f"{settings.SESSION_COOKIE_NAME}=x"]),
        "HTTP_ACCEPT": chance.choice(["", "*/*", "text/markdown", "q=;,;", "x" * 99]),
        "HTTP_ACCEPT_ENCODING": chance.choice(["", "br", "gzip;q=x", "*;q=0", ",;"]),
        "HTTP_IF_NONE_MATCH": chance.choice(["", "*", 'W/"', '"a", "b"', "\xff"]),
    }


def test_strange_requests_are_no_error_and_leave_the_cache_within_its_limit(home, settings):
    factories.make_owner()
    factories.make_page(home)
    factories.make_project(factories.make_project_index(home), topics=["Looms"])
    settings.CACHE_MEMORY_MB = 1
    server = make_server()
    # Nothing changes meanwhile, so the database need not be asked each time.
    server.cache.database.INTERVAL = 600
    chance = random.Random(7)
    statuses, outcomes = Counter(), Counter()

    with connections_kept():
        for number in range(REQUESTS):
            answer = call(server, make_strange_environ(chance, number))
            statuses[answer.status] += 1
            outcomes[answer.cache] += 1
            assert server.cache.memory.size <= server.cache.memory.limit

    assert max(statuses) < 500
    assert {200, 304, 400, 404, 405} <= statuses.keys()
    assert outcomes["HIT"] > REQUESTS * 0.8
    assert outcomes["BYPASS"] > REQUESTS * 0.01
    assert len(server.cache.memory.keys()) < 20
    assert StoredResponse.objects.count() < 20
