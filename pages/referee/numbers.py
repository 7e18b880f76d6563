"""Checks of results tables, and of the claims that are made beside them."""

import re
from dataclasses import dataclass

from wagtail.rich_text import RichText

from ..blocks import HeadingBlock, QuoteBlock, ResultsTableBlock
from ..blocks.data import DataBlock
from ..blocks.table import UNIT
from ..models.owner import Owner
from .findings import check
from .reading import Spot, walk

OWN = re.compile(
    r"\b(this (work|paper|study|method|model)|ours?|we|mine|my (work|method|model))\b",
    re.IGNORECASE,
)
SUPERLATIVE = re.compile(
    r"\b(state[\s-]of[\s-]the[\s-]art|SOTA|best|highest|fastest|most accurate|superior"
    r"|outperform\w*|unmatched|unsurpassed|record[\s-](breaking|setting))\b",
    re.IGNORECASE,
)
# Words around a superlative that take it back, or make another thing of it.
TAKEN_BACK = re.compile(
    r"\b(not|no|never|nor|neither|hardly|without|at|isn[’']t|wasn[’']t|cannot)"
    r"(\s+[\w’'-]+){0,3}\s*$",
    re.IGNORECASE,
)
ANOTHER_THING = re.compile(
    r"\s*(-\s*)?(effort|practice|guess|known|of all worlds)", re.IGNORECASE
)
# Of what less is better, where a table does not say.
LESS_IS_BETTER = re.compile(
    r"error|loss|time|latency|perplexity|cost|memory|\((s|ms|min|h)\)", re.IGNORECASE
)


@check
def find_table_without_unit(page):
    for spot in find_tables(page):
        columns, rows = spot.value.columns, spot.value.rows
        headings = [cell.text for row in rows for cell in row if cell.is_heading]
        if not any(column.unit for column in columns) and not any(
            UNIT.fullmatch(text) for text in headings
        ):
            yield spot.finding(
                f"{spot.place} names no unit.",
                "Put the unit in brackets at the end of a heading: Accuracy (%). If all "
                "are counts or scores without one, leave it as it is.",
            )


@check
def find_table_without_source(page):
    for spot in find_tables(page):
        if not spot.value.get("source") and not spot.value.get("source_address"):
            yield spot.finding(
                f"{spot.place} does not say where its numbers come from.",
                "Name the source; “this work” will do for numbers of your own.",
            )


def find_tables(page):
    """Yield the Spot of each results table that has numbers in it."""
    for spot in walk(page):
        is_table = isinstance(spot.kind, ResultsTableBlock)
        if is_table and not spot.value.is_empty:
            yield spot


@dataclass(frozen=True)
class Standing:
    """In which measures of a table the own work is best, and in which it is not."""

    best: list[str]
    behind: list[str]


@check
def find_overclaim(page):
    """Compare each superlative with the table that stands nearest to it in the body.

    Language has more ways to say less than a pattern knows, so the finding says when to
    pass it over.
    """
    tables = [spot for spot in find_tables(page) if spot.field == "body"]
    claims = list(find_claims(page)) if tables else []
    if not claims:
        return
    owner = Owner.load().name
    for spot, word, sentence in claims:
        table = min(tables, key=lambda table: abs(table.index - spot.index))
        standing = find_standing(table.value, owner)
        if standing and standing.behind and not is_borne_out(sentence, standing):
            measures = ", ".join(standing.behind)
            yield spot.finding(
                f"“{word}” stands beside {table.place}, in which your own work is not "
                f"the best: see {measures}.",
                "Say in what it is the best, or say less. If the word means something "
                "else here, or is denied, leave it as it is.",
            )


def find_claims(page):
    """Yield a Spot, a superlative and its sentence for each one in the page's own words."""
    body = [spot for spot in walk(page) if spot.field == "body"]
    quoted = {spot.index for spot in body if isinstance(spot.kind, QuoteBlock)}
    for spot in [
        Spot("title", "Title", page.title),
        Spot("summary", "Summary", page.summary),
        *(spot for spot in body if spot.index not in quoted),
    ]:
        for sentence in re.split(r"(?<=[.!?])\s+", words_of(spot)):
            for match in SUPERLATIVE.finditer(sentence):
                before, after = sentence[: match.start()], sentence[match.end() :]
                if not (TAKEN_BACK.search(before) or ANOTHER_THING.match(after)):
                    yield spot, match[0], sentence


def words_of(spot):
    """Return what the owner says at a spot: prose, headings and captions."""
    if isinstance(spot.kind, HeadingBlock):
        return spot.value.get("text") or ""
    if isinstance(spot.kind, DataBlock):
        return spot.value.get("caption") or ""
    is_prose = spot.kind is None or isinstance(spot.value, RichText)
    return spot.text if is_prose else ""


def is_borne_out(sentence, standing):
    """Tell whether a sentence names only measures in which the own work is best."""

    def names(measures):
        return any(
            re.search(rf"\b{re.escape(m)}\b", sentence, re.IGNORECASE) for m in measures
        )

    return names(standing.best) and not names(standing.behind)


def find_standing(table, owner):
    """Return the Standing of the own work in a table, None if it is not in it.

    Works are rows and measures columns, or the reverse.
    """
    rows = table.rows
    if any(is_own_row(row, owner) for row in rows):
        return compare_rows(table.columns, rows, owner)
    own = [column.is_number and is_own(column.name, owner) for column in table.columns]
    return compare_columns(table.columns, rows, own) if any(own) else None


def compare_rows(columns, rows, owner):
    best, behind = [], []
    for position, column in enumerate(columns):
        cells = [row[position] for row in rows if is_own_row(row, owner)]
        if any(cell.is_best for cell in cells):
            best.append(column.name)
        elif any(row[position].is_best for row in rows) and any(
            cell.number is not None for cell in cells
        ):
            behind.append(column.name)
    return Standing(best, behind)


def compare_columns(columns, rows, own):
    best, behind = [], []
    for row in rows:
        name = next((cell.text for cell in row if cell.is_heading), "")
        match = UNIT.fullmatch(name)
        ours = [c.number for c, o in zip(row, own, strict=True) if o]
        others = [c.number for c, o in zip(row, own, strict=True) if not o]
        ours = [number for number in ours if number is not None]
        others = [number for number in others if number is not None]
        if not ours or not others:
            continue
        is_less = any(column.direction == "lower" for column in columns) or (
            not any(column.direction for column in columns)
            and LESS_IS_BETTER.search(name)
        )
        is_best = min(ours) <= min(others) if is_less else max(ours) >= max(others)
        (best if is_best else behind).append(match["name"] if match else name)
    return Standing(best, behind)


def is_own_row(row, owner):
    return any(cell.is_heading and is_own(cell.text, owner) for cell in row)


def is_own(text, owner):
    """Tell whether the name of a row or column means the owner's own work."""
    return bool(OWN.search(text) or (owner and owner.lower() in text.lower()))
