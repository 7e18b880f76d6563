"""How tests make links, check them and read what was found."""

import io

from django.core.management import call_command

from pages.models import Link
from tests.support.factories import make_body


def make_prose(*addresses):
    text = "".join(f'<p><a href="{address}">Read</a></p>' for address in addresses)
    return make_body(("prose", text))


def run(**options):
    """Run the command; return what it prints."""
    output = io.StringIO()
    call_command("check_links", stdout=output, **options)
    return output.getvalue()


def find_problems():
    """Return the problem of each link in which something is wrong, by its address."""
    return dict(Link.objects.wrong().values_list("address", "problem"))
