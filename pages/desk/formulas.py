"""Formulas of pages/blocks/inline_formula.py in the editor, and the MathML that it shows."""

import json

from django.http import HttpResponseBadRequest, JsonResponse
from django.views.decorators.http import require_POST
from draftjs_exporter.dom import DOM

from pages.blocks.inline_formula import FormulaHandler
from pages.blocks.rich_text import write_embed
from pages.drawing.mathml import FormulaError, to_mathml

from .inline_atoms import register_atom

ENTITY = "FORMULA"


def write_formula(props):
    """Return a formula as stored, or None for one without LaTeX."""
    latex = " ".join((props.get("latex") or "").split())
    return DOM.parse_html(write_embed(FormulaHandler.identifier, latex=latex)) if latex else None


def register_formulas(features):
    """Add formulas to rich text."""
    data = {
        "type": ENTITY,
        "label": "∑",
        "description": "Formula in the text",
        "attributes": ["latex"],
    }
    register_atom(
        features,
        FormulaHandler,
        data,
        get_text=lambda attrs: f"${attrs.get('latex', '')}$",
        write=write_formula,
        scripts=["js/inline_formula.js"],
        plugins=[ENTITY],
    )


@require_POST
def show_formulas(request):
    """Return MathML or an error for each formula of a JSON list in the body of the request."""
    try:
        formulas = [str(latex) for latex in json.loads(request.body)]
    except (TypeError, ValueError):
        return HttpResponseBadRequest()
    return JsonResponse({"formulas": list(map(convert, formulas))})


def convert(latex):
    try:
        return {"mathml": to_mathml(latex, is_display=False)}
    except FormulaError as error:
        return {"error": str(error)}
