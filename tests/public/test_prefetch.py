"""Browsers are told which pages they may fetch before a visitor follows a link.

By the speculation rules that the header of a page names: see
https://html.spec.whatwg.org/multipage/speculative-loading.html.
"""

import json
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect
from wagtail.models import PageViewRestriction

from tests.serving.test_media_views import make_document
from tests.support.factories import make_contact, make_page

HEADER = "Speculation-Rules"


def test_a_public_page_names_its_rules(home, client):
    assert client.get(home.url)[HEADER] == '"/static/prefetch.speculationrules"'
    assert finders.find("prefetch.speculationrules")


def test_nothing_else_names_them(home, client, admin_client):
    private = make_page(home, title="Private")
    PageViewRestriction.objects.create(
        page=private, restriction_type="password", password="x"
    )
    contact = make_contact(home)
    addresses = [private.url, "/none/", "/search/?q=a", "/atom.xml", "/index.md"]

    answers = [
        *(client.get(address) for address in [*addresses, make_document().url]),
        client.get("/", headers={"Accept": "text/markdown, text/html"}),
        client.post(contact.url),
        admin_client.get("/"),
        admin_client.get("/admin/"),
    ]

    assert [answer for answer in answers if HEADER in answer] == []


# In the browser

FORWARDED = ["Accept", "Accept-Encoding", "Cookie", "Host", "User-Agent"]


@contextmanager
def stand_before(site):
    """Serve what the site serves, and note each request: its path and its purpose."""
    seen = []

    class Forwarder(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers.get("Sec-Purpose")))
            asked = {n: self.headers[n] for n in FORWARDED if n in self.headers}
            connection = HTTPConnection("localhost", site.port, timeout=60)
            connection.request("GET", self.path, headers=asked)
            answer = connection.getresponse()
            body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"transfer-encoding", "content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Forwarder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}", seen
        server.shutdown()


@pytest.fixture
def preloading(visitor):
    """What the browser says of the rules it reads, and of what it fetched by them."""
    said = []
    session = visitor.context.new_cdp_session(visitor)
    for event in ("ruleSetUpdated", "prefetchStatusUpdated"):
        session.on(f"Preload.{event}", lambda told: said.append(told))
    session.send("Preload.enable")
    return said


def test_the_page_that_a_visitor_points_at_is_fetched_before_the_click(
    served_site, visitor, preloading
):
    with stand_before(served_site) as (address, seen):
        visitor.goto(f"{address}/")
        visitor.wait_for_load_state("networkidle")
        assert [path for path, _ in seen if path.endswith(".speculationrules")]

        link = visitor.get_by_role("navigation").get_by_role("link", name="About")
        link.hover()
        for _ in range(300):
            if ("/about/", "prefetch") in seen:
                break
            visitor.wait_for_timeout(100)

        assert ("/about/", "prefetch") in seen, preloading
        link.click()
        expect(visitor.locator("h1")).to_contain_text("About")
        assert [path for path, _ in seen].count("/about/") == 1
    rules = [said["ruleSet"] for said in preloading if "ruleSet" in said]
    assert rules
    assert not [one for one in rules if one.get("errorType")]
    assert json.loads(rules[-1]["sourceText"])["prefetch"]
