"""Formulas: LaTeX becomes MathML Core that both engines set right, or is refused."""

import re
from pathlib import Path

import pytest

from pages.drawing.mathml import CLASSES, FormulaError, to_mathml

ROOT = Path(__file__).resolve().parents[2]
# A formula and the structure of its MathML in each line, without attributes of spacing and
# without the elements of single letters, numbers and operators.
TABLE = (Path(__file__).parent / "formulas.txt").read_text().splitlines()
ENCLOSURES = {"box", "updiagonalstrike", "downdiagonalstrike"}
SPACING = re.compile(
    r"<math[^>]*>|</math>|<mspace/>| (stretchy|lspace|rspace|form|displaystyle|scriptlevel|accent"
    r'|accentunder|movablelimits|linethickness|width|minsize|maxsize|mathvariant)="[^"]*"'
)


def show_structure(mathml):
    mathml = SPACING.sub("", mathml)
    mathml = re.sub(r"<mrow><m([ion])>([^<>]*)</m\1></mrow>", r"<m\1>\2</m\1>", mathml)
    return re.sub(r"</?m[ion]>", "", mathml)


@pytest.mark.parametrize(("latex", "structure"), [line.split("\t") for line in TABLE])
def test_a_construct_of_latex_has_its_structure(latex, structure):
    assert show_structure(to_mathml(latex)) == structure


def test_each_class_of_a_formula_has_a_style_and_no_style_is_inline():
    page = "".join(to_mathml(line.split("\t")[0]) for line in TABLE)
    classes = set(" ".join(re.findall(r'class="([^"]*)"', page)).split())
    style = (ROOT / "pages/static/css/blocks.css").read_text()

    assert classes <= {*CLASSES.values(), *ENCLOSURES}
    classes |= set(filter(None, CLASSES.values()))
    assert len(TABLE) > 150
    assert " style=" not in page
    assert not [name for name in classes if f".{name} {{" not in style and f".{name}," not in style]


def test_a_formula_keeps_its_source_and_may_stand_in_a_sentence():
    assert to_mathml("a < b").startswith('<math alttext="a &lt; b" display="block">')
    assert to_mathml("a", is_display=False) == '<math alttext="a"><mi>a</mi></math>'


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        ("", "is empty"),
        (r"\frac{1}{2", "A { has no matching }"),
        (r"x}", "A } has no matching {"),
        (r"x^2^3", r"Duplicate subscript or superscript, after “x\^2”"),
        (r"\left( x", r"Expected closing token"),
        (r"\begin{pmatrix} a", r"Expected closing token"),
        (r"\frobnicate{x}", r"Unknown command .\\frobnicate"),
        (r"\ce{H2O}", r"Unknown command .\\ce"),
        (r"\qty(x)", r"Unknown command .\\qty"),
        (r"\begin{eqnarray}a&=&b\end{eqnarray}", "Unknown environment .eqnarray"),
        (r"\abs x", r"Write the command with braces: \\abs{x}"),
        (r"\dv{x}", r"Write the command with braces: \\dv{x}{y}"),
        (r"a=b \\ c=d", r"between \\begin{aligned}"),
        (r"\eqref{a}", "cannot refer to another one"),
        (r"\hspace{-3em}x", "cannot set “margin-left: -3em”"),
        (r"a & b", "may only appear in a table"),
        (r"\def\a{\a\a}\a", "Too many expansions"),
        ("$x$", "without dollar signs"),
        ("x" * 2001, "2,001 characters"),
    ],
)
def test_a_formula_that_would_be_wrong_is_refused_with_the_reason(latex, reason):
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

    assert not re.search(r"<(?!/?m|/?[ib]>)|<[^>]*(href|onerror|style)=", mathml)
