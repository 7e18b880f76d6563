"""Numbers as typed into tables."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from pages.blocks import NumberBlock

MINUS, DASH = "\u2212", "\u2013"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("73.1", "73.1"),
        ("82.0", "82.0"),
        ("0", "0"),
        ("-0.5", "-0.5"),
        (f"{MINUS}0.5", "-0.5"),
        ("131,072", "131072"),
        ("131 072", "131072"),
        ("131\u202f072", "131072"),
        ("1,234,567.89", "1234567.89"),
        ("1.2e-3", "0.0012"),
        ("1.2E+3", "1200"),
        (f"5e{MINUS}2", "0.05"),
        ("1e300", "1e300"),
        ("1e-300", "1e-300"),
        ("-1234567890123456789012345678901234567", "-1234567890123456789012345678901234567"),
    ],
)
def test_a_number_keeps_its_digits_as_typed(typed, number):
    value = NumberBlock().clean(typed)

    assert value == typed
    assert value.decimal == Decimal(number)


@pytest.mark.parametrize("typed", ["73.1 ± 0.2", "73.1±0.2", "73.1 +- 0.2", "73.1+/-0.2"])
def test_an_uncertainty_is_normalised(typed):
    value = NumberBlock().clean(typed)

    assert value == "73.1 ± 0.2"
    assert value.decimal == Decimal("73.1")


@pytest.mark.parametrize(
    ("typed", "printed"), [("", ""), ("  ", ""), ("-", ""), (DASH, ""), ("-0.5", f"{MINUS}0.5")]
)
def test_dashes_are_missing_values_and_minus_signs_are_printed(typed, printed):
    assert NumberBlock().clean(typed).printed == printed


@pytest.mark.parametrize(
    "typed",
    [
        *("about 73", "73.1%", "73,1", "0,731", "1,31,072", "1,310 720", "1310,720"),
        *("1.310.720", ".5", "5.", "+5", "--5", "1e", "1e1.5", "nan", "-Infinity"),
        *("1_000", "٧٣", "0x1F", "73.1 ±", "± 0.2", "73.1 ± -0.2", "1 ± 0.2 ± 0.1"),
    ],
)
def test_other_text_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match=r"not a number: type digits .* as 73\.1"):
        NumberBlock().clean(typed)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("1e301", "too large or too small"),
        ("1e-301", "too large or too small"),
        ("1e9999999999999999999", "too large or too small"),
        ("1 ± 1e400", "too large or too small"),
        ("1" * 41, "at most 40 characters"),
    ],
)
def test_a_number_without_limits_is_refused(typed, problem):
    with pytest.raises(ValidationError, match=problem):
        NumberBlock().clean(typed)
