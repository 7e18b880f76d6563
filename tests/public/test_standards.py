"""The tests' readers of standards refuse what the standards forbid."""

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

REFUSED = (
    AssertionError,
    AttributeError,
    KeyError,
    ParseError,
    SyntaxError,
    ValueError,
)
PERSON = {"@type": "Person", "@id": "https://x.org/#me", "name": "Ada"}


def read_data(*things):
    data = {"@context": "https://schema.org", "@graph": things}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return check_structured_data(BeautifulSoup(script, "html.parser"))


def test_what_schema_org_defines_is_read():
    article = {
        "@type": "ScholarlyArticle",
        "@id": "https://x.org/#work",
        "author": [{"@id": PERSON["@id"]}, {"@type": "Organization", "name": "Royal"}],
        "datePublished": "1843-09",
        "url": "https://x.org/",
    }

    assert len(read_data(PERSON, article)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"@type": "Human"},
        {"headline": "Of articles alone"},
        {"name": ""},
        {"url": "/about/"},
        {"url": "https://x.org/a b"},
        {"birthDate": "1815-12-10T"},
        {"birthDate": "in winter"},
        {"worksFor": {"@type": "Person", "name": "Charles"}},
        {"worksFor": {"@id": "https://x.org/#nobody"}},
        {"alternateName": 1815},
        {"@id": "me"},
    ],
)
def test_what_schema_org_does_not_define_is_refused(wrong):
    with pytest.raises(REFUSED):
        read_data({**PERSON, **wrong})


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:uuid:1</id><title>Ada</title><updated>2026-01-01T00:00:00Z</updated>
<author><name>Ada</name></author>
<link rel="self" href="https://x.org/atom.xml"/><link rel="alternate" href="https://x.org/"/>
<entry><id>urn:uuid:2</id><title>Engine</title><updated>2026-01-01T00:00:00+01:00</updated>
<link rel="alternate" href="https://x.org/engine/"/>
<content type="html">&lt;p&gt;Text&lt;/p&gt;</content></entry>
</feed>"""


def test_an_atom_feed_is_read():
    assert check_atom(ATOM).tag.endswith("feed")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<id>urn:uuid:2</id>", ""),
        ("urn:uuid:2", "urn:uuid:1</id><id>urn:uuid:2"),
        ("urn:uuid:2", "two"),
        ("<title>Engine</title>", "<name>Engine</name>"),
        ("2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00"),
        ("2026-01-01T00:00:00Z", "yesterday"),
        ("<author><name>Ada</name></author>", "<author><name> </name></author>"),
        ('rel="self"', 'rel="related"'),
        ("https://x.org/engine/", "/engine/"),
        ("&lt;/p&gt;", "&lt;/b&gt;"),
        ("&lt;p&gt;Text&lt;/p&gt;", "<p>Text</p>"),
        ("</entry>", "</feed>"),
    ],
)
def test_what_atom_forbids_is_refused(right, wrong):
    assert right in ATOM

    with pytest.raises(REFUSED):
        check_atom(ATOM.replace(right, wrong))


ITEM = {"id": "2", "url": "https://x.org/engine/", "content_html": "<p>Text</p>"}
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Ada",
    "authors": [{"name": "Ada"}],
    "items": [ITEM],
}


def test_a_json_feed_is_read():
    assert check_json_feed(json.dumps(JSON)) == JSON


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"title": None},
        {"author": {"name": "Ada"}},
        {"feed_url": "/feed.json"},
        {"authors": [{}]},
        {"items": [{**ITEM, "id": 2}]},
        {"items": [{"id": "2"}]},
        {"items": [ITEM, ITEM]},
        {"items": [{**ITEM, "date_published": "2026-01-01"}]},
        {"items": [{**ITEM, "content_html": "<p"}]},
    ],
)
def test_what_json_feed_forbids_is_refused(wrong):
    with pytest.raises(REFUSED):
        check_json_feed(json.dumps({**JSON, **wrong}))


SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://x.org/</loc><lastmod>2026-01-01</lastmod></url></urlset>"""


def test_a_sitemap_is_read():
    assert check_sitemap(SITEMAP) == {"https://x.org/": "2026-01-01"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("sitemap/0.9", "sitemap/1.0"),
        ("https://x.org/", "/"),
        ("https://x.org/", "https://x.org/ä"),
        ("2026-01-01", "1 January"),
        ("lastmod>", "changed>"),
        ("</url>", "</url><url><loc>https://x.org/</loc></url>"),
    ],
)
def test_what_sitemaps_forbid_is_refused(right, wrong):
    with pytest.raises(AssertionError):
        check_sitemap(SITEMAP.replace(right, wrong))
