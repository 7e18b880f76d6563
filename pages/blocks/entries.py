"""Entries of a track record: numbers, degrees, positions, achievements, competencies."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..fields import PartialDateBlock
from .links import PageBlock, TargetBlock
from .names import NamesBlock
from .text import PassageBlock
from .validation import ValidatedBlock


class HeadlineNumberBlock(TargetBlock):
    """Number with its unit, what it measures, and a link to its source."""

    value = blocks.CharBlock(max_length=20, help_text="Type the number alone, such as 131,072.")
    unit = blocks.CharBlock(
        required=False, max_length=20, help_text="For example % or h. A count needs none."
    )
    what = blocks.CharBlock(
        max_length=120, help_text="Say what it counts or measures, such as “cores, one network”."
    )
    page = PageBlock(
        required=False,
        label=_("Source: a page"),
        help_text="Choose the page that shows where the number comes from.",
    )
    address = blocks.URLBlock(
        required=False,
        label=_("Source: an address"),
        help_text="If the source is elsewhere, give its web address instead.",
    )

    class Meta:
        icon = "decimal"
        label = _("Number")
        label_format = "{value} {unit} {what}"


class PeriodValue(blocks.StructValue):
    """Period with an optional start and end."""

    @property
    def period(self):
        """The period in words, as HTML: "2012–2018", "since 2020", "2018" or ""."""
        start, end = self.get("started"), self.get("finished")
        if start and not end:
            return mark_safe(_("since %(date)s") % {"date": start.html})  # noqa: S308 - an element
        if start and start != end:
            return format_html("{}–{}", start.html, end.html)
        return end.html if end else ""


class PeriodBlock(ValidatedBlock):
    """Block with a start and an end, in that order."""

    started = PartialDateBlock(required=False)
    finished = PartialDateBlock(
        required=False, help_text="Leave this empty while it continues, or if it does not matter."
    )

    def find_problems(self, value):
        is_reversed = "" < value["finished"] < value["started"]
        return {"finished": "This is before it started."} if is_reversed else {}

    class Meta:
        value_class = PeriodValue


class EducationBlock(PeriodBlock):
    """Academic degree."""

    degree = blocks.CharBlock(max_length=120, help_text="For example “Ph.D.”.")
    field = blocks.CharBlock(required=False, max_length=120, help_text="For example “Physics”.")
    institution = blocks.CharBlock(max_length=200)
    institution_address = blocks.URLBlock(
        required=False, help_text="The web address of the institution."
    )
    advisor = blocks.CharBlock(
        required=False, max_length=120, help_text="The name of your advisor, if you had one."
    )
    advisor_address = blocks.URLBlock(required=False, help_text="The web address of the advisor.")

    class Meta:
        icon = "title"
        label = _("Degree")
        label_format = "{degree} {institution}"
        form_layout = blocks.BlockGroup(
            ["degree", "field", "institution", "started", "finished"],
            settings=["institution_address", "advisor", "advisor_address"],
        )


class ExperienceBlock(PeriodBlock):
    """Position at an employer."""

    title = blocks.CharBlock(max_length=120, help_text="For example “Applied Scientist”.")
    employer = blocks.CharBlock(max_length=200)
    employer_address = blocks.URLBlock(required=False, help_text="The web address of the employer.")
    place = blocks.CharBlock(required=False, max_length=120, help_text="The town, if it matters.")
    text = PassageBlock(required=False, help_text="Say in a sentence or two what you did there.")

    class Meta:
        icon = "user"
        label = _("Position")
        label_format = "{title} {employer}"
        form_layout = blocks.BlockGroup(
            ["title", "employer", "started", "finished", "text"],
            settings=["place", "employer_address"],
        )


class AchievementBlock(TargetBlock):
    """Entry of the track record."""

    text = PassageBlock(
        help_text="Say in a sentence what was achieved, with its number if there is one."
    )
    page = PageBlock(
        required=False, label=_("Project"), help_text="Choose the page that tells more."
    )

    class Meta:
        icon = "pick"
        label = _("Entry")


class CompetencyBlock(blocks.StructBlock):
    """Group of competencies."""

    group = blocks.CharBlock(max_length=120, help_text="For example “Computer vision”.")
    items = NamesBlock(blocks.CharBlock(max_length=120, label=_("Item")), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Group")
        label_format = "{group}"
