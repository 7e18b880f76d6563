"""Values of fields as a flat list of leaves, alike for stored objects and for content files.

The values of a content file are converted to stored ones first, so that one walk reads both.
A reference is a leaf as well: the address of a page or the name of a picture of the starter,
after an arrow. A reference to a deleted object is no leaf.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape

from django.db import models
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from taggit.managers import TaggableManager
from taggit.models import ItemBase
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from .values import link_pages, to_raw

# The fields of Wagtail's own page that an editor writes.
OF_EVERY_PAGE = {"title", "slug", "seo_title", "search_description", "show_in_menus"}
BLOCK_TAGS = r"\s*(</?(?:p|ul|ol|li|h\d|hr|br)\b[^>]*>)\s*"


@dataclass(frozen=True)
class Leaf:
    """One text, choice or reference in a field. Its place in the editor is not compared."""

    path: tuple
    value: str
    anchor: str
    label: str
    is_text: bool = False

    @property
    def content(self):
        return self.path, self.value


def list_fields(model):
    """Return the fields and child relations that an editor fills, by name."""
    by_site = getattr(model, "fields_of_site", ())
    fields = {
        field.name: field
        for field in model._meta.get_fields()
        if (field.concrete or isinstance(field, TaggableManager))
        and field.editable
        and not field.primary_key
        and not isinstance(field, models.OneToOneField)
        and (field.model is not Page or field.name in OF_EVERY_PAGE)
        and field.name not in by_site
    }
    for relation in get_all_child_relations(model):
        # Neither the comments of Wagtail, nor tags, which are a field.
        kind = relation.related_model
        if not kind.__module__.startswith("wagtail.") and not issubclass(kind, ItemBase):
            fields[relation.get_accessor_name()] = relation
    return fields


def list_child_fields(relation):
    return {
        name: field
        for name, field in list_fields(relation.related_model).items()
        if field != relation.field and name != "sort_order"
    }


@lru_cache
def find_headings(model):
    """Return the headings that the editor of a page shows, by the name of the field."""

    def walk(panel):
        if name := getattr(panel, "field_name", "") or getattr(panel, "relation_name", ""):
            yield name, panel.heading
        for child in getattr(panel, "children", []):
            yield from walk(child)

    return dict(walk(model.get_edit_handler())) if hasattr(model, "get_edit_handler") else {}


def name_field(model, name, field):
    """Return the name of a field or child relation, as its editor shows it."""
    heading = find_headings(model).get(name)
    return capfirst(str(heading or getattr(field, "verbose_name", name.replace("_", " "))))


def join(text):
    return " ".join(str(text).split())


class Gone:
    """Page or picture of the starter that is not on the site."""

    pk = 0


class Library(dict):
    """Pages and pictures of the starter by name; those that are not on the site are Gone."""

    def __missing__(self, name):
        return Gone


class Reader:
    """Reads the fields of objects; `library` has the starter's own pages and pictures by name."""

    def __init__(self, library):
        self.library = Library(library)
        self.names = {(type(one), one.pk): name for name, one in library.items()}
        self.addresses = {one.pk: name for name, one in library.items() if isinstance(one, Page)}

    def read_object(self, instance, written=None):
        """Return the leaves of each field of a stored object.

        With the fields of a content file, `instance` is new and has what the file does not say.
        """
        return {
            name: list(self.read_field(instance, written or {}, name, field))
            for name, field in list_fields(type(instance)).items()
        }

    def read_field(self, instance, written, name, field, prefix=""):
        label = name_field(type(instance), name, field)
        place = ((name,), f"id_{prefix}{name}", label)
        if isinstance(field, models.ManyToOneRel):
            for position, (child, entry) in enumerate(
                self.list_children(instance, written, name, field)
            ):
                for inner, one in list_child_fields(field).items():
                    start = f"{name}-{position}-"
                    for leaf in self.read_field(child, entry, inner, one, start):
                        yield replace(leaf, path=(name, *leaf.path), label=label)
        elif isinstance(field, TaggableManager):
            tags = written[name] if name in written else map(str, getattr(instance, name).all())
            for tag in sorted(tags):
                yield from make(tag.lower(), *place, is_text=True)
        elif isinstance(field, StreamField):
            block = field.stream_block
            raw = (
                to_raw(block, written[name], self.library)
                if name in written
                else block.get_prep_value(getattr(instance, name))
            )
            yield from self.read_block(block, raw, *place)
        elif isinstance(field, RichTextField):
            text = written.get(name)
            source = getattr(instance, name) if text is None else link_pages(text, self.library)
            yield from self.make_rich(source, *place)
        elif isinstance(field, models.ForeignKey):
            key = (
                self.library[written[name]].pk
                if name in written
                else getattr(instance, field.attname)
            )
            yield from self.refer(field.related_model, key, *place)
        else:
            value = written[name] if name in written else getattr(instance, name)
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            yield from make(value, *place, is_text=is_text)

    def list_children(self, instance, written, name, relation):
        """Return pairs of a child object and its fields in a content file."""
        if name not in written:
            return [(child, {}) for child in getattr(instance, name).all()]
        known = list_child_fields(relation)
        return [
            (relation.related_model(), entry)
            for entry in written[name]
            if not any(
                isinstance(known[inner], models.ForeignKey) and value not in self.library
                for inner, value in entry.items()
            )
        ]

    def read_block(self, block, value, path, anchor, label):
        """Yield the leaves of a value as it is stored for the block."""
        if isinstance(block, blocks.BaseStreamBlock):
            for number, child in enumerate(value or [], start=1):
                name = child["type"]
                if name in block.child_blocks:
                    inside = f"block-{child['id']}-section" if child.get("id") else anchor
                    place = ((*path, name), inside, f"{label} {number}")
                    yield from self.read_block(block.child_blocks[name], child["value"], *place)
        elif isinstance(block, blocks.BaseStructBlock):
            for name, child in block.child_blocks.items():
                if name in getattr(block, "fields_of_site", ()):
                    continue
                named = f"{label.partition(':')[0]}: {str(child.label).lower()}"
                inner = (
                    value[name]
                    if name in (value or {})
                    else child.get_prep_value(child.normalize(child.get_default()))
                )
                yield from self.read_block(child, inner, (*path, name), anchor, named)
        elif isinstance(block, blocks.ListBlock):
            for child in value or []:
                is_item = isinstance(child, dict) and child.get("type") == "item"
                inner = child["value"] if is_item else child
                yield from self.read_block(block.child_block, inner, path, anchor, label)
        elif isinstance(block, TypedTableBlock):
            for column in value["columns"] if value else []:
                heading = f"{column['type']} {column['heading']}"
                yield from make(heading, path, anchor, label, is_text=True)
            for row in value["rows"] if value else []:
                for cell in row["values"]:
                    yield from make(cell, path, anchor, label, is_text=True)
        elif isinstance(block, blocks.ChooserBlock):
            yield from self.refer(block.model_class, value, path, anchor, label)
        elif isinstance(block, blocks.RichTextBlock):
            yield from self.make_rich(value, path, anchor, label)
        else:
            is_text = not isinstance(block, blocks.ChoiceBlock)
            yield from make(value, path, anchor, label, is_text=is_text)

    def refer(self, model, key, path, anchor, label):
        is_page = issubclass(model, Page)
        name = self.addresses.get(key) if is_page else self.names.get((model, key))
        # Streams keep the keys of deleted objects.
        if name or (key and model._base_manager.filter(pk=key).exists()):
            yield Leaf(path, f"→{name or key}", anchor, label)

    def make_rich(self, source, path, anchor, label):
        def link(match):
            page = re.search(r'linktype="page"', match[0])
            key = re.search(r'\bid="(\d+)"', match[0])
            if page and key:
                target = self.addresses.get(int(key[1]))
                return f'<a href="{target or ""}">'
            href = re.search(r'href="[^"]*"', match[0])
            return f"<a {href[0] if href else ''}>"

        yield from make(tidy(re.sub(r"<a\b[^>]*>", link, source or "")), path, anchor, label, True)


def make(value, path, anchor, label, is_text=False):
    """Yield the leaf of a value, none for an empty one."""
    text = "yes" if value is True else "" if value in (None, False) else join(value)
    if text:
        yield Leaf(path, text, anchor, label, is_text)


def tidy(markup):
    """Return rich text as the editor saves it, without the keys that it adds."""
    markup = re.sub(r"<(?!a\b)(\w+)\b[^>]*?(/?)>", r"<\1\2>", unescape(markup))
    markup = re.sub(r"<(/?)em\b", r"<\1i", re.sub(r"<(/?)strong\b", r"<\1b", markup))
    return join(re.sub(BLOCK_TAGS, r"\1", markup)).replace("/>", ">")
