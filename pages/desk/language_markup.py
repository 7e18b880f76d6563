"""Language markup in rich text (WCAG 3.1.2): words in another language than the site's.

Screen readers pronounce them, browsers hyphenate them, and a line that mixes both
directions of writing keeps its order.
"""

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

from pages.fields import LANGUAGE_CODE

ENTITY = "FOREIGN"


class LanguageMarkupHandler(InlineEntityElementHandler):
    """Converts stored language markup for the editor."""

    mutability = "MUTABLE"

    def get_attribute_data(self, attrs):
        return {"lang": attrs.get("lang", "")}


def write_language_markup(props):
    """Return words with their language as stored, or plain if the code is invalid."""
    language = (props.get("lang") or "").strip()
    if not LANGUAGE_CODE.fullmatch(language):
        return props["children"]
    attributes = {"lang": language, "dir": "auto"}
    return DOM.create_element("span", attributes, props["children"])


def register_language_markup(features):
    """Add the rich-text button that marks the language of words."""
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
            js=["js/language_markup.js"],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        "foreign",
        {
            "from_database_format": {"span[lang]": LanguageMarkupHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: write_language_markup}},
        },
    )
