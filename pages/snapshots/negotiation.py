"""What a client prefers, read from its headers as RFC 9110 (12.4.2, 12.5) says."""

from functools import lru_cache, wraps

# Best first. "" is the identity: the bytes as they are.
ENCODINGS = ("br", "gzip", "")
MARKDOWN = "markdown"
# No browser sends more at once, in characters.
LONGEST_REMEMBERED = 2000


def remembered(count):
    """Return a decorator that remembers `count` results of a function of two sequences.

    Not those of long ones: a stranger can send headers of 400 kB, each another, and would
    fill the memory with them.
    """

    def decorate(function):
        remembering = lru_cache(maxsize=count)(function)

        @wraps(function)
        def call(one, other):
            is_short = len(one) + len(other) <= LONGEST_REMEMBERED
            return (remembering if is_short else function)(one, other)

        return call

    return decorate


def read_qualities(header):
    """Return the quality, from 0 to 1, of each thing that an Accept header names.

    What has a quality that is no number is not wanted.
    """
    qualities = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if name:
            qualities[name] = quality if 0 <= quality <= 1 else 0.0
    return qualities


@remembered(256)
def choose_encoding(header, offered):
    """Return the one of the `offered` encodings that an Accept-Encoding header prefers.

    It is the identity where none of them is admitted.
    """
    qualities = read_qualities(header)
    rest = qualities.get("*", 0.0)
    ranks = {
        "br": qualities.get("br", rest),
        "gzip": qualities.get("gzip", qualities.get("x-gzip", rest)),
        # It is always understood, so it stands behind whatever else is named.
        "": qualities.get("identity", rest or 0.0001),
    }
    admitted = [name for name in ENCODINGS if name in offered and ranks[name] > 0]
    return max(admitted, key=ranks.get, default="")


def choose_form(header):
    """Return "markdown" for an Accept header that names it before HTML, otherwise ""."""
    qualities = read_qualities(header)
    named = list(qualities)

    def rank(kind):
        for place in (kind, "text/*", "*/*"):
            if place in qualities:
                return qualities[place], -named.index(place)
        return 0.0, 0

    markdown, html = rank("text/markdown"), rank("text/html")
    return MARKDOWN if markdown > html and markdown[0] > 0 else ""


def read_tags(header):
    """Return the entity tags of an If-None-Match header, without what marks weak ones."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
