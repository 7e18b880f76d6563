"""Words in another language than that of the site, marked where they stand.

Then screen readers pronounce them, browsers hyphenate them, and a line that mixes both
directions of writing keeps its order.
"""

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    InlineEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

from pages.fields import LANGUAGE_CODE

ENTITY = "FOREIGN"


class ForeignWordsHandler(InlineEntityElementHandler):
    """Reads marked words from the database for the editor."""

    mutability = "MUTABLE"

    def get_attribute_data(self, attrs):
        return {"lang": attrs.get("lang", "")}


def write_foreign_words(props):
    """Return marked words as they are stored, or plain where their code is none."""
    language = (props.get("lang") or "").strip()
    if not LANGUAGE_CODE.fullmatch(language):
        return props["children"]
    attributes = {"lang": language, "dir": "auto"}
    return DOM.create_element("span", attributes, props["children"])


def register_foreign_words(features):
    """Add the button for rich text that marks the words of another language."""
    features.register_editor_plugin(
        "draftail",
        "foreign",
        EntityFeature(
            {
                "type": ENTITY,
                "icon": "globe",
                "description": "Words in another language",
                "attributes": ["lang"],
                "allowlist": {"lang": LANGUAGE_CODE.pattern},
            },
            js=["js/foreign_words.js"],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        "foreign",
        {
            "from_database_format": {"span[lang]": ForeignWordsHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: write_foreign_words}},
        },
    )
