"""The addresses of the starter site, new and old, and how its texts are read."""

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
    """Return what a reader reads: without tags, on one line, with plain spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
