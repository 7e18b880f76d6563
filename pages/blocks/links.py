"""What a link may point to, and the blocks that carry one."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import PageViewRestriction


class PageBlock(blocks.PageChooserBlock):
    """A page of the site, which knows whether any visitor may read it."""

    def bulk_to_python(self, values):
        pages = super().bulk_to_python(values)
        if any(pages):
            private = PageViewRestriction.objects.values_list("page__path", flat=True)
            private = tuple(private)
            for page in filter(None, pages):
                page.is_open = page.live and not page.path.startswith(private)
        return pages


class TargetValue(blocks.StructValue):
    """A value whose target is a page of the site, an uploaded document or an address."""

    @property
    def url(self):
        """Where the link leads; None when it leads nowhere a visitor may go."""
        if page := self.get("page"):
            return page.url if getattr(page, "is_open", page.live) else None
        if document := self.get("document"):
            return document.url
        return self.get("address") or None


class TargetBlock(blocks.StructBlock):
    """A block that points to one of the targets that it has fields for.

    Subclasses declare some of the `targets` as fields, and set `needs_target` when the
    block makes no sense without one.
    """

    targets = ("page", "document", "address")
    needs_target = False

    def clean(self, value):
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        names = [name for name in self.targets if name in value]
        filled = [name for name in names if value[name]]
        if len(filled) > 1:
            raise StructBlockValidationError(
                {name: ValidationError("Choose only one target.") for name in filled}
            )
        if self.needs_target and not filled:
            raise StructBlockValidationError(
                {names[0]: ValidationError("Say where this leads.")}
            )
        return value

    class Meta:
        value_class = TargetValue


class ButtonBlock(TargetBlock):
    """One link that stands out."""

    needs_target = True

    text = blocks.CharBlock(
        max_length=60, help_text="Say what a reader gets by following it."
    )
    page = PageBlock(
        required=False,
        help_text="Choose where it leads: to a page, a document or an address.",
    )
    document = DocumentChooserBlock(required=False)
    address = blocks.URLBlock(required=False)

    class Meta:
        icon = "link"
        label = _("Button")
        label_format = "{text}"


class ButtonsBlock(blocks.StructBlock):
    """A row of links that stand out."""

    buttons = blocks.ListBlock(
        ButtonBlock(), min_num=1, max_num=6, help_text="Readers see them in this order."
    )

    class Meta:
        icon = "link-external"
        label = _("Button links")
        description = (
            "Links that stand out, like a download or a call to action, in a row."
        )
        group = _("Navigation")
        template = "blocks/buttons.html"
        preview_value = {
            "buttons": [
                {"text": "Read the paper", "address": "https://example.org/paper"},
                {"text": "See the code", "address": "https://example.org/code"},
            ]
        }
