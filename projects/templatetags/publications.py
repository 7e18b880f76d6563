"""Filters for the texts of publications."""

from django import template
from django.utils.safestring import SafeData

from pages.blocks.marked_text import to_html

register = template.Library()


@register.filter
def typeset(text):
    """Return a text with the markup of CSL and mathematics as HTML; HTML stays as it is."""
    return text if isinstance(text, SafeData) else to_html(str(text))
