"""Browsers prefetch pages by the speculation rules that a header names.

See https://html.spec.whatwg.org/multipage/speculative-loading.html.
"""

from django.contrib.staticfiles import finders
from wagtail.models import PageViewRestriction

from tests.serving.test_media_views import make_document
from tests.support.factories import make_contact, make_page

HEADER = "Speculation-Rules"


def test_public_pages_and_no_other_responses_name_their_rules(home, client, admin_client):
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
    assert client.get(home.url)[HEADER] == '"/static/prefetch.speculationrules"'
    assert finders.find("prefetch.speculationrules")
