"""Blocks of projects: facts, links, talks and press."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from pages.blocks import TargetBlock, TargetValue
from pages.fields import PartialDateBlock

from .citations.identifiers import clean_doi, doi_address


class FactBlock(blocks.StructBlock):
    """Line of the fact sheet."""

    label = blocks.CharBlock(max_length=40, help_text="For example “Data”.")
    value = blocks.CharBlock(max_length=300, help_text="For example “13,320 videos of UCF-101”.")

    class Meta:
        icon = "list-ul"
        label = _("Fact")
        label_format = "{label}: {value}"


class ProjectLinkValue(TargetValue):
    @property
    def text(self):
        """Text of the link: its label, or its kind."""
        return self.get("label") or dict(ProjectLinkBlock.KINDS).get(self.get("kind"), "")

    @property
    def url(self):
        return doi_address(self.get("doi")) or super().url


class ProjectLinkBlock(TargetBlock):
    """Link to paper, code, data or another part of the work."""

    KINDS = (
        ("paper", _("Paper")),
        ("code", _("Code")),
        ("data", _("Data")),
        ("slides", _("Slides")),
        ("poster", _("Poster")),
        ("video", _("Video")),
        ("demo", _("Demo")),
        ("hal", "HAL"),
        ("page", _("Web page")),
        ("doi", "DOI"),
        ("other", _("Link")),
    )

    targets = ("address", "document", "doi")
    needs_target = True

    kind = blocks.ChoiceBlock(choices=KINDS, default="code")
    label = blocks.CharBlock(
        required=False,
        max_length=60,
        help_text="Leave this empty to show the kind, such as “Code”.",
    )
    address = blocks.URLBlock(required=False, help_text="Fill in an address, a document or a DOI.")
    document = DocumentChooserBlock(required=False)
    doi = blocks.CharBlock(
        required=False,
        max_length=200,
        label="DOI",
        help_text="For example 10.1000/182.",
    )

    def clean(self, value):
        value = super().clean(value)
        if value["doi"] and not self.is_deferred_validation:
            try:
                value["doi"] = clean_doi(value["doi"])
            except ValidationError as error:
                raise blocks.StructBlockValidationError({"doi": error}) from error
        return value

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = "{kind} {label}"
        value_class = ProjectLinkValue
        form_layout = blocks.BlockGroup(["kind", "address", "document", "doi"], settings=["label"])


class TalkBlock(TargetBlock):
    """Talk about the work."""

    title = blocks.CharBlock(max_length=300)
    event = blocks.CharBlock(max_length=300, help_text="The conference or seminar.")
    place = blocks.CharBlock(
        required=False, max_length=200, help_text="For example “Baltimore, Maryland”."
    )
    date = PartialDateBlock()
    authors = blocks.CharBlock(
        required=False,
        max_length=300,
        help_text="All speakers and authors, if there are others than you.",
    )
    invited = blocks.BooleanBlock(required=False, help_text="Tick this for an invited talk.")
    document = DocumentChooserBlock(
        required=False, label=_("Slides: a document"), help_text="The slides as a file."
    )
    address = blocks.URLBlock(
        required=False, label=_("Slides: an address"), help_text="Or the web address of the slides."
    )

    class Meta:
        icon = "user"
        label = _("Talk")
        label_format = "{date} {event}"
        form_layout = blocks.BlockGroup(
            ["title", "event", "place", "date", "document", "address"],
            settings=["authors", "invited"],
        )


class PressBlock(TargetBlock):
    """Article by others about the work."""

    title = blocks.CharBlock(max_length=300)
    outlet = blocks.CharBlock(max_length=120, help_text="The newspaper, magazine or site.")
    date = PartialDateBlock(required=False)
    address = blocks.URLBlock(help_text="The web address where it can be read.")

    class Meta:
        icon = "doc-full"
        label = _("Article")
        label_format = "{outlet}: {title}"
