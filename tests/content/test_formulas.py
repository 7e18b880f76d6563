import pytest

from pages.blocks.formula import FormulaError, to_mathml


def test_a_formula_becomes_mathml_that_keeps_its_source():
    mathml = to_mathml(r"E = m c^2")

    assert mathml.startswith("<math ")
    assert "<msup><mi>c</mi><mn>2</mn></msup>" in mathml
    assert 'alttext="E = m c^2"' in mathml
    assert 'display="block"' in mathml


@pytest.mark.parametrize(
    "latex",
    [
        r"G^r(E) = \left[ E I - H - \Sigma^r(E) \right]^{-1}",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\sqrt[3]{x} \overline{x} \hat{y} \sum_{i=1}^n \int_0^\infty \mathbb{R}",
        r"\left\{ x \mid x > 0 \right\}",
        r"\text{accuracy in \%} = 82.0",
    ],
)
def test_common_notation_is_converted(latex):
    assert to_mathml(latex).startswith("<math ")


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        ("", "something is missing in it"),
        (r"\frac{1}{2", "A { has no matching }"),
        (r"x}", "A } has no matching {"),
        (r"x^2^3", "double superscripts"),
        (r"\left( x", "extra left or missing right"),
        (r"\begin{pmatrix} a", "missing end"),
        (r"\frobnicate{x}", r"\\frobnicate is not a known command"),
        ("$x$", "without dollar signs"),
        ("x" * 2001, "2,001 characters"),
    ],
)
def test_an_invalid_formula_is_refused_with_the_reason(latex, reason):
    with pytest.raises(FormulaError, match=reason):
        to_mathml(latex)


@pytest.mark.parametrize("latex", ["{" * 900 + "}" * 900, r"\frac" * 300, r"\left(" * 300])
def test_deep_nesting_is_refused_or_converted(latex):
    try:
        mathml = to_mathml(latex)
    except FormulaError as error:
        mathml = str(error)

    assert mathml


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\href{javascript:alert(1)}{x}",
        r"\text{</math><a href=javascript:alert(1)>x</a>}",
        r"\class{x}{y} \style{position:fixed}{z}",
    ],
)
def test_a_formula_contains_no_html(latex):
    try:
        mathml = to_mathml(latex).partition(">")[2]
    except FormulaError:
        return

    for danger in ("<script", "<img", "<a", "href", "onerror", "style="):
        assert danger not in mathml
