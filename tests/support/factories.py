"""Makers of what tests need: plain functions, each of one noun."""

import io
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from pages.blocks import BodyBlock
from pages.models import (
    AboutPage,
    ContactPage,
    HomePage,
    Owner,
    SiteImage,
    StandardPage,
)
from projects.models import (
    Author,
    ProjectIndexPage,
    ProjectPage,
    PublicationIndexPage,
    PublicationPage,
)


def make_home(**fields):
    """Make the first page, in the place of the one that Wagtail came with."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(**{"title": "Home", **fields}))
    site = Site.objects.get()
    welcome, site.root_page = site.root_page, home
    site.save()
    welcome.delete()
    return home


def make_owner(**fields):
    owner = Owner.load()
    for name, value in {"name": "Ada Lovelace", **fields}.items():
        setattr(owner, name, value)
    owner.save()
    return owner


def make_about(home, **fields):
    return home.add_child(instance=AboutPage(**{"title": "About", **fields}))


def make_page(parent, **fields):
    return parent.add_child(instance=StandardPage(**{"title": "Notes", **fields}))


def make_contact(home, **fields):
    return home.add_child(instance=ContactPage(**{"title": "Contact", **fields}))


def make_project_index(home, **fields):
    return home.add_child(instance=ProjectIndexPage(**{"title": "Projects", **fields}))


def make_project(index, topics=(), **fields):
    defaults = {
        "title": "Engine",
        "summary": "A machine that computes.",
        "finished_on": date(2019, 5, 8),
    }
    project = ProjectPage(**{**defaults, **fields})
    project.topics.add(*topics)
    return index.add_child(instance=project)


def make_publication_index(home, **fields):
    fields = {"title": "Publications", **fields}
    return home.add_child(instance=PublicationIndexPage(**fields))


def make_publication(index, authors=("A. Lovelace",), **fields):
    defaults = {"title": "Sketch of the engine", "published_on": "1843"}
    publication = PublicationPage(**{**defaults, **fields})
    publication.authors = [Author(name=name) for name in authors]
    return index.add_child(instance=publication)


def make_image(title="disc.png", width=64, height=48, **fields):
    """Make a picture of one colour in the library."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "indigo").save(file, "PNG")
    file = ImageFile(file, name="disc.png")
    return SiteImage.objects.create(title=title, file=file, **fields)


def make_document(title="notes.pdf", **fields):
    file = ContentFile(b"%PDF-1.4", name=title)
    return get_document_model().objects.create(title=title, file=file, **fields)


def make_body(*blocks):
    """Return a page's body of (name, stored value) pairs."""
    return BodyBlock().to_python(
        [{"type": name, "value": value} for name, value in blocks]
    )


def make_figure(image, **fields):
    """Return the stored value of a figure that shows `image`."""
    picture = {"image": image.pk, "alt_text": "A disc", "decorative": False}
    return {"image": picture, "caption": "<p>A disc.</p>", "width": "text", **fields}
