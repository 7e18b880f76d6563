"""Rate limits for guesses of secrets and for messages, and the client's address.

The counts are in the database, so all processes and machines share them. At most CAPACITY
rows are kept.
"""

import math
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models.rate_limit import RateLimitCount

CAPACITY = 2_000  # rows
# One client has a whole network of IPv6 addresses.
IPV6_PREFIX = 64
CLOCK_TOLERANCE = timedelta(minutes=1)

RATE_LIMITED = "rate_limited"  # code of a ValidationError


@dataclass(frozen=True)
class Limit:
    """At most `maximum` uses by one key in `seconds` seconds from the first use on."""

    name: str
    maximum: int
    seconds: int

    def digest(self, key):
        return salted_hmac("pages.throttle", f"{self.name} {key}", algorithm="sha256").hexdigest()


@contextmanager
def attempt(*uses):
    """Count a use of these limits, for a block that checks a secret, unless it succeeds.

    Raises ValidationError, without running the block, if one of them is at its maximum.
    """
    if seconds := hit(*uses):
        raise make_limit_error(seconds)
    yield
    refund(*uses)


def is_rate_limited(form):
    return any(form.has_error(name, RATE_LIMITED) for name in form.errors)


def hit(*uses):
    """Count a use of all these pairs of a Limit and a key.

    Returns 0, or the seconds to wait if one of them is at its maximum: nothing is counted
    then.
    """
    limits = {limit.digest(key): limit for limit, key in uses}
    now = timezone.now()
    wait, is_new = 0, False
    with transaction.atomic():
        # Sorted, so that two processes cannot deadlock.
        for digest in sorted(limits):
            limit = limits[digest]
            end = now + timedelta(seconds=limit.seconds)
            rows = RateLimitCount.objects.select_for_update()
            row, is_made = rows.get_or_create(key=digest, defaults={"ends_at": end})
            # An end far beyond the limit is of a clock that was wrong; a little beyond it, of
            # a request that was counted while this one waited, or of another machine's clock.
            if not now < row.ends_at <= end + CLOCK_TOLERANCE:
                row.count, row.ends_at = 0, end
            if row.count >= limit.maximum:
                wait = max(wait, math.ceil((row.ends_at - now).total_seconds()))
            row.count += 1
            row.save()
            is_new |= is_made
        if wait:
            transaction.set_rollback(True)
    if is_new and not wait:
        make_room(kept=list(limits))
    return wait


def refund(*uses):
    """Uncount these uses, after a success."""
    for limit, key in uses:
        row = RateLimitCount.objects.filter(key=limit.digest(key), count__gt=0)
        row.update(count=F("count") - 1)


def make_room(kept):
    """Delete rows that have ended, then those with the fewest uses beyond CAPACITY."""
    free = RateLimitCount.objects.exclude(key__in=kept)
    with transaction.atomic():
        # Rows that another process has locked are in use.
        free = free.select_for_update(skip_locked=True)
        ended = list(free.filter(ends_at__lte=timezone.now())[:CAPACITY])
        excess = RateLimitCount.objects.count() - len(ended) - CAPACITY
        if excess > 0:
            ended += free.order_by("count", "ends_at")[:excess]
        if ended:
            keys = [row.key for row in ended]
            RateLimitCount.objects.filter(key__in=keys).delete()


def make_limit_error(seconds):
    """Return the validation error of an attempt that has to wait."""
    count = math.ceil(seconds / 60)
    if count <= 90:
        when = ngettext("in %(count)d minute", "in %(count)d minutes", count)
    else:
        count = math.ceil(count / 60)
        when = ngettext("in %(count)d hour", "in %(count)d hours", count)
    message = _("Too many attempts. Try again %(when)s.") % {"when": when % {"count": count}}
    return ValidationError(message, code=RATE_LIMITED)


def client_network(request):
    """Return the address or, for IPv6, the network of the client, as a key of a Limit.

    Each proxy appends an address to X-Forwarded-For, and the first of them that of the
    client. The client can forge the addresses before.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.CLIENT_ADDRESS_HEADER:
        address = request.headers.get(settings.CLIENT_ADDRESS_HEADER, address)
    elif settings.PROXY_COUNT:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        address = forwarded[-settings.PROXY_COUNT :][0].strip() or address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, IPV6_PREFIX), strict=False))
