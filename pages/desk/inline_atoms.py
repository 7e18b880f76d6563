"""Atoms of rich text in the editor: formulas, footnotes and references.

An atom is stored as an <embed>, and is read and removed as one. inline_atom.js edits them.
"""

from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature


class AtomElementHandler(InlineEntityElementHandler):
    """Converts a stored atom for the editor; `get_text` returns its text there."""

    mutability = "IMMUTABLE"

    def __init__(self, entity, attributes, get_text):
        super().__init__(entity)
        self.attributes = attributes
        self.get_text = get_text

    def get_attribute_data(self, attrs):
        return {name: attrs[name] for name in self.attributes if name in attrs}

    def handle_starttag(self, name, attrs, state, contentstate):
        super().handle_starttag(name, attrs, state, contentstate)
        # After a slash, the editor would look for the name of a command.
        text = self.get_text(dict(attrs)).replace("/", "\N{DIVISION SLASH}")
        state.current_block.text += text
        state.leading_whitespace = KEEP_WHITESPACE


class AtomFeature(EntityFeature):
    """Button for an atom, with plug-ins of the editor by their types.

    inline_atom.js has the one named ATOMS, by which the caret passes them.
    """

    def __init__(self, data, plugins, **kwargs):
        super().__init__(data, **kwargs)
        self.plugins = ["ATOMS", *plugins]

    def construct_options(self, options):
        super().construct_options(options)
        known = options.setdefault("plugins", [])
        known += [{"type": name} for name in self.plugins if {"type": name} not in known]


def register_atom(features, embed, data, *, get_text, write, scripts, plugins=()):
    """Add an atom to rich text.

    `embed` renders it, `data` is its button with the attributes that are stored, `get_text`
    returns its text in the editor, and `write` its stored form.
    """
    name, entity = embed.identifier, data["type"]
    read = AtomElementHandler(entity, data["attributes"], get_text)
    scripts = ["js/text_dialog.js", "js/inline_atom.js", *scripts]
    features.register_embed_type(embed)
    features.register_editor_plugin("draftail", name, AtomFeature(data, plugins, js=scripts))
    features.register_converter_rule(
        "contentstate",
        name,
        {
            "from_database_format": {f"embed[embedtype='{name}']": read},
            "to_database_format": {"entity_decorators": {entity: write}},
        },
    )
