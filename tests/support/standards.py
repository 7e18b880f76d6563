"""Strict readers of JSON-LD, Atom, JSON Feed and sitemaps.

Each fails on the first violation of its standard.
"""

import json
import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as XML

from tests.support.reading import read_fragment

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def check_address(text):
    """Return `text`, which must be an absolute web address in ASCII."""
    parts = urlsplit(text)
    assert parts.scheme in {"http", "https"}, text
    assert parts.netloc, text
    assert re.fullmatch(r"[!-~]+", text), text
    return text


def check_time(text):
    """Return the time of a timestamp of RFC 3339."""
    assert TIME.fullmatch(text), text
    return datetime.fromisoformat(text)


# schema.org in JSON-LD

# The part that the site uses: a type, its parent, and its properties with their values.
VOCABULARY = """
Thing - alternateName:Text description:Text,TextObject identifier:PropertyValue,Text,URL
Thing - image:ImageObject,URL name:Text sameAs:URL url:URL
CreativeWork Thing abstract:Text author:Organization,Person dateCreated:Date,DateTime
CreativeWork Thing dateModified:Date,DateTime datePublished:Date,DateTime encoding:MediaObject
CreativeWork Thing encodingFormat:Text,URL headline:Text inLanguage:Language,Text
CreativeWork Thing isPartOf:CreativeWork,URL keywords:DefinedTerm,Text,URL mainEntity:Thing
CreativeWork Thing publisher:Organization,Person editor:Person award:Text version:Number,Text
CreativeWork Thing locationCreated:Place
Article CreativeWork pageEnd:Integer,Text pageStart:Integer,Text
BlogPosting SocialMediaPosting
Book CreativeWork isbn:Text bookEdition:Text
BreadcrumbList ItemList
Chapter CreativeWork pageEnd:Integer,Text pageStart:Integer,Text
CollectionPage WebPage
CreativeWorkSeries CreativeWork issn:Text
DataDownload MediaObject
Dataset CreativeWork distribution:DataDownload
DigitalDocument CreativeWork
ContactPage WebPage
ImageObject MediaObject caption:MediaObject,Text
ItemList Thing itemListElement:ListItem,Text,Thing
ListItem Thing item:Thing position:Integer,Text
MediaObject CreativeWork contentUrl:URL encodingFormat:Text,URL
Organization Thing
Periodical CreativeWorkSeries
Place Thing
PresentationDigitalDocument DigitalDocument
Person Thing birthDate:Date familyName:Text givenName:Text jobTitle:DefinedTerm,Text worksFor:Organization
ProfilePage WebPage
PropertyValue Thing propertyID:Text,URL value:Boolean,Number,QualitativeValue,Text
PublicationIssue CreativeWork issueNumber:Integer,Text
PublicationVolume CreativeWork volumeNumber:Integer,Text
Report Article reportNumber:Text
ScholarlyArticle Article
SocialMediaPosting Article
SoftwareSourceCode CreativeWork codeRepository:URL
Thesis CreativeWork inSupportOf:Text
WebPage CreativeWork breadcrumb:BreadcrumbList,Text primaryImageOfPage:ImageObject
WebSite CreativeWork
"""
PARENTS, PROPERTIES = {}, {}
for name, parent, *properties in map(str.split, VOCABULARY.strip().splitlines()):
    PARENTS[name] = parent
    for one in properties:
        PROPERTIES[name, one.partition(":")[0]] = set(one.partition(":")[2].split(","))


def kinds_of(name):
    """Return the names of a type and its ancestors."""
    return {name} | (kinds_of(PARENTS[name]) if name in PARENTS else set())


def check_structured_data(html):
    """Return the items of the only JSON-LD of a page, by @id."""
    [script] = html.find_all("script", type="application/ld+json")
    data = json.loads(script.string)
    assert data.keys() == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    things = {thing["@id"]: thing for thing in data["@graph"]}
    assert len(things) == len(data["@graph"])
    for thing in things.values():
        check_thing(thing, things)
    return things


def check_thing(thing, things):
    """Check an item: its type, and its properties and their values."""
    kinds = kinds_of(thing["@type"])
    for name, value in thing.items():
        if name == "@id":
            check_address(value)
        elif name != "@type":
            allowed = set().union(*(PROPERTIES.get((kind, name), set()) for kind in kinds))
            assert allowed, f"{thing['@type']} has no {name}"
            for one in value if isinstance(value, list) else [value]:
                check_value(name, one, allowed, things)


