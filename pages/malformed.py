"""What is answered to a request that no page of the admin sends.

Wagtail's views take for granted that a query or a form is one that they have made: without
a field that its own forms have, or with a word where a number belongs, they raise what
Python or the database raises then.
"""

import logging
import traceback

from django.conf import settings
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError

from .accounts import is_logged_in
from .logs import name_error
from .views import refuse_request

logger = logging.getLogger(__name__)

# Values that are none of those expected.
OF_VALUES = (
    ValueError,
    OverflowError,
    KeyError,
    DataError,
    FieldError,
    ValidationError,
)
# What comes of a value that is missing, but of many a mistake too.
OF_WHAT_IS_MISSING = (AttributeError, TypeError)
OUR_OWN = {"config", "pages", "projects"}


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
        if not may_come_of(request, error) or passes_own_code(error):
            return None
        frame = traceback.extract_tb(error.__traceback__)[-1]
        logger.warning(
            "A request could not be read: %s in %s, line %s.",
            *(name_error(error), frame.filename, frame.lineno),
        )
        return refuse_request(request, error)


def may_come_of(request, error):
    """Tell whether the error can come of what was sent with the request."""
    match = request.resolver_match
    is_sent = bool(request.META["QUERY_STRING"]) or request.method != "GET"
    if isinstance(error, OF_WHAT_IS_MISSING):
        return is_sent
    return isinstance(error, OF_VALUES) and (
        is_sent or bool(match.args or match.kwargs)
    )


def passes_own_code(error):
    """Tell whether a function of this site was called on the way to the error."""
    return any(
        frame.f_globals.get("__name__", "").partition(".")[0] in OUR_OWN
        for frame, _ in traceback.walk_tb(error.__traceback__)
    )
