"""Pictures in all the sizes that pages show, made when a page is published.

Otherwise its first visitor would wait for them. Which sizes there are, only the templates
know, so the page is rendered once, for nobody: a new block needs nothing here. That goes
on in a thread, since a gallery takes a minute and an editor waits for the answer.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from threading import current_thread, main_thread
from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.template.loader import render_to_string
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from .models import AboutPage, BasePage, HomePage, Owner, SiteImage

logger = logging.getLogger(__name__)

# One, so that visitors keep the other core.
worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="renditions")


@receiver(page_published)
def make_for_page(instance, **kwargs):
    make_after_commit([instance.pk])


@receiver(post_save, sender=Owner)
def make_for_owner(**kwargs):
    make_after_commit(find_pages_of_owner())


@receiver(post_save, sender=SiteImage)
def make_for_picture(instance, created, **kwargs):
    if not created:
        make_after_commit(find_pages_with(instance))


def make_after_commit(page_pks):
    """Begin with the renditions of these pages when what was saved is there to be read."""
    if page_pks:
        transaction.on_commit(partial(start, page_pks))


def start(page_pks):
    """Begin in the worker; a command, which ends after its last line, waits for the end."""
    if current_thread() is main_thread():
        make_renditions(page_pks)
    else:
        worker.submit(work, page_pks)


def work(page_pks):
    try:
        make_renditions(page_pks)
    finally:
        connections.close_all()


def make_renditions(page_pks):
    """Make every rendition that the live ones of these pages show, and their rows in lists."""
    for page in Page.objects.live().filter(pk__in=page_pks).specific():
        if isinstance(page, BasePage) and page.full_url:
            try:
                page.serve(request_as_visitor(page)).render()
                render_to_string(page.row_template, {"page": page})
            # The page is published whatever happens here; a visitor may have more luck.
            except Exception:
                logger.exception("The pictures of %s were not all made.", page.url)


def request_as_visitor(page):
    """Return the request of somebody who is not logged in for a page of the site."""
    parts = urlsplit(page.full_url)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
            "SERVER_NAME": parts.hostname,
            "SERVER_PORT": str(parts.port or {"http": 80, "https": 443}[parts.scheme]),
            "HTTP_HOST": parts.netloc,
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    request.user = AnonymousUser()
    return request


def find_pages_of_owner():
    """Return the keys of the pages that show the portrait of the owner."""
    return list(Page.objects.type(HomePage, AboutPage).values_list("pk", flat=True))


def find_pages_with(image):
    """Return the keys of the pages that show the picture, as they were last published."""
    kinds = ContentType.objects.get_for_models(Page, SiteImage)
    references = ReferenceIndex.objects.filter(
        base_content_type=kinds[Page],
        to_content_type=kinds[SiteImage],
        to_object_id=str(image.pk),
    )
    found = [int(pk) for pk in references.values_list("object_id", flat=True)]
    if Owner.objects.filter(portrait=image).exists():
        found += find_pages_of_owner()
    return found
