"""Creates owner, pages and redirects from the content files."""

from io import BytesIO

from django.apps import apps
from django.core.files.images import ImageFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.drawing.favicon import draw_portrait

from ..models import Owner, SiteImage
from .content import ContentError, PageFile, read_file, within
from .values import Library, fill, may_refer


def build_site(site, folder):
    """Replace the welcome page of the Site by the content of the folder, in a transaction."""
    content, about_owner = read_file(folder / "site.yaml"), read_file(folder / "owner.yaml")
    library = Library()
    try:
        with within("site.yaml"):
            files = [
                PageFile(address, folder, name, read_file(folder / name))
                for address, name in content["pages"].items()
            ]
            library["monogram"] = save_monogram(about_owner["name"], content["monogram"])
        # Pages recognise their owner.
        with within("owner.yaml"):
            owner = Owner.load()
            fill(owner, about_owner, library)
            owner.full_clean()
            owner.save()
        root = remove_welcome_page(site)
        for file in files:
            with within(file.name):
                library[file.address] = create_page(file, root, library)
        # Pages refer to each other, so all of them are created first.
        for file in files:
            with within(file.name):
                publish_page(library[file.address], file, library)
        with within("site.yaml"):
            for old, new in content["redirects"].items():
                # An address that ends in a slash is that of a page.
                target = library.find(new, Page) if new.endswith("/") else new
                Redirect.add_redirect(old, target)
        site.root_page = library["/"]
        site.site_name = owner.name
        site.save()
    except BaseException:
        # The transaction rolls back rows, not files.
        if "monogram" in library:
            library["monogram"].file.delete(save=False)
        raise


def save_monogram(name, fields):
    """Save the portrait that is drawn from the name of the owner."""
    image = SiteImage(file=ImageFile(BytesIO(draw_portrait(name)), name="monogram.png"))
    fill(image, fields, Library())
    image.full_clean(exclude=["width", "height"])
    image.save()
    return image


def remove_welcome_page(site):
    """Delete the root page of the Site, but not the Site, and return the tree's root."""
    welcome = site.root_page
    site.root_page = Page.get_first_root_node()
    site.save()
    welcome.delete()
    return Page.get_first_root_node()


def create_page(file, root, library):
    """Return a new draft with the fields that refer to no other page."""
    model = apps.get_model(file.fields["type"])
    parent = library.find(file.parent_address, Page) if file.parent_address else root
    if not model.can_exist_under(parent):
        raise ContentError(f"{model.__name__} is not allowed at {file.address}")
    page = model(slug=file.slug, live=False)
    if entry := file.fields.get("entry"):
        page.fill_entry((file.folder / entry["file"]).read_text(encoding="utf-8"), entry["key"])
    fill(page, choose_fields(file, model, referring=False), library)
    parent.add_child(instance=page)
    return page


def publish_page(page, file, library):
    """Add the fields that refer to other pages, and publish the page."""
    fill(page, choose_fields(file, type(page), referring=True), library)
    # Saved first, so that the revision contains the keys of child objects.
    page.save()
    page.save_revision().publish()


def choose_fields(file, model, *, referring):
    """Return the fields that may refer to other pages, or else all other fields."""
    return {
        name: value
        for name, value in file.fields.items()
        if name not in {"type", "entry"} and may_refer(model, name) == referring
    }
