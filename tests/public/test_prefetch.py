"""Browsers prefetch pages by the speculation rules that a header names.

See https://html.spec.whatwg.org/multipage/speculative-loading.html.
"""

from django.contrib.staticfiles import finders
from playwright.sync_api import expect
from wagtail.models import PageViewRestriction

from tests.serving.test_media_views import make_document
from tests.support.factories import make_contact, make_page

HEADER = "Speculation-Rules"


def test_a_public_page_names_its_rules(home, client):
    assert client.get(home.url)[HEADER] == '"/static/prefetch.speculationrules"'
    assert finders.find("prefetch.speculationrules")


def test_other_responses_name_no_rules(home, client, admin_client):
    private = make_page(home, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="x")
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


def test_the_page_behind_a_link_is_fetched_before_the_click(served_site, visitor):
    events = []
    session = visitor.context.new_cdp_session(visitor)
    session.on("Preload.prefetchStatusUpdated", lambda event: events.append(event))
    session.send("Preload.enable")
    visitor.goto(f"{served_site.url}/")
    link = visitor.get_by_role("navigation").get_by_role("link", name="About")

    link.hover()
    for _ in range(300):
        if [event for event in events if event["status"] == "Ready"]:
            break
        visitor.wait_for_timeout(100)
    link.click()
    expect(visitor.locator("h1")).to_contain_text("About")

    assert {event["prefetchUrl"] for event in events} == {f"{served_site.url}/about/"}
    assert "Ready" in [event["status"] for event in events]
