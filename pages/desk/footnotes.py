"""Footnotes of pages/blocks/footnotes.py in the editor, and the preview of their dialog."""

from django.http import HttpResponseBadRequest, JsonResponse
from django.views.decorators.http import require_POST
from draftjs_exporter.dom import DOM

from pages.blocks.footnotes import MAX_LENGTH, FootnoteHandler, find_problems, render_note
from pages.blocks.rich_text import write_embed

from .inline_atoms import register_atom

ENTITY = "FOOTNOTE"
# Stands for a note in the text of the editor.
MARK = "*"


def write_footnote(props):
    """Return a note as stored, or None for an empty one."""
    text = " ".join((props.get("text") or "").split())
    return DOM.parse_html(write_embed(FootnoteHandler.identifier, text=text)) if text else None


def register_footnotes(features):
    """Add footnotes to rich text."""
    data = {"type": ENTITY, "label": "†", "description": "Footnote", "attributes": ["text"]}
    register_atom(
        features,
        FootnoteHandler,
        data,
        get_text=lambda attrs: MARK,
        write=write_footnote,
        scripts=["js/footnotes.js"],
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
