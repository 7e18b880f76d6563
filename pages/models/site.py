"""The Site record, which Wagtail builds every full address from."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site

from .home import HomePage


def restore_default_site():
    """Make the Site record anew where it was deleted, perhaps with its first page."""
    home = HomePage.objects.first()
    if home and not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(root_page=home, is_default_site=True)


def update_default_site(**kwargs):
    """Give the default Site the host and port of the SITE_URL setting.

    Connected to post_migrate, so that each deployment brings the record in step. An
    owner who edits it in the admin edits something that the environment decides.
    """
    restore_default_site()
    parts = urlsplit(settings.SITE_URL)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    for site in Site.objects.filter(is_default_site=True):
        if (site.hostname, site.port) != (parts.hostname, port):
            site.hostname, site.port = parts.hostname, port
            site.save()
