"""Fields that Django lacks: partial dates, language codes, optional references."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from wagtail.blocks import FieldBlock

# RFC 5646, such as "zh", "zh-Hant" and "de-CH".
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.ASCII | re.IGNORECASE)

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
        parts = [int(part) for part in value.split("-")]
        date(*parts, *[1] * (3 - len(parts)))
        return super().__new__(cls, value)

    @property
    def year(self):
        return int(self[:4])

    @property
    def in_words(self):
        """The date for a reader: "2019", "November 2019" or "17 November 2019"."""
        parts = [int(part) for part in self.split("-")]
        if len(parts) == 1:
            return str(self)
        style = "YEAR_MONTH_FORMAT" if len(parts) == 2 else "DATE_FORMAT"
        return formats.date_format(date(*parts, *[1] * (3 - len(parts))), style)


def clean_partial_date(value):
    """Return `value` as a PartialDate; raise ValidationError if it is not one."""
    try:
        return PartialDate(value)
    except ValueError as error:
        raise ValidationError(
            f"“{value}” is not a date: write it like 2019, 2019-11 or 2019-11-17."
        ) from error


class PartialDateFormField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "max_length": 10})

    def clean(self, value):
        value = super().clean(value)
        return clean_partial_date(value) if value else value


class PartialDateField(models.CharField):
    """Column of partial dates; an empty string means no date."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "max_length": 10})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return PartialDate(value) if value else value

    def to_python(self, value):
        return clean_partial_date(value) if value else value

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
            return PartialDate(value) if value else ""
        except ValueError:
            # Drafts may hold any text: the editor shows it again.
            return value

    def get_prep_value(self, value):
        return str(value) if value else ""

    class Meta:
        icon = "date"


def clean_language(text):
    """Return `text` if it is a language code; else raise ValidationError."""
    if not LANGUAGE_CODE.fullmatch(text):
        raise ValidationError(f"“{text}” is not a language code: write it like zh, ar or pt-BR.")
    return text


def optional_key(to, **options):
    """Return a foreign key that is empty by default and when its object is deleted."""
    return models.ForeignKey(
        to, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", **options
    )
