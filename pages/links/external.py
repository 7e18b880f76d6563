"""Asking other sites whether a page is there, as a guest with manners."""

import http.client
import socket
import ssl
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from ..models import Finding, Problem
from .address import resolve
from .connection import NotPublicError, is_public, request
from .internal import MAX_REDIRECTS, REDIRECTS

PERMANENT = {301, 308}
GONE = {404, 410}
BUSY = {429, 503}
# Found when a server or the way to it had a bad moment, so it is tried again.
FLEETING = {Problem.ERROR, Problem.TIMEOUT, Problem.UNREACHABLE, Problem.BUSY}
MIN_REST, MAX_REST = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """What one run may do; times are in seconds."""

    requests: int = 2000
    requests_to_host: int = 100
    seconds: float = 30 * 60
    delay: float = 1  # between two requests to a host
    timeout: float = 10  # of each wait for a server
    deadline: float = 20  # of a whole answer
    pause: float = 5  # before the second and last try
    patience: float = 60  # the longest that a host may ask us to wait


class LimitReachedError(Exception):
    """This run may ask no more, at least not this host."""


class Asker:
    """Asks one address after the other, each host at its own pace.

    `may_contact` tells of a network address whether it may be connected to.
    """

    def __init__(
        self,
        limits=None,
        *,
        may_contact=is_public,
        clock=time.monotonic,
        sleep=time.sleep,
    ):
        self.limits = limits or Limits()
        self.may_contact = may_contact
        self.clock = clock
        self.sleep = sleep
        self.ends_at = clock() + self.limits.seconds
        self.ready_at = defaultdict(float)
        self.sent = defaultdict(int)
        self.put_off = set()
        self.headers = {
            "User-Agent": f"Recto link check (+{settings.SITE_URL}/)",
            "Accept": "*/*",
        }

    def ask(self, address):
        """Return the Finding about an address; raise LimitReachedError if it must wait."""
        finding = self.follow(address, "HEAD")
        if finding.problem in FLEETING:
            host = urlsplit(address).hostname
            pause = self.clock() + self.limits.pause
            self.ready_at[host] = max(self.ready_at[host], pause)
            # Some servers never answer HEAD.
            with suppress(LimitReachedError):
                finding = self.follow(address, "GET")
        return finding

    def follow(self, address, method):
        """Return the Finding about an address after its redirects."""
        target, moved_to, is_permanent = address, "", True
        for _ in range(MAX_REDIRECTS + 1):
            try:
                status, headers = self.send(method, target)
                if method == "HEAD" and status >= 400 and status not in BUSY:
                    status, headers = self.send("GET", target)
            except NotPublicError as error:
                return Finding(Problem.NOT_PUBLIC, f"Its host is at {error}.")
            except (OSError, http.client.HTTPException, ValueError) as error:
                return explain(error)
            if status in BUSY:
                return self.put_aside(target, status, headers.get("Retry-After"))
            location = headers.get("Location")
            if status not in REDIRECTS or not location:
                return judge(status, moved_to)
            # http.client reads a header as Latin-1, and servers write UTF-8.
            location = location.encode("latin-1").decode("utf-8", "replace")
            following = resolve(location, target)
            if following is None or not (following.is_external or following.is_path):
                return Finding(Problem.MALFORMED, f"It leads to {location}")
            target = following.address
            if following.is_path:
                target = settings.SITE_URL + target
            is_permanent = is_permanent and status in PERMANENT
            moved_to = target if is_permanent else moved_to
        return Finding(Problem.LOOP, f"More than {MAX_REDIRECTS} redirects.")

    def send(self, method, address):
        """Return the status and headers of the answer to one request, in its turn."""
        parts = urlsplit(address)
        self.wait_for(parts.hostname)
        headers = dict(self.headers)
        if method == "GET":
            headers["Range"] = "bytes=0-1023"
        try:
            with request(
                method,
                parts,
                headers,
                timeout=self.limits.timeout,
                deadline=self.limits.deadline,
                may_contact=self.may_contact,
            ) as response:
                return response.status, response.headers
        finally:
            self.ready_at[parts.hostname] = self.clock() + self.limits.delay

    def wait_for(self, host):
        """Sleep until it is the host's turn again, within the limits."""
        starts_at = max(self.clock(), self.ready_at[host])
        if (
            host in self.put_off
            or starts_at > self.ends_at
            or self.sent[host] >= self.limits.requests_to_host
            or sum(self.sent.values()) >= self.limits.requests
        ):
            raise LimitReachedError(host)
        if starts_at > self.clock():
            self.sleep(starts_at - self.clock())
        self.sent[host] += 1

    def put_aside(self, address, status, retry_after):
        """Note how long the host wants to be left alone, and say so."""
        host = urlsplit(address).hostname
        seconds = read_wait(retry_after)
        if seconds > self.limits.patience:
            self.put_off.add(host)
        self.ready_at[host] = max(self.ready_at[host], self.clock() + seconds)
        rest = max(MIN_REST, min(timedelta(seconds=seconds), MAX_REST))
        problem = Problem.BUSY if status == 429 or retry_after else Problem.ERROR
        return Finding(problem, f"The server answers {status}.", rest)


def read_wait(retry_after):
    """Return the seconds in a Retry-After header, which may be a date; 0 without any."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return int(text[:9])
    try:
        until = parsedate_to_datetime(text)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
    except ValueError:
        return 0
    return max(0, (until - timezone.now()).total_seconds())


def judge(status, moved_to):
    """Return the Finding about the last answer; `moved_to` is where the page is now."""
    said = f"The server answers {status}."
    if status in GONE:
        return Finding(Problem.MISSING, said)
    if 500 <= status < 600:
        return Finding(Problem.ERROR, said)
    # 416: it has fewer bytes than were asked for, so it is there.
    if status >= 400 and status != 416:
        return Finding(Problem.UNCLEAR, f"{said} A visitor may see it all the same.")
    if moved_to:
        return Finding(Problem.REDIRECTED, f"It has moved to {moved_to}")
    return Finding()


def explain(error):
    """Return the Finding about a request that got no answer."""
    if isinstance(error, TimeoutError):
        return Finding(Problem.TIMEOUT, "The server takes too long.")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Finding(Problem.CERTIFICATE, f"{error.verify_message}.")
    if isinstance(error, ssl.SSLError):
        return Finding(Problem.CERTIFICATE, "No secure connection can be made.")
    if isinstance(error, socket.gaierror):
        return Finding(Problem.UNREACHABLE, "There is no such host.")
    if isinstance(error, ConnectionRefusedError):
        return Finding(Problem.UNREACHABLE, "The server refuses the connection.")
    if isinstance(error, OSError):
        return Finding(Problem.UNREACHABLE, "The connection breaks.")
    if isinstance(error, ValueError):
        return Finding(Problem.MALFORMED, "No server can have this address.")
    return Finding(Problem.UNREACHABLE, "The server does not speak HTTP.")
