"""Factories of pages, images and documents."""

import io
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from pages import models as pages
from pages.blocks import BodyBlock
from projects import models as projects


def make_home(**fields):
    """Make the home page, in place of Wagtail's welcome page."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=pages.HomePage(**{"title": "Home", **fields}))
    site = Site.objects.get()
    welcome, site.root_page = site.root_page, home
    site.save()
    welcome.delete()
    return home


def make_owner(**fields):
    owner = pages.Owner.load()
    for name, value in {"name": "Ada Lovelace", **fields}.items():
        setattr(owner, name, value)
    owner.save()
    return owner


def make_about(home, title="About", **fields):
    return home.add_child(instance=pages.AboutPage(title=title, **fields))


def make_page(parent, title="Notes", **fields):
    return parent.add_child(instance=pages.StandardPage(title=title, **fields))


def make_contact(home, title="Contact", **fields):
    return home.add_child(instance=pages.ContactPage(title=title, **fields))


def make_project_index(home, title="Projects", **fields):
    return home.add_child(instance=projects.ProjectIndexPage(title=title, **fields))


def make_project(index, topics=(), **fields):
    defaults = {"title": "Engine", "summary": "A machine that computes."}
    defaults["finished_on"] = date(2019, 5, 8)
    project = projects.ProjectPage(**defaults | fields)
    project.topics.add(*topics)
    return index.add_child(instance=project)


def make_publication_index(home, title="Publications", **fields):
    return home.add_child(instance=projects.PublicationIndexPage(title=title, **fields))


def make_publication(index, authors=("A. Lovelace",), **fields):
    defaults = {"title": "Sketch of the engine", "published_on": "1843"}
    publication = projects.PublicationPage(**defaults | fields)
    publication.authors = [
        projects.Author(name=name, sort_order=place) for place, name in enumerate(authors)
    ]
    return index.add_child(instance=publication)


def make_note_index(home, title="Notes", **fields):
    return home.add_child(instance=projects.NoteIndexPage(title=title, **fields))


def make_note(index, topics=(), **fields):
    note = projects.NotePage(**{"title": "On the engine", **fields})
    note.topics.add(*topics)
    return index.add_child(instance=note)


def make_news(text="The engine runs.", **fields):
    return projects.NewsLine.objects.create(text=f"<p>{text}</p>", **fields)


def make_each_page():
    """Make one page of each type, and return them."""
    home = make_home()
    index, publication_index = make_project_index(home), make_publication_index(home)
    below_home = [make(home) for make in (make_page, make_about, make_contact)]
    work = [make_project(index, topics=["HPC"]), make_publication(publication_index)]
    note_index = make_note_index(home, slug="notes-index")
    notes = [note_index, make_note(note_index, topics=["HPC"])]
    return [home, index, publication_index, *below_home, *notes, *work]


def make_image(title="disc.png", width=64, height=48, **fields):
    """Make a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "indigo").save(file, "PNG")
    file = ImageFile(file, name="disc.png")
    return pages.SiteImage.objects.create(title=title, file=file, **fields)


def make_document(title="notes.pdf", **fields):
    file = ContentFile(b"%PDF-1.4", name=title)
    return get_document_model().objects.create(title=title, file=file, **fields)


def make_body(*blocks):
    """Return a page's body of (name, stored value) pairs."""
    return BodyBlock().to_python([{"type": name, "value": value} for name, value in blocks])


def make_figure(image, **fields):
    """Return the stored value of a figure that shows `image`."""
    picture = {"image": image.pk, "alt_text": "A disc", "decorative": False}
    return {"image": picture, "caption": "<p>A disc.</p>", "width": "text", **fields}


def make_data(headings, *rows, **fields):
    """Return a stored table; `headings` pairs each heading with the type of its column."""
    table = {
        "columns": [{"heading": text, "type": kind} for text, kind in headings],
        "rows": [{"values": list(row)} for row in rows],
    }
    data = {"caption": "Accuracy by work.", "table": table}
    return data | {"source": "", "source_address": ""} | fields
