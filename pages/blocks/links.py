"""Links: their targets, and blocks of buttons."""

from copy import copy

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import PageViewRestriction

from .marked_text import set_title, with_marked_titles
from .validation import ValidatedBlock


class PageBlock(blocks.PageChooserBlock):
    """Page of the site; its attribute `is_public` says whether every visitor may read it."""

    def bulk_to_python(self, values):
        found = with_marked_titles(self.model_class.objects.all()).in_bulk(values)
        pages = [copy(found.get(value)) for value in values]
        if any(pages):
            restrictions = PageViewRestriction.objects.values_list("page__path")
            private = tuple(path for (path,) in restrictions)
            for page in filter(None, pages):
                page.is_public = page.live and not page.path.startswith(private)
        return pages


class TargetValue(blocks.StructValue):
    """Value whose target is a page, an uploaded document or an address."""

    @property
    def url(self):
        """Address of the target, or None if visitors may not open it."""
        if page := self.get("page"):
            return page.url if getattr(page, "is_public", page.live) else None
        if document := self.get("document"):
            return document.url
        return self.get("address") or None

    @property
    def title_html(self):
        """Title of the target page."""
        page = self["page"]
        return set_title(page.title, getattr(page, "marked_title", ""))


class TargetBlock(ValidatedBlock):
    """Block with at most one target, or exactly one if it `needs_target`.

    Subclasses have fields for some of the targets.
    """

    targets = ("page", "document", "address")
    needs_target = False

    def find_problems(self, value):
        names = [name for name in self.targets if name in value]
        filled = [name for name in names if value[name]]
        if len(filled) > 1:
            return dict.fromkeys(filled, "Choose only one target.")
        if self.needs_target and not filled:
            return {names[0]: "Choose a target."}
        return {}

    class Meta:
        value_class = TargetValue


class ButtonBlock(TargetBlock):
    """Prominent link."""

    needs_target = True

    text = blocks.CharBlock(max_length=60, help_text="Say what the reader gets.")
    page = PageBlock(required=False, help_text="Choose a page, a document or an address.")
    document = DocumentChooserBlock(required=False)
    address = blocks.URLBlock(required=False)

    class Meta:
        icon = "link"
        label = _("Button")
        label_format = "{text}"


class ButtonsBlock(blocks.StructBlock):
    """Row of prominent links."""

    buttons = blocks.ListBlock(
        ButtonBlock(), min_num=1, max_num=6, help_text="Readers see them in this order."
    )

    class Meta:
        icon = "link-external"
        label = _("Button links")
        description = "Prominent links in a row, such as a download or a call to action."
        group = _("Navigation")
        template = "blocks/buttons.html"
        preview_value = {
            "buttons": [
                {"text": "Read the paper", "address": "https://example.org/paper"},
                {"text": "See the code", "address": "https://example.org/code"},
            ]
        }
