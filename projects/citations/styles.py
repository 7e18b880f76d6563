"""References in the citation styles that papers ask for, as HTML and as text."""

import re
from pathlib import Path
from typing import Any

from . import Item
from .dates import get_date
from .identifiers import arxiv_address
from .names import NAME_PARTS
from .reference_marks import finish, mark, to_html, to_text

# Names as readers see them, in the order of the page.
STYLES = {"apa": "APA", "ieee": "IEEE", "chicago": "Chicago", "nature": "Nature"}
FOLDER = Path(__file__).with_name("csl")


def format_reference(item: Item, style: str) -> tuple[str, str]:
    """Return the reference to an item in a style of STYLES, as HTML and as text.

    The HTML has i, b, sub, sup and `span class="small-caps"`, and formulas as `$…$`.
    """
    from .style_processor import render  # Of use when a record is saved, never when one is shown.

    formulas: list[str] = []
    marked = {name: _mark(value, formulas) for name, value in prepare(item, style).items()}
    text = finish(render(FOLDER / f"{style}.csl", marked))
    if style == "chicago":
        # The style expects a day after it; there is none in a date that is a year.
        text = text.replace(", released.", ".")
    return to_html(text, formulas), to_text(text, formulas)


def _mark(value: Any, formulas: list[str]) -> Any:
    if isinstance(value, str):
        return mark(value, formulas)
    if isinstance(value, list):
        return [_mark(one, formulas) for one in value]
    if isinstance(value, dict):
        return {name: _mark(one, formulas) for name, one in value.items()}
    return value


# Fields that references have; `version` is that of software.
TEXTS = (
    "type", "title", "container-title", "container-title-short", "collection-title", "publisher",
    "publisher-place", "volume", "issue", "page", "number", "edition", "genre", "event-title",
    "version", "language", "DOI", "URL",
)  # fmt: skip
MAX_NAMES = 100


def prepare(item: Item, style: str) -> Item:
    """Return an item as a citation style expects it, without anything that is no part of CSL."""
    custom = item.get("custom") or {}
    prepared: Item = {name: str(item[name]) for name in TEXTS if item.get(name)}
    # Styles put the full stop.
    prepared["title"] = re.sub(r"(?<=[a-z]{2})\.$", "", prepared.get("title", ""))
    for role in ("author", "editor"):
        if item.get(role):
            # No style prints as many, but one prints the last.
            names = item[role][:MAX_NAMES] + item[role][MAX_NAMES:][-1:]
            prepared[role] = [
                {part: name[part] for part in NAME_PARTS if name.get(part)} for name in names
            ]
    if date := get_date(item):
        prepared["issued"] = {"date-parts": [date]}
    if item["type"] in ("software", "dataset") and "edition" in prepared:
        prepared["version"] = prepared.pop("edition")
    prepared["id"] = str(item.get("id", "item"))
    arxiv = custom.get("arxiv")
    if item["type"] == "article" and arxiv:
        # The style of the IEEE puts "arXiv:" before it.
        number = arxiv if style == "ieee" else f"arXiv:{arxiv}"
        prepared.pop("genre", None)
        prepared = {
            "publisher": "arXiv",
            "number": number,
            "URL": arxiv_address(arxiv),
            **prepared,
        }
    if style == "nature" and "page" not in item and item["type"] == "article-journal":
        # The style knows article numbers as pages only.
        prepared["page"] = item.get("number", "")
    return prepared
