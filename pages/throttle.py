"""How often one visitor may do what costs the owner time."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache


@dataclass(frozen=True)
class Throttle:
    """At most `limit` times in `seconds` seconds for one key."""

    name: str
    limit: int
    seconds: int

    def allows(self, key):
        """Count one more use by `key`, and tell whether it is within the limit."""
        # Only a hash is kept: nobody's address stays behind.
        digest = hashlib.sha256(f"{settings.SECRET_KEY}{key}".encode()).hexdigest()
        cache_key = f"throttle-{self.name}-{digest}"
        cache.add(cache_key, 0, self.seconds)
        try:
            return cache.incr(cache_key) <= self.limit
        except ValueError:
            # It ran out between the two calls, so this is the first use again.
            return True


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
