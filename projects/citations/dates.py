"""Dates as files of citations have them, to the parts of a CSL date."""

import re
from contextlib import suppress
from datetime import date

from . import Item

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Beginnings in German, French, Spanish, Italian, Portuguese and Dutch that differ.
OTHER_MONTHS = {
    "mär": 3, "mae": 3, "mrz": 3, "maa": 3, "mai": 5, "mei": 5, "okt": 10, "dez": 12, "fév": 2,
    "fev": 2, "avr": 4, "juin": 6, "juil": 7, "aoû": 8, "aou": 8, "déc": 12, "ene": 1, "abr": 4,
    "ago": 8, "dic": 12, "gen": 1, "mag": 5, "giu": 6, "lug": 7, "set": 9, "ott": 10, "out": 10,
    "janv": 1, "mars": 3, "spr": 3, "sum": 6, "aut": 9, "fal": 9, "win": 12,
}  # fmt: skip
ISO = re.compile(r"(?<!\d)([12]\d{3})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?!\d)")


def get_date(item: Item) -> list[int]:
    """Return year, month and day on which an item was issued, as far as known."""
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    return [int(part) for part in parts[0]]


def read_date(text: str) -> list[int]:
    """Return year, month and day in a date such as 2019-05-03 or 2019-05/2019-07, as far known.

    An empty list stands for a text without a year.
    """
    found = ISO.search(text)
    if not found:
        return []
    return limit([int(part) for part in found.groups() if part])


def limit(parts: list[int]) -> list[int]:
    """Return a date up to the first part that no calendar has."""
    for end in range(min(len(parts), 3), 1, -1):
        with suppress(ValueError):
            date(*(*parts[:end], 1)[:3])
            return parts[:end]
    return parts[:1]


def combine_date(year: str, month: str = "", day: str = "") -> list[int]:
    """Return a date from fields such as “2019a”, “May 3--5” or “3~may”, and “3”."""
    known = read_date(year)
    number = read_month(month)
    if len(known) != 1 or not number:
        return known
    days = re.search(r"(?<!\d)(\d{1,2})(?!\d)", day or re.sub(r"^\s*\d{1,2}\s*$", "", month))
    return limit([*known, number, *([int(days[1])] if days else [])])


def read_month(text: str) -> int:
    """Return the number of the first month in `text`, 0 for none."""
    if re.fullmatch(r"\s*\d{1,2}\s*", text):
        number = int(text)
        return number if 1 <= number <= 12 else 0
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        if word[:3] in MONTHS and not word.startswith(("mars", "maggio", "juin", "juil", "janv")):
            return MONTHS.index(word[:3]) + 1
        for beginning in (word[:4], word[:3]):
            if beginning in OTHER_MONTHS:
                return OTHER_MONTHS[beginning]
    return 0
