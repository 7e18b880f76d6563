"""Counts visits in memory: a microsecond each, wherever a page is answered.

Of the standard library alone, since pages are answered before Django has loaded.
"""

import re
from threading import Lock

from .robots import is_robot

PAGE, HOST = "page", "host"
# Stands for all names beyond the bound.
OTHERS = "*"
# At most so many names of each kind are told apart at once, and in a day.
MAX_NAMES = 1000
# So many headers of visitors are known again without reading them.
MAX_KNOWN = 2000
MAX_LENGTH = 100  # of a host; more than 50 letters hardly ever are
REFERER = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#@:\[\]]+)", re.IGNORECASE)
# A name of the internet: the last part of it is no number.
NAME = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*")


class Counter:
    """Counts the visits of the site at this address, until somebody takes the numbers."""

    def __init__(self, site_url):
        self._own = find_host(site_url)
        self._lock = Lock()
        self._robots, self._hosts = {}, {}
        self._counts = {PAGE: {}, HOST: {}}

    def count(self, environ):
        """Count the visit of a page that is answered, unless it is none.

        None is what a browser fetches ahead or within another page, and what a robot asks.
        """
        get = environ.get
        if (
            environ["REQUEST_METHOD"] != "GET"
            or "HTTP_SEC_PURPOSE" in environ
            or get("HTTP_SEC_FETCH_DEST", "document") != "document"
        ):
            return
        agent = get("HTTP_USER_AGENT", "")
        is_one = self._robots.get(agent)
        if is_one is None:
            is_one = remember(self._robots, agent, is_robot(agent))
        if is_one:
            return
        host = ""
        if referer := get("HTTP_REFERER"):
            host = self._hosts.get(referer)
            if host is None:
                host = remember(self._hosts, referer, self._find_other(referer))
        path = environ["PATH_INFO"]
        with self._lock:
            pages = self._counts[PAGE]
            pages[path] = pages.get(path, 0) + 1
            if host:
                hosts = self._counts[HOST]
                if host not in hosts and len(hosts) >= MAX_NAMES:
                    host = OTHERS
                hosts[host] = hosts.get(host, 0) + 1

    def _find_other(self, referer):
        host = find_host(referer)
        is_name = len(host) <= MAX_LENGTH and NAME.fullmatch(host)
        return host if is_name and host != self._own else ""

    def take(self):
        """Return the numbers by kind and name, and begin anew."""
        with self._lock:
            counts, self._counts = self._counts, {PAGE: {}, HOST: {}}
        # WSGI hands over the bytes of an address as if they were Latin-1.
        return {
            (kind, name.encode("latin-1").decode(errors="replace")): count
            for kind, names in counts.items()
            for name, count in names.items()
        }


def find_host(address):
    """Return the host of a web address in small letters, "" where there is none."""
    found = REFERER.match(address)
    return found[1].lower().removeprefix("www.") if found else ""


def remember(known, header, value):
    """Note what a header means, and return it."""
    if len(known) >= MAX_KNOWN:
        known.clear()
    if len(header) <= 500:
        known[header] = value
    return value
