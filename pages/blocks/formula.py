"""The formula block, and the conversion of LaTeX to MathML."""

import re

import nh3
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from latex2mathml.converter import convert
from wagtail import blocks

from .validation import ValidatedBlock

MAX_LENGTH = 2000  # characters

# The converter passes raw HTML through \text and any address through \href, so its output
# is reduced to the elements of MathML Core and the attributes of spacing.
ELEMENTS = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mstyle"),
    *("mfrac", "msqrt", "mroot", "mpadded", "mphantom", "menclose"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts"),
    *("mprescripts", "mtable", "mtr", "mtd"),
}
ATTRIBUTES = {
    "*": {
        *("accent", "accentunder", "columnalign", "columnspacing", "displaystyle"),
        *("fence", "form", "linethickness", "lspace", "mathvariant", "maxsize"),
        *("minsize", "notation", "rowspacing", "rspace", "scriptlevel", "separator"),
        *("stretchy", "symmetric", "width", "height", "depth"),
    },
    "math": {"display", "alttext"},
}


class FormulaError(ValueError):
    """Invalid formula; the message tells the author why."""


def to_mathml(latex):
    """Return a LaTeX formula, without dollar signs, as a safe <math> element.

    Raises FormulaError with a sentence for the author.
    """
    latex = latex.strip()
    if len(latex) > MAX_LENGTH:
        raise FormulaError(
            f"The formula has {len(latex):,} characters; {MAX_LENGTH:,} is the most. "
            "Split it into several."
        )
    if "$" in latex.replace(r"\$", ""):
        raise FormulaError("Write the formula without dollar signs.")
    check_braces(latex)
    try:
        mathml = convert(latex, display="block")
    except Exception as error:
        raise FormulaError(f"The formula cannot be read: {describe_error(error)}.") from error
    if unknown := re.search(r"<m[io][^>]*>(\\[A-Za-z]+)</m[io]>", mathml):
        raise FormulaError(f"{unknown[1]} is not a known command.")
    return nh3.clean(
        mathml,
        tags=ELEMENTS,
        attributes=ATTRIBUTES,
        set_tag_attribute_values={"math": {"alttext": latex}},
    )


def check_braces(latex):
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", latex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            raise FormulaError("A } has no matching {: remove it or add a { before it.")
    if depth:
        raise FormulaError("A { has no matching }: add a } where it ends.")


def describe_error(error):
    """Return the name of the converter's error in words, such as "missing end"."""
    name, module = type(error).__name__.removesuffix("Error"), type(error).__module__
    if name == "NoAvailableTokens" or not module.startswith("latex2mathml"):
        return "something is missing in it"
    return " ".join(re.findall(r"[A-Z][a-z]*", name)).lower()


class FormulaValue(blocks.StructValue):
    @property
    def mathml(self):
        """The formula as MathML, or None for an invalid formula of a draft."""
        try:
            return mark_safe(to_mathml(self["latex"]))  # noqa: S308 - to_mathml allows MathML alone
        except FormulaError:
            return None


class FormulaBlock(ValidatedBlock):
    """Displayed formula, written in LaTeX."""

    latex = blocks.TextBlock(
        rows=3,
        label="LaTeX",
        help_text=r"Write it without dollar signs, for example \frac{1}{2} m v^2.",
    )

    def find_problems(self, value):
        try:
            to_mathml(value["latex"])
        except FormulaError as error:
            return {"latex": str(error)}
        return {}

    class Meta:
        icon = "superscript"
        label = _("Formula")
        description = "An equation or other mathematics on a line of its own, written in LaTeX."
        group = _("Text")
        template = "blocks/formula.html"
        value_class = FormulaValue
        preview_value = {"latex": r"G^r(E) = \left[ E I - H - \Sigma^r(E) \right]^{-1}"}
