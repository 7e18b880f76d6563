"""Lists of pages within a page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .links import PageBlock
from .validation import ValidatedBlock


class PublicationsValue(blocks.StructValue):
    @property
    def entries(self):
        """The pages that are shown; none if the list is not public."""
        page = self.get("page")
        if not (page and getattr(page, "is_public", page.live)):
            return []
        index, number = page.specific, self.get("number") or 0
        find = index.selected_entries if self.get("show") == "selected" else index.first_entries
        return find(number)


class PublicationsBlock(ValidatedBlock):
    """Publications of a list: those that the owner has selected, or the newest."""

    page = PageBlock(label=_("List"), help_text="Choose the list that has the publications.")
    show = blocks.ChoiceBlock(
        choices=[("selected", _("Selected")), ("newest", _("Newest"))],
        default="selected",
        help_text="The list itself has the selection, among its facts.",
    )
    number = blocks.IntegerBlock(
        default=5, min_value=1, max_value=20, help_text="How many are shown, up to 20."
    )

    def find_problems(self, value):
        is_list = value["page"] and hasattr(value["page"].specific, "selected_entries")
        return {} if is_list else {"page": "Choose a page that lists others."}

    def get_preview_context(self, value, parent_context=None):
        context = super().get_preview_context(value, parent_context)
        return {**context, "samples": ["Sketch of the Analytical Engine", "Note G"]}

    class Meta:
        icon = "list-ul"
        label = _("Publications")
        description = "Selected publications or the newest ones, as in their list."
        group = _("Navigation")
        template = "blocks/publications.html"
        value_class = PublicationsValue
        form_layout = blocks.BlockGroup(["page", "show", "number"])
        preview_value = {"page": None, "show": "selected", "number": 5}
