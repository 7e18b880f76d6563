"""Guide in the admin to each page type, field and block.

Its texts are the descriptions that the editor shows.
"""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, PublishingPanel
from wagtail.models import get_page_models

from pages.models import BasePage, Owner, StandardPage

from .reports import AdminPage


def explain_page(model):
    """Return the name of a page type, its purpose, and the fields of its tabs."""
    tabs = model.get_edit_handler().children
    tabs = {str(tab.heading): list(explain_panel(tab)) for tab in tabs}
    return {
        "name": capfirst(model._meta.verbose_name),
        "purpose": model.get_page_description(),
        "tabs": {name: fields for name, fields in tabs.items() if fields},
    }


def explain_panel(panel):
    """Yield the name and help text of each field in a panel and in the panels within."""
    if isinstance(panel, FieldPanel):
        # A panel without a heading of its own has that of its field.
        heading = panel.heading or panel.db_field.verbose_name
        yield capfirst(heading), panel.help_text or panel.db_field.help_text
    elif isinstance(panel, PublishingPanel):
        yield "Schedule", "Under Status: when the page goes live, and when it is taken down."
    elif isinstance(panel, InlinePanel):
        yield panel.heading, panel.help_text
    else:
        for child in getattr(panel, "children", []):
            yield from explain_panel(child)


def explain_block(block):
    """Return the name of a block, its group, purpose, preview and fields."""
    children = getattr(block, "child_blocks", {}).values()
    return {
        "name": str(block.label),
        "group": block.meta.group,
        "purpose": block.get_description(),
        "preview": f"{reverse('wagtailadmin_block_preview')}?id={block.definition_prefix}",
        "fields": [(child.label, read_help(child)) for child in children],
    }


def read_help(block):
    """Return the help text of a block within a block, which its form field may keep."""
    kept = getattr(block, "field", block.meta)
    return str(getattr(kept, "help_text", "") or "")


class GuideView(AdminPage):
    page_title = "Guide"
    header_icon = "help"
    template_name = "desk/guide.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            pages=[explain_page(m) for m in get_page_models() if issubclass(m, BasePage)],
            owner_fields=explain_panel(ObjectList(Owner.panels).bind_to_model(Owner)),
            # In the order of the block picker.
            blocks=map(explain_block, StandardPage.body.field.stream_block.child_blocks.values()),
            **kwargs,
        )


def make_menu_item():
    return MenuItem(_("Guide"), reverse("guide"), name="guide", icon_name="help", order=100)
