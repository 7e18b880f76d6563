"""References of pages/blocks/cross_references.py in the editor."""

from draftjs_exporter.dom import DOM

from pages.blocks.cross_references import ReferenceHandler, is_citation
from pages.blocks.rich_text import write_embed

from .inline_atoms import register_atom

ENTITY = "REFERENCE"
ATTRIBUTES = ["block", "page", "text"]


def write_reference(props):
    """Return a reference as stored, or its text if it has no target."""
    data = {name: str(props[name]) for name in ATTRIBUTES if props.get(name)}
    if "block" not in data and not is_citation(data):
        return data.get("text")
    return DOM.parse_html(write_embed(ReferenceHandler.identifier, **data))


def register_references(features):
    """Add references to blocks of the page and to publications to rich text."""
    data = {
        "type": ENTITY,
        "label": "@",
        "description": "Reference or citation",
        "attributes": ATTRIBUTES,
    }
    register_atom(
        features,
        ReferenceHandler,
        data,
        get_text=lambda attrs: attrs.get("text") or "?",
        write=write_reference,
        scripts=["js/reference_targets.js", "js/cross_references.js"],
        plugins=[ENTITY],
    )
