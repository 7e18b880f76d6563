"""Checks of results tables, charts, and of superlatives in the text around them."""

import re

from wagtail.rich_text import RichText

from pages.blocks import ChartBlock, HeadingBlock, QuoteBlock, ResultsTableBlock
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
def find_incomplete_table(page):
    for location in find_results_tables(page):
        value = location.value
        headings = [cell.text for row in value.rows for cell in row if cell.is_heading]
        has_unit = any(column.unit for column in value.columns)
        if not has_unit and not any(map(UNIT.fullmatch, headings)):
            yield location.finding(
                f"{location.label} has no unit.",
                "Put the unit in brackets at the end of a heading: Accuracy (%). Ignore "
                "this if all numbers are counts or scores without a unit.",
                kind="a table without a unit",
            )
        if not value.get("source") and not value.get("source_address"):
            yield location.finding(
                f"{location.label} has no source.",
                "Name the source of its numbers, or “this work” for your own.",
                kind="a table without a source",
            )


def find_results_tables(page):
    """Yield the Location of each results table that is not empty."""
    for location in walk(page):
        if isinstance(location.block, ResultsTableBlock) and not location.value.is_empty:
            yield location


@page_check
def find_chart_without_table(page):
    for location in walk(page):
        if isinstance(location.block, ChartBlock) and location.value.is_missing:
            yield location.finding(
                "A chart takes its numbers from a results table that is not on the page any "
                "more, so it is not shown.",
                "Choose another table in the chart, or its own.",
                kind="a chart without its table",
            )


@page_check
def find_numbers_of_different_sizes(page):
    for location in walk(page):
        if isinstance(location.block, ChartBlock) and location.value["kind"] == "lines":
            x, *series = location.value.number_columns or [None]
            for axis, columns in (("horizontal", [x] if x else []), ("vertical", series)):
                numbers = [number for column in columns for number in column.known]
                if spans_powers(numbers) and not location.value.is_logarithmic(axis):
                    yield location.finding(
                        f"The {axis} axis of {location.label} spans three powers of ten, so most "
                        "of its numbers are drawn close together.",
                        "Choose a logarithmic axis in the settings of the chart.",
                        kind="a chart that needs a logarithmic axis",
                    )


def spans_powers(numbers):
    """Tell whether the numbers are above 0, and the largest is 1,000 times the smallest."""
    return bool(numbers) and 0 < 1000 * min(numbers) <= max(numbers)


@page_check
def find_overclaim(page):
    """Compare each superlative with the nearest table in the body.

    The patterns miss some negations, so the advice says when to ignore the finding.
    """
    tables = [table for table in find_results_tables(page) if table.field == "body"]
    superlatives = list(find_superlatives(page)) if tables else []
    if not superlatives:
        return
    owner = Owner.load().name
    for location, word, sentence in superlatives:
        table = min(tables, key=lambda table: abs(table.position - location.position))
        best, worse = compare(table.value, owner)
        if worse and not (names_any(sentence, best) and not names_any(sentence, worse)):
            yield location.finding(
                f"“{word}” is near {table.label}, where your own work is not the best: "
                f"see {', '.join(worse)}.",
                "Name the measure in which it is the best, or claim less. Ignore this if "
                "the word is negated or means something else here.",
                kind="a claim that its table does not support",
            )


def find_superlatives(page):
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


def names_any(sentence, measures):
    return any(re.search(rf"\b{re.escape(m)}\b", sentence, re.IGNORECASE) for m in measures)


def compare(table, owner):
    """Return the measures in which the owner's work is best, and those in which it is not."""
    best, worse = [], []
    for name, is_less, numbers in read_measures(table, owner):
        own = [number for number, is_own in numbers if is_own and number is not None]
        others = [number for number, is_own in numbers if not is_own and number is not None]
        if own and others:
            is_best = min(own) <= min(others) if is_less else max(own) >= max(others)
            (best if is_best else worse).append(name)
    return best, worse


def read_measures(table, owner):
    """Yield the name of each measure, whether less of it is better, and its numbers.

    Each number is paired with whether it is of the owner's work. The works are rows and
    the measures columns, or the reverse.
    """
    own = [any(c.is_heading and is_own_work(c.text, owner) for c in row) for row in table.rows]
    if any(own):
        for column, *cells in zip(table.columns, *table.rows, strict=True):
            if column.direction:
                numbers = [cell.number for cell in cells]
                is_less = column.direction == "lower"
                yield column.name, is_less, list(zip(numbers, own, strict=True))
        return
    own = [is_own_work(column.name, owner) for column in table.columns]
    directions = {column.direction for column in table.columns} - {None}
    for row in table.rows:
        name = next((cell.text for cell in row if cell.is_heading), "")
        is_less = "lower" in directions if directions else LOWER_IS_BETTER.search(name)
        match = UNIT.fullmatch(name)
        numbers = [cell.number for cell in row]
        yield match["name"] if match else name, is_less, list(zip(numbers, own, strict=True))


def is_own_work(name, owner):
    """Tell whether the name of a row or column means the owner's own work."""
    return bool(OWN.search(name) or (owner and owner.lower() in name.lower()))
