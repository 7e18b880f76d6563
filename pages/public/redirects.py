"""Redirects of the admin."""

import re
from urllib.parse import parse_qsl, urlsplit

from django.db.models import Q
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

MAX_LENGTH = Redirect._meta.get_field("old_path").max_length


def redirect_middleware(get_response):
    """Follow the redirects of the admin, except to the address that was requested.

    Wagtail's own middleware heeds the case of letters, and follows no redirect from an
    address like /?p=1, whose path has a page.
    """

    def respond(request):
        response = get_response(request)
        is_page = hasattr(response, "query_parameters")
        if response.status_code != 404 and not is_page:
            return response
        address = Redirect.normalise_path(request.get_full_path())
        path = re.split("[?;]", address)[0]
        redirects = find_redirects(request, address, path)
        redirect = redirects.get(fold(address))
        if not is_page:
            redirect = redirect or redirects.get(fold(path))
        elif "?" not in address:
            redirect = None
        if redirect and redirect.link and not is_here(request, redirect.link):
            permanent = redirect.is_permanent
            answer = HttpResponsePermanentRedirect if permanent else HttpResponseRedirect
            return answer(redirect.link)
        if is_page:
            declare_parameters(request, response, redirects.values())
        return response

    return respond


def find_redirects(request, address, path):
    """Return the redirects from an address, from its path, and from that with any query.

    The keys are their folded old paths. One of the very address comes before
    others, and one of this site before one of all sites.
    """
    if len(path) > MAX_LENGTH or "\0" in address:
        return {}
    wanted = Q(old_path__iexact=address[: MAX_LENGTH + 1])
    # SQLite ignores the case of ASCII letters alone.
    for spelling in {path, path.lower()}:
        wanted |= Q(old_path__iexact=spelling) | Q(old_path__istartswith=f"{spelling}?")
    rows = Redirect.get_for_site(Site.find_for_request(request)).filter(wanted)
    last = sorted(
        rows,
        key=lambda row: (row.old_path in {address, path}, row.site_id is not None),
    )
    return {fold(row.old_path): row for row in last}


def fold(address):
    """Return the address without the case of letters, and without "=" before no value."""
    return re.sub("=(?=&|$)", "", address.lower())


def is_here(request, link):
    """Return whether a link leads to the requested address.

    The last slash of an old path is ignored. So after /about/ is unpublished, a redirect
    from /about to /about/ would be a loop.
    """
    target = urlsplit(request.build_absolute_uri(link))
    here = urlsplit(request.build_absolute_uri())
    return target == (here if target.query else here._replace(query=""))


def declare_parameters(request, response, redirects):
    """Declare the query parameters that redirects from a page have, so that the cache heeds them.

    A page with another value of one is not cached, since anybody can make up values.
    """
    queries = [urlsplit(redirect.old_path).query for redirect in redirects]
    pairs = [pair for query in queries for pair in parse_qsl(query, keep_blank_values=True)]
    names = {name if value else f"{name}=" for name, value in pairs}
    names -= set(response.query_parameters)
    if {name.removesuffix("=") for name in names} & request.GET.keys():
        del response.query_parameters
    else:
        response.query_parameters = (*response.query_parameters, *sorted(names))
