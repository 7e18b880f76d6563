"""Styles and scripts that this site adds to the admin."""

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html


def link_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


def link_scripts():
    return format_html(
        '<script src="{}"></script><script type="module" src="{}"></script>'
        '<script type="module" src="{}"></script><script type="module" src="{}"></script>',
        static("js/pasted_text.js"),
        static("js/field_names.js"),
        static("js/filled_settings.js"),
        static("js/open_place.js"),
    )


def render_connection_notice():
    return render_to_string("desk/connection.html")