def check_value(name, value, allowed, things):
    assert value not in ("", None, {}, []), name
    if isinstance(value, dict):
        if value.keys() == {"@id"}:
            assert value["@id"] in things, f"{name} refers to nothing"
            value = things[value["@id"]]
        else:
            check_thing(value, things)
        assert kinds_of(value["@type"]) & allowed, (name, value["@type"])
    elif isinstance(value, int):
        assert allowed & {"Integer", "Number"}, name
    elif "Text" not in allowed:
        is_date = DATE.fullmatch(value) and "Date" in allowed
        is_time = TIME.fullmatch(value) and "DateTime" in allowed
        assert is_date or is_time or allowed & {"URL", "Thing"}, (name, value)
        if not (is_date or is_time):
            check_address(value)


# Atom, RFC 4287

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE, OFTEN = {"id", "title", "updated"}, {"author", "category", "contributor", "entry", "link"}
OF_FEED = ONCE | OFTEN | {"generator", "icon", "logo", "rights", "subtitle"}
OF_ENTRY = (ONCE | OFTEN | {"content", "published", "rights", "source", "summary"}) - {"entry"}


def check_atom(data):
    """Return the feed element of a valid Atom document."""
    feed = XML.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    check_elements(feed, OF_FEED)
    # 4.1.1: without an author of its own, each entry would need one.
    assert feed.findtext(f"{ATOM}author/{ATOM}name").strip()
    relations = [link.get("rel") for link in feed.iterfind(f"{ATOM}link")]
    assert relations.count("self") == 1
    assert relations.count("alternate") == 1
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        check_elements(entry, OF_ENTRY)
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
    names = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(names) == len(set(names))
    return feed


def check_elements(parent, known):
    """Check the names, numbers and values of the children of a feed or an entry."""
    names = [child.tag.removeprefix(ATOM) for child in parent]
    assert ONCE <= set(names) <= known, set(names) ^ known
    for name in known - OFTEN:
        assert names.count(name) <= 1, name
    for child in parent:
        name, text = child.tag.removeprefix(ATOM), child.text or ""
        if name in {"updated", "published"}:
            check_time(text)
        elif name == "id":
            assert re.fullmatch(r"[a-z][a-z0-9+.-]*:[!-~]+", text), text
        elif name == "link":
            check_address(child.get("href"))
        elif name in {"title", "subtitle", "summary", "content", "rights"}:
            assert child.get("type", "text") in {"text", "html"}, child.get("type")
            assert not len(child)
            if child.get("type") == "html":
                read_fragment(text)


# JSON Feed 1.1


TEXTS = {"id", "title", "summary", "content_html", "language", "version", "description", "name"}
LISTS = {"authors", "items", "tags"}
TIMES = {"date_published", "date_modified"}
OF_JSON_FEED = TEXTS - {"id", "summary", "content_html", "name"} | LISTS - {"tags"}
OF_JSON_FEED |= {"home_page_url", "feed_url", "icon", "favicon"}
OF_JSON_ITEM = TIMES | TEXTS - {"version", "description", "name"} | LISTS - {"items"}
OF_JSON_ITEM |= {"url", "external_url", "image", "banner_image"}


def check_json_feed(data):
    """Return a valid JSON Feed 1.1."""
    feed = json.loads(data)
    check_fields(feed, OF_JSON_FEED, {"version", "title", "items"})
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    for author in feed.get("authors", []):
        check_fields(author, {"name", "url", "avatar"}, set())
        assert author
    for item in feed["items"]:
        check_fields(item, OF_JSON_ITEM, {"id", "content_html"})
        read_fragment(item["content_html"])
    names = [item["id"] for item in feed["items"]]
    assert len(names) == len(set(names))
    return feed


def check_fields(thing, known, required):
    assert required <= thing.keys() <= known, thing.keys() ^ known
    for name, value in thing.items():
        if name in TEXTS | LISTS:
            assert isinstance(value, str if name in TEXTS else list), name
        else:
            (check_time if name in TIMES else check_address)(value)


# Sitemaps, https://www.sitemaps.org/protocol.html

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def check_sitemap(data):
    """Return the last change, or None, of each address of a valid sitemap."""
    urls = XML.fromstring(data)
    assert urls.tag == f"{SITEMAP}urlset"
    found = {}
    for url in urls:
        assert url.tag == f"{SITEMAP}url"
        names = sorted(child.tag.removeprefix(SITEMAP) for child in url)
        assert names in (["lastmod", "loc"], ["loc"])
        address = check_address(url.findtext(f"{SITEMAP}loc"))
        assert len(address) < 2048
        assert address not in found
        changed = url.findtext(f"{SITEMAP}lastmod")
        assert changed is None or DATE.fullmatch(changed) or check_time(changed)
        found[address] = changed
    return found
