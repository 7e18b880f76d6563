"""Wagtail's Site and Locale records, kept equal to the settings.

Wagtail builds every full address from the Site record.
"""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Site
from wagtail.search.backends import get_search_backend

from .home import HomePage


def update_default_site(**kwargs):
    """Set host and port of the default Site from SITE_URL; create it if it was deleted.

    Connected to post_migrate, so that every deployment updates the record.
    """
    home, site = HomePage.objects.first(), Site.objects.filter(is_default_site=True).first()
    if home and not site:
        site = Site.objects.create(root_page=home, is_default_site=True)
    parts = urlsplit(settings.SITE_URL)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    if site and (site.hostname, site.port) != (parts.hostname, port):
        site.hostname, site.port = parts.hostname, port
        site.save()


def update_locale(**kwargs):
    """Set the language of the only Locale, which new pages use."""
    code = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    if Locale.all_objects.count() == 1:
        changed = Locale.all_objects.exclude(language_code=code).update(language_code=code)
        if changed:
            # Its words are stems of the former language. The preparation of a start fills it.
            get_search_backend().reset_indexes()
