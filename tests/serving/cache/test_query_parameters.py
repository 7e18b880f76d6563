"""A page reads only the query parameters that its type declares.

So the cache may drop all others, and an invented query makes no further response.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory
from wagtail.models import Page

from tests.support.starter_site import ADDRESSES


class WatchedQuery(QueryDict):
    """A query that records which of its parameters are read."""

    def __init__(self, *args, **kwargs):
        self.read = set()
        super().__init__(*args, **kwargs)

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.read.add(name)
        return super().__contains__(name)

    def getlist(self, name, default=None):
        self.read.add(name)
        return super().getlist(name, default)


def test_no_page_reads_a_query_parameter_that_it_does_not_declare(starter):
    for address in ADDRESSES:
        request = RequestFactory().get(address)
        request.GET, request.user = WatchedQuery(""), AnonymousUser()
        page, args, kwargs = Page.route_for_request(request, address.strip("/"))

        assert page.serve(request, *args, **kwargs).status_code == 200

        assert request.GET.read == set(page.query_parameters), address
