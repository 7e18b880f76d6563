"""Converts the values in content files to values of fields.

Content refers to pages by address and to the portrait by name: `library` has both. A stream
is a list of blocks, each a mapping of its name to its value. So are the columns of a table;
its rows are lists of cells.
"""

import re
from contextlib import contextmanager

from django.db import models
from modelcluster.models import get_all_child_relations
from taggit.managers import TaggableManager
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField


@contextmanager
def within(place):
    """Note on an error the file or the field that it is about."""
    try:
        yield
    except Exception as error:
        error.add_note(f"In {place}")
        raise


def link_pages(html, library):
    """Replace links to addresses of this site by links to pages."""
    return re.sub(
        r'<a href="(/[^"]*)">',
        lambda link: f'<a linktype="page" id="{library[link[1]].pk}">',
        html,
    )


def may_refer(model, name):
    """Return whether the values of a field may refer to other pages."""
    field = model._meta.get_field(name)
    kinds = (models.ForeignKey, RichTextField, StreamField)
    return isinstance(field, kinds) or not field.concrete


def fill(instance, fields, library):
    """Set the fields and child objects of an instance."""
    relations = {one.get_accessor_name(): one for one in get_all_child_relations(type(instance))}
    for name, value in fields.items():
        with within(name):
            if name in relations:
                setattr(instance, name, make_children(relations[name], value, library))
            else:
                set_field(instance, name, value, library)


def make_children(relation, entries, library):
    """Return the child objects of a relation, in the order of the entries."""
    children = []
    for position, entry in enumerate(entries):
        child = relation.related_model(sort_order=position)
        fill(child, entry, library)
        child.full_clean(exclude=[relation.field.name])
        children.append(child)
    return children


def set_field(instance, name, value, library):
    field = instance._meta.get_field(name)
    if isinstance(field, TaggableManager):
        getattr(instance, name).add(*value)
        return
    if isinstance(field, StreamField):
        block = field.stream_block
        value = block.clean(block.to_python(to_raw(block, value, library)))
    elif isinstance(field, RichTextField):
        value = link_pages(value, library)
    elif isinstance(field, models.ForeignKey):
        value = library[value]
    else:
        value = field.clean(value, instance)
    setattr(instance, name, value)


def to_raw(block, value, library):
    """Return the value as Wagtail stores it for the block."""
    if isinstance(block, blocks.BaseStreamBlock):
        pairs = [pair for entry in value for pair in entry.items()]
        return [
            {"type": name, "value": to_raw(block.child_blocks[name], inner, library)}
            for name, inner in pairs
        ]
    if isinstance(block, blocks.BaseStructBlock):
        return {
            name: to_raw(block.child_blocks[name], inner, library) for name, inner in value.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [to_raw(block.child_block, entry, library) for entry in value]
    if isinstance(block, TypedTableBlock):
        pairs = [pair for column in value["columns"] for pair in column.items()]
        return {
            "columns": [{"type": kind, "heading": heading} for kind, heading in pairs],
            "rows": [{"values": row} for row in value["rows"]],
        }
    if isinstance(block, blocks.RichTextBlock):
        return link_pages(value, library)
    if isinstance(block, blocks.ChooserBlock):
        return library[value].pk
    return value
