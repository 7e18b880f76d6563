"""Metadata of a page: Open Graph (https://ogp.me) and JSON-LD (https://schema.org)."""

import json
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext, to_locale
from wagtail.models import Page

from pages.models.schema_org import PERSON, describe_image, name_person, refer_to_person

WEBSITE = f"{settings.SITE_URL}/#website"
# "</script>" in a title must not end the element that holds the data.
ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}


@dataclass(frozen=True)
class Metadata:
    """Metadata of a page as visitors see it.

    The page itself describes its subject, in its method `structured_data_for`.
    """

    page: Page
    owner: object
    query: str = ""  # of the current page of a list, as "?page=2"
    is_draft: bool = False

    @property
    def name(self):
        return self.page.name_for(self.owner)

    @property
    def description(self):
        return self.page.description or self.owner.description or self.owner.claim

    @property
    def site_name(self):
        return self.owner.name or settings.WAGTAIL_SITE_NAME

    @cached_property
    def address(self):
        """The canonical URL with the query, or None without one."""
        address = self.page.canonical_url
        return address and address + self.query

    @property
    def markdown_address(self):
        """The full address of the Markdown alternate, or None without one."""
        if self.is_draft or not self.page.is_public:
            return None
        return find_markdown_address(self.page)

    @property
    def locale(self):
        """The language with a country, which Open Graph requires; "" if it is not known."""
        locale = to_locale(self.page.language_code)
        if "_" in locale:
            return locale
        return "" if self.page.text_language else pgettext("Open Graph", "en_US")

    @property
    def is_noindex(self):
        return self.is_draft or self.page.is_noindex

    @property
    def card_address(self):
        """The address of the card that is shown with a link to the page, or None for a draft."""
        return None if self.is_draft else self.page.card_url_for(self.owner)

    @property
    def structured_data(self):
        """The data as the content of a script element."""
        data = {"@context": "https://schema.org", "@graph": self.graph}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return mark_safe(text.translate(ESCAPES))  # noqa: S308 - it can end no element

    @property
    def graph(self):
        work = self.page.structured_data_for(self.owner)
        person = work if work and work["@id"] == PERSON else name_person(self.owner)
        breadcrumb = describe_breadcrumb(self.page, self.site_name)
        page = {
            "@type": self.page.schema_type,
            "@id": self.address,
            "url": self.address,
            "name": self.name,
            "description": self.description,
            "inLanguage": self.page.language_code,
            "isPartOf": {"@id": WEBSITE},
            "breadcrumb": breadcrumb and {"@id": breadcrumb["@id"]},
            "primaryImageOfPage": describe_image(self.page.image),
            "datePublished": format_time(self.page.first_published_at),
            "dateModified": format_time(self.page.last_published_at),
            "mainEntity": work and {"@id": work["@id"]},
        }
        site = {
            "@type": "WebSite",
            "@id": WEBSITE,
            "url": f"{settings.SITE_URL}/",
            "name": self.site_name,
            "inLanguage": get_language(),
            "publisher": refer_to_person(self.owner),
        }
        things = [page, site, person, breadcrumb, work if work is not person else None]
        return [remove_empty(thing) for thing in things if thing]


def find_markdown_address(page):
    """Return the full address of the Markdown alternate, or None for a page without one."""
    address = page.full_url
    if address and urlsplit(address).path == "/":
        return f"{address}index.md"
    return address and f"{address.rstrip('/')}.md"


def describe_breadcrumb(page, site_name):
    """Return the BreadcrumbList of a page, or None for the home page."""
    if not page.pk or not page.full_url:
        return None
    ancestors = page.get_ancestors().live().filter(depth__gt=1)
    items = [(one.title, one.full_url) for one in ancestors if one.full_url]
    if not items:
        return None
    items = [(site_name, items[0][1]), *items[1:], (page.title, page.canonical_url)]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{page.canonical_url}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(items, start=1)
        ],
    }


def remove_empty(value):
    """Return a value of JSON without the empty members of objects, at every depth."""
    if isinstance(value, list):
        return [remove_empty(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: remove_empty(one) for name, one in value.items() if one not in (None, "", {}, [])}


def format_time(time):
    return time and time.isoformat(timespec="seconds")
