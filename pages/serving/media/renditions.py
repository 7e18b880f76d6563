"""Renditions whose files are lost while pages show them."""

import logging
from threading import Lock

from django.core.cache import cache
from wagtail.images.models import Filter

from ...models import SiteRendition

logger = logging.getLogger(__name__)

RETRY = 10 * 60  # seconds until the next attempt

_lock = Lock()


def remake_rendition(name):
    """Make the file of a rendition again, and return whether it is there.

    One is made at a time, and each once in RETRY seconds.
    """
    if "\0" in name:  # PostgreSQL refuses to look it up
        return False
    rendition = SiteRendition.objects.filter(file=name).select_related("image").first()
    if rendition is None:
        return False
    storage = rendition.file.storage
    with _lock:
        if storage.exists(name):
            return True
        if not cache.add(f"rendition-{rendition.pk}", True, RETRY):
            return False
        try:
            wanted = Filter(spec=rendition.filter_spec)
            stored = storage.save(name, rendition.image.generate_rendition_file(wanted))
        except Exception:
            logger.exception("The rendition %s is lost and cannot be made again.", name)
            return False
        if stored != name:  # another machine has just made it
            storage.delete(stored)
    return True
