"""Checking all links, keeping what was found, and telling it."""

from collections import defaultdict, deque
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from ..models import Link, LinkUse
from .external import LimitReachedError
from .find import find_links
from .internal import judge
from .visit import Visitor

FIELDS = ["problem", "detail", "wrong_since", "checked_at", "due_at"]
PLACES_TOLD = 3


def check_links(asker=None):
    """Check the links of this site and keep what is found as Links.

    With an Asker those to other sites are checked too, unless they were lately. Returns
    the number of links to other sites that have to wait for another time.
    """
    visitor = Visitor()
    keep_uses(find_links(visitor))
    now = timezone.now()
    links = list(Link.objects.filter(is_external=False))
    for link in links:
        link.note(judge(link, visitor), now)
    Link.objects.bulk_update(links, FIELDS, batch_size=100)
    return check_external_links(asker) if asker else 0


@transaction.atomic
def keep_uses(uses):
    """Replace what the database knows of where links stand; results stay."""
    known = set(Link.objects.values_list("address", flat=True))
    new = {use.target for use in uses if use.target.address not in known}
    Link.objects.bulk_create(
        [
            Link(address=address, is_external=is_external)
            for address, is_external in new
        ],
        ignore_conflicts=True,
    )
    keys = dict(Link.objects.values_list("address", "pk"))
    # What was deleted while the pages were read.
    pages = {None, *Page.objects.values_list("pk", flat=True)}
    redirects = {None, *Redirect.objects.values_list("pk", flat=True)}
    LinkUse.objects.all().delete()
    LinkUse.objects.bulk_create(
        LinkUse(
            link_id=keys[use.target.address],
            page_id=use.page_id,
            redirect_id=use.redirect_id,
            text=use.text[: LinkUse.MAX_LENGTH],
        )
        for use in uses
        if use.page_id in pages and use.redirect_id in redirects
    )
    Link.objects.filter(uses=None).delete()


def check_external_links(asker):
    """Ask for each link that is due; return how many the limits have left.

    The host that is ready first comes next, so that one waits while others are asked.
    Each result is kept at once: a run that is ended can be taken up again.
    """
    queues = defaultdict(deque)
    for link in Link.objects.due(timezone.now()).order_by("pk"):
        queues[urlsplit(link.address).hostname].append(link)
    left = 0
    while queues:
        host = min(queues, key=lambda host: asker.ready_at[host])
        link = queues[host].popleft()
        if not queues[host]:
            del queues[host]
        try:
            finding = asker.ask(link.address)
        except LimitReachedError:
            left += 1
            continue
        link.note(finding, timezone.now())
        link.save(update_fields=FIELDS)
    return left


def tell(links):
    """Yield lines for people about links in which something is wrong."""
    for link in links:
        since = date_format(link.wrong_since, "j F Y")
        yield f"{link}"
        yield f"    {link.get_problem_display()}, since {since}. {link.detail}"
        places = link.place_names
        more = len(places) - PLACES_TOLD
        for place in places[:PLACES_TOLD]:
            yield f"    on {place}"
        if more > 0:
            yield f"    and in {more} more place{'s' if more > 1 else ''}"
