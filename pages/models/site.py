"""The Site record, which Wagtail builds every full address from."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site


def update_default_site(**kwargs):
    """Give the default Site the host and port of the SITE_URL setting.

    Connected to post_migrate, so that each deployment brings the record in step. An
    owner who edits it in the admin edits something that the environment decides.
    """
    parts = urlsplit(settings.SITE_URL)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    for site in Site.objects.filter(is_default_site=True):
        if (site.hostname, site.port) != (parts.hostname, port):
            site.hostname, site.port = parts.hostname, port
            site.save()
