"""Footnotes in the editor: their form in rich text, and the preview of their dialog."""

from django.http import HttpResponseBadRequest, JsonResponse
from django.views.decorators.http import require_POST
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)

from pages.blocks.footnotes import MAX_LENGTH, FootnoteHandler, find_problems, render_note
from pages.blocks.rich_text import write_embed

from .formulas import AtomFeature

ENTITY = "FOOTNOTE"
# Stands for a note in the text of the editor.
MARK = "*"
SCRIPTS = ["js/text_dialog.js", "js/inline_atom.js", "js/footnotes.js"]


class FootnoteElementHandler(InlineEntityElementHandler):
    """Converts a stored note for the editor."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs):
        return {"text": attrs.get("text") or ""}

    def handle_starttag(self, name, attrs, state, contentstate):
        super().handle_starttag(name, attrs, state, contentstate)
        state.current_block.text += MARK
        state.leading_whitespace = KEEP_WHITESPACE


def write_footnote(props):
    """Return a note as stored, or None for an empty one."""
    text = " ".join((props.get("text") or "").split())
    return DOM.parse_html(write_embed(FootnoteHandler.identifier, text=text)) if text else None


def register_footnotes(features):
    """Add footnotes to rich text."""
    name = FootnoteHandler.identifier
    data = {"type": ENTITY, "label": "†", "description": "Footnote", "attributes": ["text"]}
    features.register_embed_type(FootnoteHandler)
    features.register_editor_plugin("draftail", name, AtomFeature(data, js=SCRIPTS))
    features.register_converter_rule(
        "contentstate",
        name,
        {
            "from_database_format": {"embed[embedtype='footnote']": FootnoteElementHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: write_footnote}},
        },
    )


@require_POST
def show_footnote(request):
    """Return the text in the body of the request as the HTML of a note, or an error."""
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        return HttpResponseBadRequest()
    if len(text) > MAX_LENGTH:
        error = f"This note has {len(text):,} characters; at most {MAX_LENGTH:,} fit."
        return JsonResponse({"error": error})
    return JsonResponse({"html": render_note(text), "error": " ".join(find_problems(text))})
