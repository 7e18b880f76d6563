"""Pages, addresses and descriptions of the site, as far as checks compare them."""

from collections import defaultdict
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.functional import cached_property
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site, get_page_models


class IndexedPage(NamedTuple):
    pk: int
    title: str
    is_live: bool
    url_path: str


class SiteIndex:
    """Lookups in the whole site. Each takes its queries once, however many pages ask."""

    @cached_property
    def pages(self):
        """Every page, by its primary key."""
        rows = Page.objects.values_list("pk", "title", "live", "url_path")
        return {row[0]: IndexedPage(*row) for row in rows}

    @cached_property
    def root_path(self):
        """URL path of the default site's root page; None without a default site."""
        sites = Site.objects.filter(is_default_site=True)
        return sites.values_list("root_page__url_path", flat=True).first()

    @cached_property
    def pages_by_path(self):
        """Every page of the default site, by its path without the trailing slash."""
        return {
            "/" + page.url_path.removeprefix(self.root_path).rstrip("/"): page
            for page in self.pages.values()
            if page.url_path.startswith(self.root_path)
        }

    @cached_property
    def redirects(self):
        """Old paths that redirect, in lower case."""
        return {path.lower() for path in Redirect.objects.values_list("old_path", flat=True)}

    @cached_property
    def descriptions(self):
        """Primary keys and titles of pages, by their normalised description."""
        found = defaultdict(list)
        for model in get_page_models():
            if hasattr(model, "summary"):
                rows = model.objects.values_list("pk", "title", "search_description", "summary")
                for *page, description, summary in rows:
                    found[normalise(description or summary)].append(page)
        return found

    def path_of(self, address):
        """Return the path of `address` if a page of this site should be there, or None."""
        address = address.removeprefix(settings.SITE_URL)
        is_internal = address.startswith("/") and not address.startswith("//")
        if not is_internal or self.root_path is None:
            return None
        path = urlsplit(address).path
        try:
            is_page = resolve(path).url_name == "wagtail_serve"
        except Resolver404:
            is_page = True
        return Redirect.normalise_path(path) if is_page else None


def normalise(text):
    """Return `text` without differences in case, spaces and the final stop."""
    return " ".join(text.split()).rstrip(".").lower()
