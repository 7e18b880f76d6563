"""The formula block."""

from functools import cached_property

from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.drawing.mathml import FormulaError, to_mathml
from pages.drawing.paper import measure_formula

from .validation import ValidatedBlock

TEXT_EMS = 22  # the measure of the text
NUMBER_EMS = 3  # a number and the gap before it


class FormulaValue(blocks.StructValue):
    @cached_property
    def mathml(self):
        """The formula as MathML, or None for an invalid formula of a draft."""
        try:
            return mark_safe(to_mathml(self["latex"]))  # noqa: S308 - to_mathml escapes all text
        except FormulaError:
            return None

    @cached_property
    def extent(self):
        """Extent on paper."""
        extent = measure_formula(self.mathml or "<math/>")
        return extent.widen(NUMBER_EMS) if self.get("is_numbered") else extent

    @property
    def width(self):
        """Measure on the page, "text" or "wide"."""
        return "wide" if self.extent.ems > TEXT_EMS else "text"


class FormulaBlock(ValidatedBlock):
    """Displayed formula, written in LaTeX."""

    latex = blocks.TextBlock(
        rows=3,
        label="LaTeX",
        help_text=r"Write it without dollar signs, for example \frac{1}{2} m v^2.",
    )

    is_numbered = blocks.BooleanBlock(
        required=False,
        label=_("Number it"),
        help_text="It gets the next number of the page at its right edge, such as (1).",
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
        form_layout = blocks.BlockGroup(["latex"], settings=["is_numbered"])
        value_class = FormulaValue
        preview_value = {"latex": r"G^r(E) = \left[ E I - H - \Sigma^r(E) \right]^{-1}"}
