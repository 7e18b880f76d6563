"""The feed of what is new, for readers who follow the site."""

import re

from django.apps import apps
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from wagtail.models import Page

from .models import BasePage, Owner

MAX_ENTRIES = 30


def newest_entries():
    """Return the newest published pages of the types that belong in a feed."""
    types = [
        model
        for model in apps.get_models()
        if issubclass(model, BasePage) and model.is_in_feed
    ]
    pages = Page.objects.live().public().type(*types)
    return pages.order_by("-first_published_at")[:MAX_ENTRIES].specific()


def strip_controls(text):
    """Return the text without the characters that XML has no way to write."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


class AtomFeed(Feed):
    feed_type = Atom1Feed
    link = "/"

    def get_object(self, request):
        return Owner.load(request_or_site=request)

    def title(self, owner):
        return strip_controls(owner.name)

    def subtitle(self, owner):
        return strip_controls(owner.claim)

    def author_name(self, owner):
        return strip_controls(owner.name)

    def items(self):
        # A page outside of the site, which has no address, cannot be read.
        return [page for page in newest_entries() if page.full_url]

    def item_title(self, page):
        return strip_controls(page.title)

    def item_description(self, page):
        return strip_controls(page.description)

    def item_link(self, page):
        return page.full_url

    def item_pubdate(self, page):
        return page.first_published_at

    def item_updateddate(self, page):
        return page.last_published_at
