"""Checks of results tables, and of superlatives in the text around them."""

import re
from dataclasses import dataclass

from wagtail.rich_text import RichText

from pages.blocks import HeadingBlock, QuoteBlock, ResultsTableBlock
from pages.blocks.data import DataBlock
from pages.blocks.table import UNIT
from pages.models.owner import Owner

from .findings import page_check
from .walk import Location, walk

OWN = re.compile(
    r"\b(this (work|paper|study|method|model)|ours?|we|mine|my (work|method|model))\b",
    re.IGNORECASE,
)
SUPERLATIVE = re.compile(
    r"\b(state[\s-]of[\s-]the[\s-]art|SOTA|best|highest|fastest|most accurate|superior"
    r"|outperform\w*|unmatched|unsurpassed|record[\s-](breaking|setting))\b",
    re.IGNORECASE,
)
# Text before a superlative that negates it, and after it that changes its meaning.
NEGATION = re.compile(
    r"\b(not|no|never|nor|neither|hardly|without|at|isn[’']t|wasn[’']t|cannot)"
    r"(\s+[\w’'-]+){0,3}\s*$",
    re.IGNORECASE,
)
OTHER_MEANING = re.compile(r"\s*(-\s*)?(effort|practice|guess|known|of all worlds)", re.IGNORECASE)
# Measures of which lower values are better, where a table does not say.
LOWER_IS_BETTER = re.compile(
    r"error|loss|time|latency|perplexity|cost|memory|\((s|ms|min|h)\)", re.IGNORECASE
)


@page_check
def find_table_without_unit(page):
    for location in find_tables(page):
        columns, rows = location.value.columns, location.value.rows
        headings = [cell.text for row in rows for cell in row if cell.is_heading]
        if not any(column.unit for column in columns) and not any(
            UNIT.fullmatch(text) for text in headings
        ):
            yield location.finding(
                f"{location.label} has no unit.",
                "Put the unit in brackets at the end of a heading: Accuracy (%). Ignore "
                "this if all numbers are counts or scores without a unit.",
            )


@page_check
def find_table_without_source(page):
    for location in find_tables(page):
        value = location.value
        if not value.get("source") and not value.get("source_address"):
            yield location.finding(
                f"{location.label} has no source.",
                "Name the source of its numbers, or “this work” for your own.",
            )


def find_tables(page):
    """Yield the Location of each results table that is not empty."""
    for location in walk(page):
        is_table = isinstance(location.block, ResultsTableBlock)
        if is_table and not location.value.is_empty:
            yield location


@dataclass(frozen=True)
class Comparison:
    """Measures of a table in which the owner's work is best, and in which it is not."""

    best: list[str]
    worse: list[str]


@page_check
def find_overclaim(page):
    """Compare each superlative with the nearest table in the body.

    The patterns miss some negations, so the advice says when to ignore the finding.
    """
    tables = [table for table in find_tables(page) if table.field == "body"]
    claims = list(find_claims(page)) if tables else []
    if not claims:
        return
    owner = Owner.load().name
    for location, word, sentence in claims:
        table = min(tables, key=lambda table: abs(table.position - location.position))
        comparison = compare(table.value, owner)
        if comparison and comparison.worse and not is_supported(sentence, comparison):
            measures = ", ".join(comparison.worse)
            yield location.finding(
                f"“{word}” is near {table.label}, where your own work is not the best: "
                f"see {measures}.",
                "Name the measure in which it is the best, or claim less. Ignore this if "
                "the word is negated or means something else here.",
            )


def find_claims(page):
    """Yield a Location, a superlative and its sentence for each in the owner's text."""
    body = [part for part in walk(page) if part.field == "body"]
    quotes = {part.position for part in body if isinstance(part.block, QuoteBlock)}
    for location in [
        Location("title", "Title", page.title),
        Location("summary", "Summary", page.summary),
        *(part for part in body if part.position not in quotes),
    ]:
        for sentence in re.split(r"(?<=[.!?])\s+", text_of(location)):
            for match in SUPERLATIVE.finditer(sentence):
                before, after = sentence[: match.start()], sentence[match.end() :]
                if not (NEGATION.search(before) or OTHER_MEANING.match(after)):
                    yield location, match[0], sentence


def text_of(location):
    """Return the prose, heading or caption at a location."""
    if isinstance(location.block, HeadingBlock):
        return location.value.get("text") or ""
    if isinstance(location.block, DataBlock):
        return location.value.get("caption") or ""
    is_prose = location.block is None or isinstance(location.value, RichText)
    return location.text if is_prose else ""


def is_supported(sentence, comparison):
    """Tell whether a sentence names only measures in which the owner's work is best."""

    def names(measures):
        return any(re.search(rf"\b{re.escape(m)}\b", sentence, re.IGNORECASE) for m in measures)

    return names(comparison.best) and not names(comparison.worse)


def compare(table, owner):
    """Return the Comparison of a table, or None if the owner's work is not in it.

    The works are rows and the measures columns, or the reverse.
    """
    rows = table.rows
    if any(is_own_row(row, owner) for row in rows):
        return compare_rows(table.columns, rows, owner)
    own = [column.is_number and is_own(column.name, owner) for column in table.columns]
    return compare_columns(table.columns, rows, own) if any(own) else None


def compare_rows(columns, rows, owner):
    best, worse = [], []
    for position, column in enumerate(columns):
        cells = [row[position] for row in rows if is_own_row(row, owner)]
        if any(cell.is_best for cell in cells):
            best.append(column.name)
        elif any(row[position].is_best for row in rows) and any(
            cell.number is not None for cell in cells
        ):
            worse.append(column.name)
    return Comparison(best, worse)


def compare_columns(columns, rows, own):
    best, worse = [], []
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
            not any(column.direction for column in columns) and LOWER_IS_BETTER.search(name)
        )
        is_best = min(ours) <= min(others) if is_less else max(ours) >= max(others)
        (best if is_best else worse).append(match["name"] if match else name)
    return Comparison(best, worse)


def is_own_row(row, owner):
    return any(cell.is_heading and is_own(cell.text, owner) for cell in row)


def is_own(text, owner):
    """Tell whether the name of a row or column means the owner's own work."""
    return bool(OWN.search(text) or (owner and owner.lower() in text.lower()))
