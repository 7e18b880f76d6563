"""The widgets of the admin, started without the inline scripts that Wagtail puts beside them.

So the policy of the admin can forbid those, and what somebody might smuggle into one of
its pages runs nothing. Its templates of date fields and of lists within a form are
replaced for the same reason: see templates/wagtailadmin/.
"""

import re

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from wagtail.admin.widgets import BaseChooser

SCRIPT = re.compile(r"<script>(?:new )?(\w+)\((.*)\);</script>\Z", re.DOTALL)
START = '<widget-start data-name="{}" data-values="[{}]"></widget-start>'

render_with_script = BaseChooser.render


def render(self, name, value, attrs=None, renderer=None):
    """Render a chooser with what its script says as data, for widget_start.js."""
    try:
        html = render_with_script(self, name, value, attrs, renderer)
    except ValueError:
        # What was sent is no number of anything, as the form says beside the field.
        html = render_with_script(self, name, None, attrs, renderer)
    script = SCRIPT.search(html)
    start = format_html(START, *script.groups())
    return mark_safe(html[: script.start()]) + start  # noqa: S308 - Wagtail made it


def start_without_scripts():
    """Make it so for each chooser, whatever model it chooses from."""
    BaseChooser.render = render
