"""Look of the site: three choices beside the owner, edited on a screen of their own."""

from django.core.exceptions import ValidationError
from django.forms import RadioSelect, TextInput
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.permission_policies import ModelPermissionPolicy

from pages.drawing.accent import read_accent

from .owner import Owner


class ColourInput(TextInput):
    """A text field for a colour, with a swatch that opens the browser's own chooser."""

    template_name = "desk/colour_input.html"

    def get_context(self, name, value, attrs):
        # Wagtail's script for fields that follow each other.
        follow = {"data-controller": "w-sync", "data-action": "input->w-sync#apply"}
        shown = attrs["id"] + "_swatch"
        context = super().get_context(
            name, value, attrs | follow | {"data-w-sync-target-value": f"#{shown}"}
        )
        context["swatch"] = {"id": shown, **follow, "data-w-sync-target-value": f"#{attrs['id']}"}
        return context


@register_setting(icon="view", order=2)
class Look(Owner):
    """The look of the owner's site. Pages load it with the owner, in one query."""

    panels = [
        FieldPanel(
            "accent",
            widget=ColourInput,
            help_text="The colour of links, charts and icons, such as #3d1f8c. The dark theme shows "
            "a lighter one of the same hue.",
        ),
        FieldPanel(
            "face", widget=RadioSelect, heading="Text face", help_text="The letters of all text."
        ),
        FieldPanel(
            "margin",
            widget=RadioSelect,
            help_text="The column beside the text, for facts and the portrait.",
        ),
    ]

    class Meta:
        proxy = True
        verbose_name = "look"
        verbose_name_plural = "look"

    def __str__(self):
        return "Look"

    @classmethod
    def get_permission_policy(cls):
        return ModelPermissionPolicy(Owner)

    def clean(self):
        super().clean()
        try:
            self.accent = read_accent(self.accent)
        except ValueError as error:
            raise ValidationError({"accent": str(error)}) from error
