"""Where a link leads, written so that each target has one address."""

import re
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri, punycode

from ..models import Link

# Other programs open these, and nobody can tell from here whether they succeed.
FOR_PROGRAMS = {"mailto", "tel", "sms", "geo", "xmpp", "data", "blob"}
PORTS = {"http": 80, "https": 443}


class Target(NamedTuple):
    """Where a link leads: a path of this site or the whole address of another.

    What cannot be followed is kept as it was written.
    """

    address: str
    is_external: bool = False

    @property
    def is_path(self):
        return not self.is_external and self.address.startswith("/")


def resolve(written, base):
    """Return the Target of `written` on the page at `base`, a path of this site or an
    address elsewhere; None for what is not for browsers.
    """
    # Browsers drop these as well.
    written = re.sub(r"[\t\r\n]", "", written.strip())
    unreadable = Target(written[: Link.MAX_LENGTH])
    try:
        parts = urlsplit(urljoin(urljoin(settings.SITE_URL, base), written))
        if parts.scheme in FOR_PROGRAMS:
            return None
        # Python takes "https:" and "https:///x" for paths of this site.
        is_hostless = urlsplit(written).scheme and not urlsplit(written).netloc
        if parts.scheme not in PORTS or not parts.hostname or is_hostless:
            return unreadable
        place = read_place(parts)
    except ValueError:
        return unreadable
    path = iri_to_uri(parts._replace(scheme="", netloc="").geturl())
    path = path if path.startswith("/") else f"/{path}"
    if place == read_place(urlsplit(settings.SITE_URL)):
        return Target(path) if len(path) <= Link.MAX_LENGTH else unreadable
    host = f"[{place[0]}]" if ":" in place[0] else place[0]
    port = "" if parts.port in {None, PORTS[parts.scheme]} else f":{parts.port}"
    address = f"{parts.scheme}://{host}{port}{path}"
    if len(address) > Link.MAX_LENGTH:
        return unreadable
    return Target(address, is_external=True)


def read_place(parts):
    """Return the host, as name servers know it, and the port; raise ValueError if bad.

    Both usual ports count as one: a site answers on one of them, and leads there from
    the other.
    """
    is_usual = parts.port in {None, *PORTS.values()}
    return punycode(parts.hostname), None if is_usual else parts.port
