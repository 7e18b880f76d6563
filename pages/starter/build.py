"""Creates owner, pages and redirects from the content files."""

from io import BytesIO

from django.apps import apps
from django.core.files.images import ImageFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.drawing.favicon import draw_portrait

from ..models import Owner, SiteImage
from .made import make_key, read_file
from .values import fill, may_refer, within


def build_site(site, folder):
    """Replace the welcome page of the Site by the content of the folder, in a transaction."""
    content, about_owner = read_file(folder, "site.yaml"), read_file(folder, "owner.yaml")
    library = {}
    if fields := content.get("monogram"):
        library["monogram"] = save_monogram(about_owner["name"], fields)
    try:
        # Pages recognise their owner.
        with within("owner.yaml"):
            owner = Owner.load()
            if about_owner:
                fill(owner, about_owner, library)
                owner.full_clean()
                owner.save()
        root = remove_welcome_page(site)
        # Pages refer to each other, so all of them are created first.
        files = []
        for address, name in content["pages"].items():
            with within(name):
                fields = read_file(folder, name)
                page = library[address] = create_page(address, fields, root, library, folder)
                files.append((name, page, fields))
        for name, page, fields in files:
            with within(name):
                publish_page(page, fields, library)
        for old, new in content.get("redirects", {}).items():
            # An address that ends in a slash is that of a page.
            Redirect.add_redirect(old, library[new] if new.endswith("/") else new)
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
    file = ImageFile(BytesIO(draw_portrait(name)), name="monogram.png")
    return SiteImage.objects.create(file=file, **fields)


def remove_welcome_page(site):
    """Delete the root page of the Site, but not the Site, and return the tree's root."""
    welcome = site.root_page
    site.root_page = Page.get_first_root_node()
    site.save()
    welcome.delete()
    return Page.get_first_root_node()


def create_page(address, fields, root, library, folder):
    """Return a new draft with the fields that refer to no other page.

    Its member `entry` names a file of BibTeX, and the key of the entry that fills the page.
    """
    model = apps.get_model(fields["type"])
    above, _, slug = address.rstrip("/").rpartition("/")
    page = model(slug=slug or "home", live=False, translation_key=make_key(address))
    if entry := fields.get("entry"):
        page.fill_entry((folder / entry["file"]).read_text(encoding="utf-8"), entry["key"])
    fill(page, choose_fields(fields, model, referring=False), library)
    parent = library[f"{above}/"] if slug else root
    return parent.add_child(instance=page)


def publish_page(page, fields, library):
    """Add the fields that refer to other pages, and publish the page."""
    fill(page, choose_fields(fields, type(page), referring=True), library)
    # Saved first, so that the revision contains the keys of child objects.
    page.save()
    page.save_revision().publish()


def choose_fields(fields, model, *, referring):
    """Return the fields that may refer to other pages, or else all other fields."""
    return {
        name: value
        for name, value in fields.items()
        if name not in {"type", "entry"} and may_refer(model, name) == referring
    }
