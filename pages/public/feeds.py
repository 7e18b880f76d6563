"""Feeds of new pages with their text, as Atom and as JSON Feed.

Their specifications: RFC 4287, and https://www.jsonfeed.org/version/1.1/.
"""

import json
import re
from operator import attrgetter
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape, format_html
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import get_page_models

from pages.blocks.body import number_page
from pages.blocks.page_links import prefetch_page_links
from pages.models import BasePage, Owner
from pages.models.listing import load_streams

from .metadata import remove_empty

MAX_ENTRIES = 20
# Elements that need this site's style or scripts, or only navigate it.
LEFT_OUT = [
    *("script", "style", "svg", "form", "nav:not(.pagination)", ".anchor", "dialog"),
    *("[aria-hidden=true]", ".embed .service", ".best-label", ".to-top", ".facts summary"),
    *(".sidenote", ".sidenotes", ".noteref [hidden]"),
]
ADDRESSES = [("a", "href"), ("img", "src"), ("video", "src"), ("blockquote", "cite")]


def newest_entries():
    """Return the newest published pages of the types that belong in a feed."""
    pages = [
        page
        for model in get_page_models()
        if issubclass(model, BasePage) and model.is_in_feed
        for page in model.objects.findable()
        .filter(first_published_at__isnull=False)
        .newest_in_feed()[:MAX_ENTRIES]
        # Pages outside of the site have no address.
        if page.full_url
    ]
    pages.sort(key=attrgetter("feed_times"), reverse=True)
    return pages[:MAX_ENTRIES]


def strip_controls(text):
    """Return the text without the characters that XML forbids."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


class AtomDocument(Atom1Feed):
    """Atom with the language of each entry, and its full text beside its summary."""

    def item_attributes(self, item):
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler, item):
        # Django declares every summary to be HTML.
        item = {**item, "description": escape(item["description"])}
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JsonDocument(SyndicationFeed):
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        feed = self.feed
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["subtitle"],
            "icon": feed["icon"],
            "authors": [{"name": feed["author_name"], "url": feed["author_link"]}],
            "language": feed["language"],
        }
        # Required even if it is empty.
        items = [remove_empty(self.write_item(item)) for item in self.items]
        text = json.dumps({**remove_empty(document), "items": items}, ensure_ascii=False)
        outfile.write(text.encode(encoding))

    def write_item(self, item):
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["description"],
            "content_html": item["content"],
            "language": item["language"],
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
        }


@require_safe
def serve_feed(request, document):
    """Serve the feed in the form of a document: AtomDocument or JsonDocument."""
    owner = Owner.load(request_or_site=request)
    title = strip_controls(owner.name) or settings.WAGTAIL_SITE_NAME
    feed = document(
        title=title,
        subtitle=strip_controls(owner.claim),
        link=f"{settings.SITE_URL}/",
        feed_url=settings.SITE_URL + request.path,
        description=None,
        language=get_language(),
        author_name=title,
        author_link=f"{settings.SITE_URL}/",
        icon=settings.SITE_URL + owner.icon_address("icon-512.png"),
    )
    pages = newest_entries()
    load_streams(pages, "body")
    with prefetch_page_links(*pages):
        for page in pages:
            published, updated = page.feed_times
            feed.add_item(
                title=strip_controls(page.title),
                link=page.full_url,
                description=strip_controls(page.description),
                content=make_content(page),
                language=page.language_code,
                # Stays when the page moves, so that readers do not see a new entry.
                unique_id=page.translation_key.urn,
                pubdate=published,
                updateddate=updated,
            )
    headers = {"Last-Modified": http_date(feed.latest_post_date().timestamp())}
    response = HttpResponse(content_type=feed.content_type, headers=headers)
    feed.write(response, "utf-8")
    return response


def make_content(page):
    """Return the summary and the text of a page as HTML with full addresses."""
    summary = page.summary and format_html('<p dir="auto">{}</p>', page.summary)
    with number_page(page):
        html = str(make_portable(page.feed_html, page.full_url))
    return strip_controls(f"{summary}{html}")


def make_portable(html, address):
    """Return the HTML of a page at an address as a tree that needs no style or base URL."""
    tree = BeautifulSoup(html, "html.parser")
    for element in tree.select(", ".join(LEFT_OUT)):
        element.decompose()
    for picture in tree("picture"):
        picture.replace_with(picture.img)
    for link in tree.select(".full-size"):
        link.unwrap()
    for image in tree("img"):
        del image["srcset"], image["sizes"], image["loading"], image["data-sheet"]
    for video in tree("video"):
        link = tree.new_tag("a", href=video["src"], string=video["aria-label"])
        video.replace_with(link)
    for when in tree.select("span.when"):
        when.insert_before(" · ")
    for name, attribute in ADDRESSES:
        for element in tree.find_all(name, attrs={attribute: True}):
            element[attribute] = urljoin(address, element[attribute])
    return tree
