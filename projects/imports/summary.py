"""Entry of an import as a reference, and the names of the fields in which it differs."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.template.defaultfilters import truncatechars
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from pages.blocks.marked_text import to_html

from ..citations.names import show_name
from ..citations.styles import STYLES
from ..models import PublicationPage
from ..models.contributor import fold_name
from ..models.csl import CUSTOM, FIELDS
from ..references import write_reference

LONGEST = 500  # characters of a field
NAMES = {
    "type": "Kind",
    "title": "Title",
    "author": "Authors",
    "editor": "Editors",
    "issued": "Date",
    "custom.keywords": "Keywords",
    "custom.links": "Links",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Entry as a reference of HTML."""

    html: str
    has_owner: bool  # among the authors


def make_reference(item, spellings=frozenset()):
    """Return the Reference to an item; `spellings` are the folded names of the owner."""
    names = item.get("author") or item.get("editor") or []
    is_foreign = bool(spellings and names) and not any(
        fold_name(show_name(name)) in spellings for name in names
    )
    return Reference(write_html(json.dumps(item, sort_keys=True)), not is_foreign)


@lru_cache(maxsize=500)
def write_html(item):
    """Return the reference to an item of JSON in the first of the styles."""
    item = {
        name: truncatechars(value, LONGEST) if isinstance(value, str) else value
        for name, value in json.loads(item).items()
    }
    reference = write_reference(item, next(iter(STYLES)))
    # It has escaped the item's own HTML.
    return mark_safe(reference[0]) if reference else to_html(item["title"])  # noqa: S308


def name_field(name):
    """Return the name that the editor of a publication has for a field of CSL."""
    field = FIELDS.get(name) or CUSTOM.get(name.removeprefix("custom."))
    verbose = PublicationPage._meta.get_field(field).verbose_name if field else name
    return NAMES.get(name) or capfirst(verbose)
