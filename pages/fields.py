"""Fields that Django lacks: partial dates, codes of languages and people, optional references."""

import re
from calendar import monthrange
from datetime import date

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.html import format_html
from wagtail.blocks import FieldBlock

# RFC 5646, such as "zh", "zh-Hant" and "de-CH".
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.ASCII | re.IGNORECASE)
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
ORCID_START = re.compile(
    r"(?:https?://)?(?:www\.|pub\.)?orcid\.org/(?:my-orcid\?orcid=)?|orcid(?: iD)?[:\s]*",
    re.IGNORECASE,
)

DATE_HELP = "Write 2019, 2019-11 or 2019-11-17: as much of it as you know."


class PartialDate(str):
    """An ISO date whose day, or month and day, may be unknown: "2019", "2019-11".

    Partial dates sort by time as strings and are stored as they are. Any other text
    raises ValueError.
    """

    __slots__ = ()

    def __new__(cls, value):
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value):
            raise ValueError(f"{value!r} is not a date like 2019, 2019-11 or 2019-11-17")
        partial = super().__new__(cls, value)
        partial.first_day()
        return partial

    def first_day(self):
        """Return the first day of the date; raise ValueError if the calendar lacks it."""
        return date.fromisoformat(f"{self}-01-01"[:10])

    def last_day(self):
        """Return the last day of the date."""
        month = int(self[5:7] or 12)
        end = monthrange(self.year, month)[1]
        return date(self.year, month, int(self[8:10] or end))

    @property
    def year(self):
        return int(self[:4])

    @property
    def in_words(self):
        """The date for a reader: "2019", "November 2019" or "17 November 2019"."""
        styles = {7: "YEAR_MONTH_FORMAT", 10: "DATE_FORMAT"}
        if style := styles.get(len(self)):
            return formats.date_format(self.first_day(), style)
        return str(self)

    @property
    def html(self):
        """The date in words as an element `time`."""
        return format_html('<time datetime="{}">{}</time>', self, self.in_words)


def clean_partial_date(value):
    """Return `value` as a PartialDate if it is not empty; raise ValidationError for other text."""
    try:
        return PartialDate(value) if value else value
    except ValueError as error:
        raise ValidationError(
            f"“{value}” is not a date: write it like 2019, 2019-11 or 2019-11-17."
        ) from error


class PartialDateFormField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "max_length": 10})

    def clean(self, value):
        return clean_partial_date(super().clean(value))


class PartialDateField(models.CharField):
    """Column of partial dates; an empty string means no date."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "max_length": 10})

    def from_db_value(self, value, expression, connection):
        return PartialDate(value) if value else value

    def to_python(self, value):
        return clean_partial_date(value)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})


class PartialDateBlock(FieldBlock):
    """Partial date in a stream; an empty string means no date."""

    def __init__(self, required=True, help_text=DATE_HELP, validators=(), **kwargs):
        self.field = PartialDateFormField(
            required=required, help_text=help_text, validators=validators
        )
        super().__init__(**kwargs)

    def to_python(self, value):
        try:
            return clean_partial_date(value or "")
        except ValidationError:
            # Drafts may hold any text: the editor shows it again.
            return value

    def get_prep_value(self, value):
        return str(value) if value else ""

    class Meta:
        icon = "date"


def list_languages():
    """Return the languages that Django knows by name, as pairs of code and name."""
    names = {code: info["name"] for code, info in LANG_INFO.items() if "name" in info}
    return sorted(names.items(), key=lambda pair: pair[1])


def clean_language(text):
    """Return `text` if it is a language code; else raise ValidationError."""
    if not LANGUAGE_CODE.fullmatch(text):
        raise ValidationError(f"“{text}” is not a language code: write it like zh, ar or pt-BR.")
    return text


def clean_orcid(text: str) -> str:
    """Return the ORCID iD in `text`, which may be an address; else raise ValidationError."""
    rest = text.translate(INVISIBLE).strip(" \t\r\n<>")
    while (start := ORCID_START.match(rest)) and start.end():
        rest = rest[start.end() :]
    digits = re.sub(r"[\s\u2010-\u2015-]", "", rest.partition("?")[0]).rstrip("/").upper()
    if not re.fullmatch(r"\d{15}[\dX]", digits, re.ASCII) or digits[-1] != check_digit_11_2(digits):
        short = " ".join(text[:80].split())
        raise ValidationError(f"“{short}” is not an ORCID iD: write 0000-0002-1825-0097.")
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def check_digit_11_2(digits: str) -> str:
    """Return the check digit of ISO 7064 MOD 11-2 for all but the last of `digits`."""
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]


class OrcidField(models.CharField):
    """ORCID iD, which may be pasted as an address."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs):
        # An address is longer than what is stored.
        return super().formfield(**{**kwargs, "max_length": 200})

    def clean(self, value, instance):
        return super().clean(clean_orcid(value) if value else value, instance)


def optional_key(to, **options):
    """Return a foreign key that is empty by default and when its object is deleted."""
    options |= {"on_delete": models.SET_NULL, "null": True, "blank": True, "related_name": "+"}
    return models.ForeignKey(to, **options)
