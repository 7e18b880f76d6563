"""Formulas in the editor: `$…$` in rich text, and the MathML that the editor shows."""

import json

from django.http import HttpResponseBadRequest, JsonResponse
from django.views.decorators.http import require_POST
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

from pages.blocks.inline_formula import FormulaHandler
from pages.drawing.mathml import FormulaError, to_mathml

ENTITY = "FORMULA"
SCRIPTS = ["js/text_dialog.js", "js/inline_atom.js", "js/inline_formula.js"]


class FormulaElementHandler(InlineEntityElementHandler):
    """Converts a stored formula for the editor, where its text is its source."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs):
        return {"latex": attrs.get("latex", "")}

    def handle_starttag(self, name, attrs, state, contentstate):
        super().handle_starttag(name, attrs, state, contentstate)
        # After a slash, the editor would look for the name of a command.
        latex = dict(attrs).get("latex", "").replace("/", "\N{DIVISION SLASH}")
        state.current_block.text += f"${latex}$"
        state.leading_whitespace = KEEP_WHITESPACE


def write_formula(props):
    """Return a formula as stored, or None for one without LaTeX."""
    latex = " ".join((props.get("latex") or "").split())
    attributes = {"embedtype": FormulaHandler.identifier, "latex": latex}
    return DOM.create_element("embed", attributes) if latex else None


class AtomFeature(EntityFeature):
    """Button for what is read and removed as one, with plug-ins of the editor by their types.

    inline_atom.js has the one named ATOMS, by which the caret passes them.
    """

    def __init__(self, data, plugins=(), **kwargs):
        super().__init__(data, **kwargs)
        self.plugins = ["ATOMS", *plugins]

    def construct_options(self, options):
        super().construct_options(options)
        known = options.setdefault("plugins", [])
        known += [{"type": name} for name in self.plugins if {"type": name} not in known]


def register_formulas(features):
    """Add formulas to rich text."""
    name = FormulaHandler.identifier
    data = {
        "type": ENTITY,
        "label": "∑",
        "description": "Formula in the text",
        "attributes": ["latex"],
    }
    features.register_embed_type(FormulaHandler)
    features.register_editor_plugin("draftail", name, AtomFeature(data, [ENTITY], js=SCRIPTS))
    features.register_converter_rule(
        "contentstate",
        name,
        {
            "from_database_format": {"embed[embedtype='formula']": FormulaElementHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: write_formula}},
        },
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
