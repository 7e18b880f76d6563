"""Values of fields as a flat list of leaves, alike for stored objects and for content files.

A reference is a leaf as well: the address of a page or the name of a picture of the starter,
behind an arrow. One to an object that is gone is no leaf, on either side.
"""

import re
from dataclasses import dataclass
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
from wagtail.rich_text import RichText

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


class Reader:
    """Reads the fields of objects; `library` has the starter's own pages and pictures by name."""

    def __init__(self, library):
        self.library = library
        self.names = {(type(one), one.pk): name for name, one in library.items()}
        self.addresses = {one.pk: name for name, one in library.items() if isinstance(one, Page)}

    def read_object(self, instance):
        """Return the leaves of each field of a stored object."""
        return {
            name: list(self.read_field(instance, name, field))
            for name, field in list_fields(type(instance)).items()
        }

    def read_field(self, instance, name, field, prefix=""):
        label = name_field(type(instance), name, field)
        anchor = f"id_{prefix}{name}"
        if isinstance(field, models.ManyToOneRel):
            for position, child in enumerate(getattr(instance, name).all()):
                for inner, one in list_child_fields(field).items():
                    start = f"{name}-{position}-"
                    for leaf in self.read_field(child, inner, one, start):
                        path = (name, *leaf.path)
                        yield Leaf(path, leaf.value, leaf.anchor, label, leaf.is_text)
        elif isinstance(field, TaggableManager):
            for tag in sorted(str(tag) for tag in getattr(instance, name).all()):
                yield Leaf((name,), tag.lower(), anchor, label, is_text=True)
        elif isinstance(field, StreamField):
            yield from self.read_block(
                field.stream_block, getattr(instance, name), (name,), anchor, label
            )
        elif isinstance(field, RichTextField):
            yield from self.make_rich(getattr(instance, name), (name,), anchor, label)
        elif isinstance(field, models.ForeignKey):
            yield from self.refer(getattr(instance, name), (name,), anchor, label)
        else:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            yield from make(getattr(instance, name), (name,), anchor, label, is_text=is_text)

    def read_block(self, block, value, path, anchor, label):
        """Yield the leaves of a value as the block has it in memory."""
        if isinstance(block, blocks.BaseStreamBlock):
            for number, child in enumerate(value or [], start=1):
                inside = f"block-{child.id}-section" if child.id else anchor
                inner, named = (*path, child.block_type), f"{label} {number}"
                yield from self.read_block(child.block, child.value, inner, inside, named)
        elif isinstance(block, blocks.BaseStructBlock):
            for name, child in (value.bound_blocks if value else {}).items():
                if name in getattr(block, "fields_of_site", ()):
                    continue
                named = f"{label.partition(':')[0]}: {str(child.block.label).lower()}"
                yield from self.read_block(child.block, child.value, (*path, name), anchor, named)
        elif isinstance(block, blocks.ListBlock):
            for child in getattr(value, "bound_blocks", []):
                yield from self.read_block(child.block, child.value, path, anchor, label)
        elif isinstance(block, TypedTableBlock):
            for column in value.columns if value else []:
                kind = column["block"].name
                yield from make(f"{kind} {column['heading']}", path, anchor, label, is_text=True)
            for row in value.row_data if value else []:
                for cell in row["values"]:
                    yield from make(cell, path, anchor, label, is_text=True)
        elif isinstance(block, blocks.ChooserBlock):
            yield from self.refer(value, path, anchor, label)
        elif isinstance(block, blocks.RichTextBlock):
            source = value.source if isinstance(value, RichText) else value
            yield from self.make_rich(source, path, anchor, label)
        else:
            is_text = not isinstance(block, blocks.ChoiceBlock)
            yield from make(value, path, anchor, label, is_text=is_text)

    def refer(self, target, path, anchor, label):
        if target is not None:
            kind = Page if isinstance(target, Page) else type(target)
            if kind is Page:
                name = self.addresses.get(target.pk, target.pk)
            else:
                name = self.names.get((kind, target.pk), target.pk)
            yield Leaf(path, f"→{name}", anchor, label)

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

    # The same for the values of a content file

    def read_written(self, instance, fields):
        """Return the leaves of each field of an object that a content file describes.

        `instance` is new, and has what the file does not say.
        """
        return {
            name: list(
                self.read_written_field(field, fields[name], (name,))
                if name in fields
                else self.read_field(instance, name, field)
            )
            for name, field in list_fields(type(instance)).items()
        }

    def read_written_field(self, field, value, path):
        if isinstance(field, models.ManyToOneRel):
            known = list_child_fields(field)
            for entry in value:
                if any(self.is_gone(known[name], one) for name, one in entry.items()):
                    continue
                child = field.related_model()
                for name, inner in known.items():
                    if name in entry:
                        yield from self.read_written_field(inner, entry[name], (*path, name))
                    else:
                        for leaf in self.read_field(child, name, inner):
                            yield Leaf((*path, *leaf.path), leaf.value, "", "")
        elif isinstance(field, TaggableManager):
            for tag in sorted(value):
                yield Leaf(path, tag.lower(), "", "", is_text=True)
        elif isinstance(field, StreamField):
            yield from self.read_written_block(field.stream_block, value, path)
        elif isinstance(field, RichTextField):
            yield from self.make_written_rich(value, path)
        elif isinstance(field, models.ForeignKey):
            yield from self.refer_to_name(value, path)
        else:
            yield from make(value, path, is_text=True)

    def read_written_block(self, block, value, path):
        if isinstance(block, blocks.BaseStreamBlock):
            for name, inner in (pair for entry in value for pair in entry.items()):
                yield from self.read_written_block(block.child_blocks[name], inner, (*path, name))
        elif isinstance(block, blocks.BaseStructBlock):
            for name, child in block.child_blocks.items():
                if name in getattr(block, "fields_of_site", ()):
                    continue
                if name in value:
                    yield from self.read_written_block(child, value[name], (*path, name))
                else:
                    default = child.normalize(child.get_default())
                    for leaf in self.read_block(child, default, (*path, name), "", ""):
                        yield Leaf(leaf.path, leaf.value, "", "")
        elif isinstance(block, blocks.ListBlock):
            for inner in value:
                yield from self.read_written_block(block.child_block, inner, path)
        elif isinstance(block, TypedTableBlock):
            for kind, heading in (pair for column in value["columns"] for pair in column.items()):
                yield from make(f"{kind} {heading}", path, is_text=True)
            for cell in (cell for row in value["rows"] for cell in row):
                yield from make(cell, path, is_text=True)
        elif isinstance(block, blocks.ChooserBlock):
            yield from self.refer_to_name(value, path)
        elif isinstance(block, blocks.RichTextBlock):
            yield from self.make_written_rich(value, path)
        else:
            yield from make(value, path, is_text=not isinstance(block, blocks.ChoiceBlock))

    def is_gone(self, field, value):
        return isinstance(field, models.ForeignKey) and value not in self.library

    def refer_to_name(self, name, path):
        if name in self.library:
            yield Leaf(path, f"→{name}", "", "")

    def make_written_rich(self, source, path):
        def link(match):
            return f'<a href="{match[1] if match[1] in self.library else ""}">'

        yield from make(tidy(re.sub(r'<a href="(/[^"]*)">', link, source)), path, is_text=True)


def make(value, path, anchor="", label="", is_text=False):
    """Yield the leaf of a value, none for an empty one."""
    text = "yes" if value is True else "" if value in (None, False) else join(value)
    if text:
        yield Leaf(path, text, anchor, label, is_text)


def tidy(markup):
    """Return rich text as the editor saves it, without the keys that it adds."""
    markup = re.sub(r"<(?!a\b)(\w+)\b[^>]*?(/?)>", r"<\1\2>", unescape(markup))
    markup = re.sub(r"<(/?)em\b", r"<\1i", re.sub(r"<(/?)strong\b", r"<\1b", markup))
    return join(re.sub(BLOCK_TAGS, r"\1", markup)).replace("/>", ">")
