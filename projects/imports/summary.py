"""Entry of an import in one line, and its differences from a publication."""

from dataclasses import dataclass

from django.template.defaultfilters import truncatechars
from django.utils.text import capfirst

from ..citations.dates import get_date
from ..citations.names import show_name
from ..markup import to_html, to_plain
from ..models import PublicationPage
from ..models.contributor import fold_name
from ..models.csl import CUSTOM, FIELDS

NAMES_SHOWN = 6
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
    """Parts of a plain reference, in the order of reading."""

    names: list[tuple[str, bool]]  # of authors, and whether it is the owner's
    others: int  # authors who are not shown
    title: str
    venue: str
    has_owner: bool


def make_reference(item, spellings=frozenset()):
    """Return the Reference of an item; `spellings` are the folded names of the owner."""
    names = [show_name(name) for name in item.get("author") or item.get("editor") or []]
    own = [fold_name(name) in spellings for name in names] if spellings else []
    shown = [
        (truncatechars(name, 60), is_owner)
        for name, is_owner in zip(names[:NAMES_SHOWN], own or [False] * len(names), strict=False)
    ]
    return Reference(
        names=shown,
        others=len(names[NAMES_SHOWN:]),
        title=to_html(truncatechars(item.get("title", ""), 500)),
        venue=write_venue(item),
        has_owner=not spellings or not names or any(own),
    )


def write_venue(item):
    """Return the venue, number, pages, year and identifier of an item."""
    arxiv = (item.get("custom") or {}).get("arxiv")
    venue = item.get("container-title") or item.get("event-title") or item.get("publisher")
    volume, issue = item.get("volume", ""), item.get("issue")
    parts = [
        " ".join(filter(None, [venue, f"{volume}({issue})" if issue else volume])),
        item.get("page") or item.get("number"),
        "-".join(f"{part:02}" for part in get_date(item)),
        item.get("DOI") or (f"arXiv:{arxiv}" if arxiv else item.get("URL")),
    ]
    return ", ".join(to_plain(truncatechars(part, 200)) for part in parts if part)


def name_field(name):
    """Return the name that the editor of a publication has for a field of CSL."""
    field = FIELDS.get(name) or CUSTOM.get(name.removeprefix("custom."))
    verbose = PublicationPage._meta.get_field(field).verbose_name if field else name
    return NAMES.get(name) or capfirst(verbose)
