"""Dates as files of citations have them, to the parts of a CSL date."""

import re

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
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


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
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        return parts[:1]
    if len(parts) > 2 and not 1 <= parts[2] <= DAYS[parts[1] - 1]:
        return parts[:2]
    if len(parts) > 2 and parts[1:] == [2, 29] and not is_leap_year(parts[0]):
        return parts[:2]
    return parts[:3]


def is_leap_year(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def combine_date(year: str, month: str = "", day: str = "") -> list[int]:
    """Return a date from fields such as “2019a”, “May 3--5” or “3~may”, and “3”."""
    date = read_date(year)
    if len(date) != 1 or not month:
        return date
    number = read_month(month)
    if not number:
        return date
    days = re.search(r"(?<!\d)(\d{1,2})(?!\d)", day or re.sub(r"^\s*\d{1,2}\s*$", "", month))
    return limit([*date, number, *([int(days[1])] if days else [])])


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
