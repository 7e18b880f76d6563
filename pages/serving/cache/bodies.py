"""The bodies of requests, received whole before Django begins with them.

A client may take minutes to send a form. It keeps one of the many threads of the server
waiting, and none of the few in which Django works.
"""

from tempfile import SpooledTemporaryFile

BLOCK = 64 * 1024  # bytes


class Incomplete(Exception):
    """The client went away in the middle. Half a text is not to be saved."""


def receive(environ, most):
    """Return the body of a request as a file that is all there, or raise Incomplete.

    What is larger than `most` bytes is left as it is: Django refuses it, or reads it by
    itself from somebody who has logged in.
    """
    body = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH", "")
    # Of another length than a number Django reads nothing.
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
