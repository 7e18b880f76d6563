"""How often one visitor may do what costs the owner time, or what guesses a secret.

The counts are in the database, so that all processes and machines share them. There are
never more than CAPACITY of them, however many strangers try.
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models.throttle import ThrottleCount

CAPACITY = 2_000  # rows
# Whoever has one address of IPv6 has all those that begin alike.
IPV6_PREFIX = 64


@dataclass(frozen=True)
class Throttle:
    """At most `limit` uses in `seconds` seconds, from the first one on, for one key."""

    name: str
    limit: int
    seconds: int

    def allows(self, key):
        """Count one more use by `key`, and tell whether it is within the limit."""
        return not take((self, key))

    def digest(self, key):
        return salted_hmac(
            "pages.throttle", f"{self.name} {key}", algorithm="sha256"
        ).hexdigest()


def take(*uses):
    """Count one more of all these uses, pairs of a Throttle and a key.

    Returns 0; or, when one of them is at its limit, counts nothing and returns for how
    many seconds it stays there.
    """
    throttles = {throttle.digest(key): throttle for throttle, key in uses}
    now = timezone.now()
    wait, is_new = 0, False
    with transaction.atomic():
        # In one order everywhere, lest two wait for each other.
        for digest, throttle in sorted(throttles.items()):
            end = now + timedelta(seconds=throttle.seconds)
            rows = ThrottleCount.objects.select_for_update()
            row, is_made = rows.get_or_create(key=digest, defaults={"ends_at": end})
            if row.ends_at <= now:
                row.count, row.ends_at = 0, end
            if row.count >= throttle.limit:
                wait = max(wait, math.ceil((row.ends_at - now).total_seconds()))
            row.count += 1
            row.save()
            is_new |= is_made
        if wait:
            transaction.set_rollback(True)
    if is_new and not wait:
        make_room(kept=list(throttles))
    return wait


def give_back(*uses):
    """Take these uses from the counts again: what has succeeded was no guess."""
    for throttle, key in uses:
        row = ThrottleCount.objects.filter(key=throttle.digest(key), count__gt=0)
        row.update(count=F("count") - 1)


def make_room(kept):
    """Delete what has ended, and of what exceeds the capacity that with the least uses."""
    free = ThrottleCount.objects.exclude(key__in=kept)
    with transaction.atomic():
        # What another process holds it needs itself.
        free = free.select_for_update(skip_locked=True)
        ended = list(free.filter(ends_at__lte=timezone.now())[:CAPACITY])
        excess = ThrottleCount.objects.count() - len(ended) - CAPACITY
        if excess > 0:
            ended += free.order_by("count", "ends_at")[:excess]
        if ended:
            keys = [row.key for row in ended]
            ThrottleCount.objects.filter(key__in=keys).delete()


def say_wait(seconds):
    """Return the sentence that tells why nothing was tried, and when to come again."""
    minutes = math.ceil(seconds / 60)
    if minutes > 90:
        hours = math.ceil(minutes / 60)
        when = ngettext("in %(count)d hour", "in %(count)d hours", hours)
        return _too_many(when % {"count": hours})
    when = ngettext("in %(count)d minute", "in %(count)d minutes", minutes)
    return _too_many(when % {"count": minutes})


def _too_many(when):
    return _("There were too many wrong attempts: try again %(when)s.") % {"when": when}


def client_address(request):
    """Return the network address that the request came from.

    Behind a proxy it is the last one that the proxy added to X-Forwarded-For; those
    before it can be made up by the sender.
    """
    if settings.IS_BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if address := forwarded.rpartition(",")[2].strip():
            return address
    return request.META.get("REMOTE_ADDR", "")


def client_network(request):
    """Return what all addresses of one client have in common, as a key of a throttle."""
    address = client_address(request)
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, IPV6_PREFIX), strict=False))
