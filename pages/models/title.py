"""Titles of pages, which may have italics, sub- and superscript and formulas."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import TitleFieldPanel

from ..blocks.marked_text import read_typed, set_title, split_title, type_title


class TitledPageForm(WagtailAdminPageForm):
    """Form with the title as its owner types it."""

    title = forms.CharField(max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["title"] = type_title(self.instance.title, self.instance.marked_title)
        # The address follows the title at once: after Wagtail's tenth of a second, a page that was
        # published right after its title was typed had none.
        self.fields["title"].widget.attrs["data-w-sync-debounce-value"] = "0"

    @property
    def media(self):
        return super().media + forms.Media(js=["js/title_address.js"])

    def clean_title(self):
        self.instance.set_title(read_typed(self.cleaned_data["title"]))
        if not self.instance.title:
            raise ValidationError(self.fields["title"].error_messages["required"])
        return self.instance.title


class TitledPage(models.Model):
    """Page whose title may have markup: `title` is plain, for all that takes none."""

    # The title with its markup; it counts as long as it says the same as `title`.
    marked_title = models.TextField(blank=True, default="", editable=False)

    title_panel = TitleFieldPanel(
        "title",
        help_text="The heading of the page, also shown in lists. Stars make italics, as in *Zostera "
        "marina*, H~2~O and 10^3^ are lowered and raised, and $E = mc^2$ is a formula. A "
        "backslash before such a sign keeps it.",
    )

    class Meta:
        abstract = True

    def set_title(self, markup):
        """Set the title, which may have markup."""
        self.title, self.marked_title = split_title(" ".join(markup.split()))

    @property
    def title_html(self):
        return set_title(self.title, self.marked_title)
