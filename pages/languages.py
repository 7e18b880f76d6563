"""The codes of languages. Models ask for them, so nothing of Wagtail's admin is needed."""

import re

from django.core.exceptions import ValidationError

# The form of RFC 5646, without what nobody writes: "zh", "zh-Hant", "de-CH".
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.ASCII | re.IGNORECASE)


def clean_language(text):
    """Return the code of a language; raise ValidationError if it is none."""
    if not CODE.fullmatch(text):
        raise ValidationError(
            f"“{text}” is not the code of a language: write it like zh, ar or pt-BR."
        )
    return text
