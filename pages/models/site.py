"""What Wagtail keeps in the database of its own settings: the Site record, from which it
builds every full address, and the Locale of the pages.
"""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Site

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


def update_locale(**kwargs):
    """Give the one Locale the language of the site, which new pages are looked up by."""
    code = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    if Locale.all_objects.count() == 1:
        Locale.all_objects.update(language_code=code)
