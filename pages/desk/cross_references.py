"""References in the editor: their form in rich text, and their button."""

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)

from pages.blocks.cross_references import ReferenceHandler, is_citation
from pages.blocks.rich_text import write_embed

from .formulas import AtomFeature

ENTITY = "REFERENCE"
ATTRIBUTES = ["block", "page", "text"]
SCRIPTS = ["js/inline_atom.js", "js/reference_targets.js", "js/cross_references.js"]


class ReferenceElementHandler(InlineEntityElementHandler):
    """Converts a stored reference for the editor, where its text is its label."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs):
        return {name: attrs[name] for name in ATTRIBUTES if attrs.get(name)}

    def handle_starttag(self, name, attrs, state, contentstate):
        super().handle_starttag(name, attrs, state, contentstate)
        # After a slash, the editor would look for the name of a command.
        label = dict(attrs).get("text") or "?"
        state.current_block.text += label.replace("/", "\N{DIVISION SLASH}")
        state.leading_whitespace = KEEP_WHITESPACE


def write_reference(props):
    """Return a reference as stored, or its text if it has no target."""
    data = {name: str(props[name]) for name in ATTRIBUTES if props.get(name)}
    if "block" not in data and not is_citation(data):
        return data.get("text")
    return DOM.parse_html(write_embed(ReferenceHandler.identifier, **data))


def register_references(features):
    """Add references to blocks of the page and to publications to rich text."""
    name = ReferenceHandler.identifier
    data = {
        "type": ENTITY,
        "label": "@",
        "description": "Reference or citation",
        "attributes": ATTRIBUTES,
    }
    features.register_embed_type(ReferenceHandler)
    features.register_editor_plugin("draftail", name, AtomFeature(data, [ENTITY], js=SCRIPTS))
    features.register_converter_rule(
        "contentstate",
        name,
        {
            "from_database_format": {
                "embed[embedtype='reference']": ReferenceElementHandler(ENTITY)
            },
            "to_database_format": {"entity_decorators": {ENTITY: write_reference}},
        },
    )
