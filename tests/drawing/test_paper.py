"""Estimates of widths on paper: Chromium shrinks all pages to what is wider than one."""

import pytest

from pages.drawing.mathml import to_mathml
from pages.drawing.paper import measure_formula, measure_table

NUMBERS = (True, ["Accuracy", "0.1234 ± 0.01"])


@pytest.mark.parametrize(
    ("columns", "is_turned", "has_breaks"),
    [
        ([NUMBERS] * 3, False, False),
        ([NUMBERS] * 9, True, False),
        ([NUMBERS] * 20, True, True),
        ([(False, ["many short words " * 9])] * 5, False, False),
        # Words that are too long break anywhere.
        ([(False, ["w" * 200])], False, False),
        ([(False, ["漢字漢字漢字漢字漢字"])] * 5, True, False),
    ],
)
def test_a_table_is_turned_and_its_numbers_break_only_if_they_must(columns, is_turned, has_breaks):
    extent = measure_table(columns)

    assert (extent.is_turned, extent.has_breaks) == (is_turned, has_breaks)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("x", "x + y"),
        (r"\frac{a + b}{c}", "a + b + c"),
        ("x^{aaaaaaaa}", "xaaaaaaaa"),
        ("x", r"\sqrt{x}"),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", r"\begin{pmatrix} 1 & 2 \end{pmatrix}"),
        ("x", r"x \quad"),
    ],
)
def test_a_formula_is_as_wide_as_its_parts_side_by_side(narrow, wide):
    assert measure_formula(to_mathml(narrow)).ems < measure_formula(to_mathml(wide)).ems


def test_only_a_long_formula_is_turned():
    assert not measure_formula(to_mathml("+".join("x" * 20))).is_turned
    assert measure_formula(to_mathml("+".join("x" * 40))).is_turned


def test_a_formula_with_a_control_character_has_no_known_width():
    assert measure_formula(to_mathml("\\text{a\x0b}" + "x" * 99)).ems == 1
