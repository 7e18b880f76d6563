"""The rest of the site, as far as checks ask for it."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.functional import cached_property
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site, get_page_models


@dataclass(frozen=True)
class Neighbour:
    """Another page of the site."""

    pk: int
    title: str
    is_live: bool


class Surroundings:
    """What lies around a page. Each answer costs its queries once, for all who ask."""

    @cached_property
    def pages(self):
        """Every page of the site, by its number."""
        rows = Page.objects.values_list("pk", "title", "live")
        return {row[0]: Neighbour(*row) for row in rows}

    @cached_property
    def pages_by_path(self):
        """Every page that has an address, by its path without the last slash."""
        site = Site.objects.select_related("root_page").get(is_default_site=True)
        root = site.root_page.url_path
        return {
            "/" + path.removeprefix(root).rstrip("/"): self.pages[pk]
            for pk, path in Page.objects.values_list("pk", "url_path")
            if path.startswith(root) and pk in self.pages
        }

    @cached_property
    def redirects(self):
        """The old paths that lead elsewhere."""
        return set(Redirect.objects.values_list("old_path", flat=True))

    @cached_property
    def descriptions(self):
        """The pages that have a description, in lists by its words."""
        found = defaultdict(list)
        for model in get_page_models():
            if hasattr(model, "summary"):
                rows = model.objects.values_list(
                    "pk", "title", "live", "search_description", "summary"
                )
                for *page, description, summary in rows:
                    words = normalise(description or summary)
                    found[words].append(Neighbour(*page))
        return found

    def path_of(self, address):
        """Return the path of a page of this site that `address` asks for, or None."""
        address = address.removeprefix(settings.SITE_URL)
        path = urlsplit(address).path
        if not address.startswith("/") or address.startswith("//"):
            return None
        try:
            is_page = resolve(path).url_name == "wagtail_serve"
        except Resolver404:
            is_page = True
        return Redirect.normalise_path(path) if is_page else None


def normalise(text):
    """Return `text` as it is compared: neither case nor space nor the last stop count."""
    return " ".join(text.split()).rstrip(".").lower()
