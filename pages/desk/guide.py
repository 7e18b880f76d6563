"""Guide in the admin to each page type, field and block.

Its texts are the descriptions that the editor shows.
"""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, InlinePanel, PublishingPanel
from wagtail.models import get_page_models

from pages.models import BasePage, Owner, StandardPage

from .reports import AdminPage


@dataclass
class FieldHelp:
    """Label and help text of a field."""

    label: str
    help: str = ""


@dataclass
class TabHelp:
    """Tab of an editor with its fields."""

    name: str
    fields: list[FieldHelp] = field(default_factory=list)


@dataclass
class PageHelp:
    """Page type with its purpose and the tabs of its editor."""

    name: str
    purpose: str
    tabs: list[TabHelp]


@dataclass
class BlockHelp:
    """Block of a page's body with the address of its preview."""

    name: str
    group: str
    purpose: str
    preview: str
    fields: list[FieldHelp]


def explain_pages():
    """Return a PageHelp for each page type."""
    types = [model for model in get_page_models() if issubclass(model, BasePage)]
    return [explain_page(model) for model in types]


def explain_page(model):
    editor = model.get_edit_handler()
    tabs = [TabHelp(str(tab.heading), list(explain_panels(tab))) for tab in editor.children]
    return PageHelp(
        capfirst(model._meta.verbose_name),
        model.get_page_description(),
        [tab for tab in tabs if tab.fields],
    )


def explain_owner():
    """Return the FieldHelps of the owner, who is edited among the settings."""
    panels = [panel.bind_to_model(Owner) for panel in Owner.panels]
    return [entry for panel in panels for entry in explain_panels(panel)]


def explain_panels(panel):
    """Yield a FieldHelp for each field in a panel and in the panels within."""
    if isinstance(panel, FieldPanel):
        field = panel.db_field
        # A panel without a heading of its own has that of its field.
        heading = panel.heading or field.verbose_name
        yield FieldHelp(capfirst(heading), str(panel.help_text or field.help_text))
    elif isinstance(panel, PublishingPanel):
        yield FieldHelp(
            "Schedule",
            "Under Status: when the page goes live, and when it is taken down.",
        )
    elif isinstance(panel, InlinePanel):
        yield FieldHelp(str(panel.heading), str(panel.help_text or ""))
    else:
        for child in getattr(panel, "children", []):
            yield from explain_panels(child)


def explain_blocks():
    """Return a BlockHelp for each block of a body, in the order of the block picker."""
    blocks = StandardPage.body.field.stream_block.child_blocks.values()
    return [
        BlockHelp(
            str(block.label),
            str(block.meta.group),
            str(block.get_description()),
            f"{reverse('wagtailadmin_block_preview')}?id={block.definition_prefix}",
            [
                FieldHelp(str(child.label), read_help(child))
                for child in getattr(block, "child_blocks", {}).values()
            ],
        )
        for block in blocks
    ]


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
            pages=explain_pages(),
            owner_fields=explain_owner(),
            blocks=explain_blocks(),
            **kwargs,
        )


def make_menu_item():
    return MenuItem(_("Guide"), reverse("guide"), name="guide", icon_name="help", order=100)
