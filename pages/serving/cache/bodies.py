"""Request bodies, received whole before Django begins.

A client may take minutes to send a form. That occupies one of the many threads of the
server, and none of the few in which Django works.
"""

from tempfile import SpooledTemporaryFile

BLOCK = 64 * 1024  # bytes


class Incomplete(Exception):
    """The client has gone before the end of the body. Half a text must not be saved."""


def receive(environ, most):
    """Return the body of a request as a complete file. Raises Incomplete.

    A body of more than `most` bytes is returned unread: Django refuses it, or reads it
    itself if the user has logged in.
    """
    body = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH", "")
    # If the length is not a number, Django reads nothing.
    is_number = length.isascii() and length.isdecimal() and len(length) < 10
    left = int(length) if is_number else 0
    if not 0 < left <= most:
        return body
    received = SpooledTemporaryFile(max_size=BLOCK)  # noqa: SIM115 - it outlives this
    while left and (block := body.read(min(left, BLOCK))):
        received.write(block)
        left -= len(block)
    if left:
        raise Incomplete
    received.seek(0)
    return received
