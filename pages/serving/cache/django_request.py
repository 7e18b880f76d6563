"""Request class of Django that can be made of any environment."""

from contextlib import suppress

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest


class LenientRequest(WSGIRequest):
    """A request whose faults show only when it is read.

    Where the content type names an encoding, Django reads the query while it makes the
    request, before any handler of errors is there.
    """

    def _set_content_type_params(self, meta):
        with suppress(SuspiciousOperation, ValueError):
            super()._set_content_type_params(meta)
