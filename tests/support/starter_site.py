"""Addresses and redirects of the starter site, and a reader of its texts."""

import html
import re

FFN = "/projects/distributed-ffn/"
SWAN = "/projects/swan/"
TWO_STREAM = "/projects/two-stream-action-recognition-keras/"
DLS = "/publications/scaling-distributed-training-of-flood-filling-networks/"
ACS = "/publications/quantum-electron-transport-in-ohmic-edge-contacts/"
ADDRESSES = [
    *("/", "/about/", "/projects/", FFN, SWAN, TWO_STREAM),
    *("/publications/", DLS, ACS, "/contact/"),
]
REDIRECTS = {
    "/about": "/about/",
    "/projects": "/projects/",
    "/contact": "/contact/",
    "/distributed_ffn": FFN,
    "/swan": SWAN,
    "/two-stream-action-recognition-keras": TWO_STREAM,
    "/feed.xml": "/atom.xml",
}
ENDINGS = ["", "/", "?from=elsewhere", "/?from=elsewhere"]


def read_text(markup):
    """Return the text of the markup, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
