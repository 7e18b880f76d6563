"""The checks of standards in the tests refuse documents that the standards forbid."""

import json

import pytest
from bs4 import BeautifulSoup
from html5lib.html5parser import ParseError

from tests.support.standards import (
    check_atom,
    check_json_feed,
    check_sitemap,
    check_structured_data,
)

REFUSED = (AssertionError, AttributeError, KeyError, ParseError, SyntaxError, ValueError)
PERSON = {"@type": "Person", "@id": "https://x.org/#me", "name": "Ada"}
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:uuid:1</id><title>Ada</title><updated>2026-01-01T00:00:00Z</updated>
<author><name>Ada</name></author>
<link rel="self" href="https://x.org/atom.xml"/><link rel="alternate" href="https://x.org/"/>
<entry><id>urn:uuid:2</id><title>Engine</title><updated>2026-01-01T00:00:00+01:00</updated>
<link rel="alternate" href="https://x.org/engine/"/>
<content type="html">&lt;p&gt;Text&lt;/p&gt;</content></entry>
</feed>"""
ITEM = {"id": "2", "url": "https://x.org/engine/", "content_html": "<p>Text</p>"}
VERSION = "https://jsonfeed.org/version/1.1"
JSON = {"version": VERSION, "title": "Ada", "authors": [{"name": "Ada"}], "items": [ITEM]}
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://x.org/</loc><lastmod>2026-01-01</lastmod></url></urlset>"""


def check_person(thing):
    data = {"@context": "https://schema.org", "@graph": [thing]}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return check_structured_data(BeautifulSoup(script, "html.parser"))


def test_valid_documents_are_read():
    assert check_person(PERSON)
    assert check_atom(ATOM).tag.endswith("feed")
    assert check_json_feed(json.dumps(JSON)) == JSON
    assert check_sitemap(SITEMAP) == {"https://x.org/": "2026-01-01"}


def replace(check, document, right, wrong):
    assert right in document
    return check, document.replace(right, wrong)


@pytest.mark.parametrize(
    ("check", "document"),
    [
        (check_person, {**PERSON, "@type": "Human"}),
        (check_person, {**PERSON, "headline": "A property of articles"}),
        (check_person, {**PERSON, "url": "/about/"}),
        (check_person, {**PERSON, "birthDate": "in winter"}),
        (check_person, {**PERSON, "worksFor": {"@type": "Person", "name": "Charles"}}),
        (check_person, {**PERSON, "worksFor": {"@id": "https://x.org/#unknown"}}),
        replace(check_atom, ATOM, "<id>urn:uuid:2</id>", ""),
        replace(check_atom, ATOM, "<title>Engine</title>", "<name>Engine</name>"),
        replace(check_atom, ATOM, "T00:00:00+01:00", "T00:00:00"),
        replace(check_atom, ATOM, 'rel="self"', 'rel="related"'),
        replace(check_atom, ATOM, "&lt;/p&gt;", "&lt;/b&gt;"),
        (check_json_feed, json.dumps({**JSON, "title": None})),
        (check_json_feed, json.dumps({**JSON, "feed_url": "/feed.json"})),
        (check_json_feed, json.dumps({**JSON, "items": [ITEM, ITEM]})),
        (check_json_feed, json.dumps({**JSON, "items": [{**ITEM, "content_html": "<p"}]})),
        replace(check_sitemap, SITEMAP, "https://x.org/", "https://x.org/ä"),
        replace(check_sitemap, SITEMAP, "2026-01-01", "1 January"),
        replace(check_sitemap, SITEMAP, "</url>", "</url><url><loc>https://x.org/</loc></url>"),
    ],
)
def test_invalid_documents_are_refused(check, document):
    with pytest.raises(REFUSED):
        check(document)
