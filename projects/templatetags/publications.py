"""Filters for the texts of publications."""

from django import template

from ..markup import to_html

register = template.Library()


@register.filter
def typeset(text):
    """Return a text with the markup of CSL and mathematics as HTML."""
    return to_html(str(text))
