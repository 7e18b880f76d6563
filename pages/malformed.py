"""What is answered to a request that no page of the admin sends.

Wagtail's views take for granted that a query or a form is one that they have made: without
a field that its own forms have, or with a word where a number belongs, they raise what
Python or the database raises then.
"""

import logging
import traceback
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import (
    FieldError,
    ObjectDoesNotExist,
    SuspiciousOperation,
    ValidationError,
)
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError
from django.urls import NoReverseMatch

from .accounts import is_logged_in
from .serving.logs import name_error
from .views import refuse_request

logger = logging.getLogger(__name__)

# What comes of a value that is missing, or is none of those expected.
KINDS = (
    AttributeError,
    DataError,
    FieldError,
    KeyError,
    NoReverseMatch,
    ObjectDoesNotExist,
    OverflowError,
    RecursionError,
    TypeError,
    ValidationError,
    ValueError,
)
OUR_OWN = {"config", "pages", "projects"}


class Request(WSGIRequest):
    """A request that can be made of any environment, and is refused when it is read.

    Where its type names an encoding, Django's own reads the query before there is anybody
    to answer what is wrong with it.
    """

    def _set_content_type_params(self, meta):
        with suppress(SuspiciousOperation, ValueError):
            super()._set_content_type_params(meta)


class MalformedMiddleware:
    """Answers with 400 where a view of Wagtail's admin could not read a request.

    Where our own code has a part in it, and where nothing was sent that could be wrong, it
    stays a fault of the site.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not request.path.startswith(settings.ADMIN_URL) or not is_logged_in(request):
            return None
        is_known = isinstance(error, KINDS) and has_values(request)
        if not is_known or passes_own_code(error):
            return None
        frame = traceback.extract_tb(error.__traceback__)[-1]
        logger.warning(
            "A request could not be read: %s in %s, line %s.",
            *(name_error(error), frame.filename, frame.lineno),
        )
        return refuse_request(request, error)


def has_values(request):
    """Tell whether there is anything in the request that could be wrong."""
    match = request.resolver_match
    return (
        request.method not in {"GET", "HEAD"}
        or bool(request.META["QUERY_STRING"])
        or bool(match.args or match.kwargs)
    )


def passes_own_code(error):
    """Tell whether a function of this site was called on the way to the error."""
    return any(
        frame.f_globals.get("__name__", "").partition(".")[0] in OUR_OWN
        for frame, _ in traceback.walk_tb(error.__traceback__)
    )
