"""The pages whose address or title is most like an address that leads nowhere."""

import re
from difflib import SequenceMatcher

from django.utils.text import slugify
from wagtail.models import Page, Site

from .models import BasePage

SHOWN = 5
# Robots ask for many pages that are not there: each answer must stay cheap.
MAX_PAGES = 1000  # of which the latest are compared
MAX_LENGTH = 100  # characters of the address
LEAST = 0.6  # likeness, of 1
SHORTEST_WORD = 3  # characters


def find_nearest(request):
    """Return a few pages that visitors may see and may have meant, the likeliest first."""
    site = Site.find_for_request(request)
    wanted = read_address(request.path)
    if site is None or not wanted:
        return []
    pages = site.root_page.get_descendants().live().public()
    likeness = {
        pk: max(compare(wanted, slug), compare(wanted, slugify(title, True)))
        for pk, slug, title in pages.order_by("-last_published_at", "-pk").values_list(
            "pk", "slug", "title"
        )[:MAX_PAGES]
    }
    likeliest = sorted(likeness, key=likeness.get, reverse=True)
    likeliest = [pk for pk in likeliest if likeness[pk] >= LEAST][: 2 * SHOWN]
    found = Page.objects.filter(pk__in=likeliest).specific()
    shown = [page for page in found if isinstance(page, BasePage) and page.is_findable]
    return sorted(shown, key=lambda page: likeliest.index(page.pk))[:SHOWN]


def read_address(path):
    """Return the last part of a path in the form of a slug, "" where it says nothing."""
    parts = [part for part in path.split("/") if slugify(part, True)]
    if parts and re.fullmatch(r"index(\.\w+)?", parts[-1]):
        parts.pop()
    last = parts[-1][:MAX_LENGTH] if parts else ""
    return slugify(re.sub(r"\.\w{1,5}$", "", last).replace("_", "-"), True)


def compare(wanted, slug):
    """Return how much two slugs are alike, from 0 to 1, in their letters or their words."""
    words = {word for word in wanted.split("-") if len(word) >= SHORTEST_WORD}
    shared = len(words & set(slug.split("-"))) / len(words) if words else 0
    # Words in any order say a little less than the same letters in theirs.
    likeness = shared * 0.9
    matcher = SequenceMatcher(None, slug[:MAX_LENGTH], wanted, autojunk=False)
    # Cheap bounds first: most pages are not alike at all.
    least = max(LEAST, likeness)
    if matcher.real_quick_ratio() > least and matcher.quick_ratio() > least:
        likeness = max(likeness, matcher.ratio())
    return likeness
