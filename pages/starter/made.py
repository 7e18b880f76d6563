"""Comparison of the site with the starters, which finds the content that nobody has edited.

Values are compared with the content files, so that a migration, another save or a restore is no
edit, and sites that were made by an earlier release are compared alike. A page is known by its
translation key, or else by its address.
"""

from functools import cached_property, lru_cache
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.apps import apps
from django.conf import settings
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from ..models import Owner, SiteImage
from .leaves import Reader


def make_key(address):
    """Return the translation key of the page that a starter makes at an address."""
    return uuid5(NAMESPACE_URL, f"recto:{address}")


@lru_cache
def read_file(folder, name):
    """Return the content of a file, {} for the owner.yaml that a starter without a person lacks."""
    path = folder / name
    if name == "owner.yaml" and not path.exists():
        return {}
    return yaml.safe_load(path.read_text(encoding="utf-8"))


class Starter:
    """A folder of content files, and the leaves that it makes on this site."""

    def __init__(self, folder, reader):
        self.folder = folder
        self.reader = reader
        self.site = read_file(folder, "site.yaml")
        self.owner = read_file(folder, "owner.yaml")
        self.leaves = {}  # of the pages that were read, by address

    def read_page(self, address):
        """Return the fields of a page as the file has them, {} for an address without a page."""
        name = self.site["pages"].get(address)
        return read_file(self.folder, name) if name else {}

    def make_page(self, address):
        """Return a new page with everything but the fields in the file."""
        fields = self.read_page(address)
        page = apps.get_model(fields["type"])(slug=address.strip("/").split("/")[-1] or "home")
        if entry := fields.get("entry"):
            page.fill_entry((self.folder / entry["file"]).read_text("utf-8"), entry["key"])
        if hasattr(page, "add_default_fields"):
            page.add_default_fields()
        return page

    def read_leaves(self, address):
        """Return the leaves of each field of the page that the starter makes, None for no page."""
        if address in self.site["pages"] and address not in self.leaves:
            with translation.override(settings.LANGUAGE_CODE):
                page, written = self.make_page(address), self.read_page(address)
                self.leaves[address] = self.reader.read_object(page, written)
        return self.leaves.get(address)


class Made:
    """The pages, records and pictures of this site that a starter has made."""

    def __init__(self, folders):
        self.site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        self.pages = self.find_pages(folders)
        self.image = self.find_image(folders["full"])
        self.library = dict(self.pages)
        if self.image:
            self.library["monogram"] = self.image
        self.reader = Reader(self.library)
        self.full, self.structure, self.none = (
            Starter(folders[name], self.reader) for name in ("full", "structure", "none")
        )

    def find_pages(self, folders):
        """Return the pages by their address in the starter, edited or not."""
        if self.site is None:
            return {}
        addresses = list(read_file(folders["full"], "site.yaml")["pages"])
        keys = {make_key(address): address for address in addresses}
        root = self.site.root_page.url_path
        paths = {root + address.lstrip("/"): address for address in addresses}
        found, known = {}, {}
        for page in Page.objects.filter(url_path__in=paths) | Page.objects.filter(
            translation_key__in=keys
        ):
            if address := keys.get(page.translation_key):
                known[address] = page
            elif page.url_path in paths:
                found[paths[page.url_path]] = page
        pages = {**found, **known, "/": self.site.root_page}
        specific = {
            page.pk: page
            for page in Page.objects.filter(pk__in=[page.pk for page in pages.values()]).specific()
        }
        return {
            address: specific[pages[address].pk]
            for address in addresses
            if address in pages and self.is_of_type(specific[pages[address].pk], folders, address)
        }

    @staticmethod
    def is_of_type(page, folders, address):
        name = read_file(folders["full"], "site.yaml")["pages"][address]
        model = apps.get_model(read_file(folders["full"], name)["type"])
        return isinstance(page, model) and page.alias_of_id is None

    @staticmethod
    def find_image(folder):
        """Return the picture that the starter has drawn, unless its words or file were changed."""
        fields = read_file(folder, "site.yaml").get("monogram")
        return SiteImage.objects.filter(file__contains="monogram", **fields).first()

    @cached_property
    def owner(self):
        return Owner.find()

    # Pages

    @cached_property
    def versions(self):
        """The live version and the newest draft of each page, by address."""
        return {
            address: [page]
            if not page.has_unpublished_changes or page.latest_revision_id is None
            else [page, page.get_latest_revision_as_object()]
            for address, page in self.pages.items()
        }

    @cached_property
    def leaves(self):
        """The leaves of the versions of each page, by address."""
        return {
            address: [self.reader.read_object(one) for one in versions]
            for address, versions in self.versions.items()
        }

    @cached_property
    def expected(self):
        """The leaves that each starter makes at each address."""
        return {
            address: [
                made
                for starter in (self.full, self.structure)
                if (made := starter.read_leaves(address)) is not None
            ]
            for address in self.pages
        }

    def is_untouched(self, address):
        """Tell whether a page is, published and as a draft, as one of the starters makes it."""
        return all(
            any(
                all(is_same(leaves[name], made[name]) for name in leaves)
                for made in self.expected[address]
            )
            for leaves in self.leaves[address]
        )

    def find_untouched_fields(self, address):
        """Return the names of the fields, of those that a starter fills, that nobody has edited."""
        return [
            name
            for name in self.leaves[address][0]
            if any(made[name] for made in self.expected[address])
            and all(
                not leaves[name]
                or any(is_same(leaves[name], made[name]) for made in self.expected[address])
                for leaves in self.leaves[address]
            )
            and any(leaves[name] for leaves in self.leaves[address])
        ]

    # Owner and records

    @cached_property
    def owner_fields(self):
        """Names of the fields of the owner that the starter has filled and nobody has edited."""
        stored = self.reader.read_object(self.owner)
        written = self.reader.read_object(Owner(), self.full.owner)
        return [
            name
            for name in self.full.owner
            if stored[name] and is_same(stored[name], written[name])
        ]

    @cached_property
    def profiles(self):
        """Profiles of the owner that are the starter's, where others were added or removed."""
        written = [(one["kind"], one["address"]) for one in self.full.owner["profiles"]]
        return [one for one in self.owner.profiles.all() if (one.kind, one.address) in written]

    @cached_property
    def redirects(self):
        """Pairs of a redirect at an address of the starter, and whether it was edited."""
        targets = {
            Redirect.normalise_path(old): new for old, new in self.full.site["redirects"].items()
        }
        found = []
        for redirect in Redirect.objects.filter(old_path__in=targets).order_by("old_path"):
            new = targets[redirect.old_path]
            page = self.pages.get(new)
            is_same_target = redirect.redirect_link == new or (
                page is not None and redirect.redirect_page_id == page.pk
            )
            found.append((redirect, not is_same_target))
        return found


def is_same(stored, made):
    return [leaf.content for leaf in stored] == [leaf.content for leaf in made]
