"""Formulas in rich text, stored as <embed embedtype="formula" latex="E = mc^2"/>."""

from html import escape

from wagtail.rich_text import EmbedHandler

from pages.drawing.math_text import to_text
from pages.drawing.mathml import FormulaError, to_mathml

from .rich_text import find_embeds


class FormulaHandler(EmbedHandler):
    """Shows a stored formula as MathML, or its LaTeX if that is wrong."""

    identifier = "formula"

    @classmethod
    def expand_db_attributes(cls, attrs):
        latex = attrs.get("latex", "")
        try:
            return to_mathml(latex, is_display=False)
        except FormulaError:
            return f"<code>{escape(latex)}</code>"

    @classmethod
    def get_text(cls, attrs):
        return to_text(attrs.get("latex", ""))


def check_formula(latex):
    """Yield a sentence if the formula is wrong."""
    try:
        to_mathml(latex, is_display=False)
    except FormulaError as error:
        yield f"The formula “{latex}” cannot be shown. {error}"


def find_wrong_formulas(source):
    """Yield a sentence for each wrong formula in rich text."""
    for handler, attributes in find_embeds(source):
        if handler is FormulaHandler:
            yield from check_formula(attributes.get("latex", ""))
