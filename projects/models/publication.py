from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import linebreaks_filter
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from pages.fields import DATE_HELP, PartialDateField, optional_key
from pages.models import BasePage, BasePageQuerySet

from ..citations.identifiers import arxiv_address, clean_arxiv_id, clean_doi, doi_address
from ..schema_org import cite, describe_publication


class PublicationQuerySet(BasePageQuerySet):
    def for_rows(self):
        """Fetch all data that rows in a list show."""
        return self.select_related("pdf").prefetch_related("authors")


class PublicationPage(BasePage):
    """Published work, as in a list of references."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Journal article")
        CONFERENCE = "conference", _("Conference paper")
        PREPRINT = "preprint", _("Preprint")
        CHAPTER = "chapter", _("Book chapter")
        BOOK = "book", _("Book")
        THESIS = "thesis", _("Thesis")
        REPORT = "report", _("Report")
        OTHER = "other", _("Other")

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.ARTICLE)
    venue = models.CharField(
        max_length=300, blank=True, help_text="The name of the journal, conference or book."
    )
    published_on = PartialDateField("date", help_text=DATE_HELP)
    volume = models.CharField(max_length=20, blank=True)
    issue = models.CharField(max_length=20, blank=True)
    page_range = models.CharField(
        "pages", max_length=40, blank=True, help_text="For example 799–803."
    )
    publisher = models.CharField(max_length=120, blank=True)
    doi = models.CharField(
        "DOI",
        max_length=200,
        blank=True,
        help_text="For example 10.1021/acsaelm.9b00095, or its web address.",
    )
    arxiv_id = models.CharField(
        "arXiv", max_length=40, blank=True, help_text="For example 1905.06236, or its web address."
    )
    address = models.URLField(blank=True, help_text="The web address, if there is no DOI.")
    pdf = optional_key(
        "wagtaildocs.Document", verbose_name="PDF", help_text="The paper, if you may share it."
    )
    abstract = models.TextField(max_length=5000, blank=True, help_text="The abstract as published.")
    bibtex = models.TextField(
        "BibTeX",
        max_length=5000,
        blank=True,
        help_text="Readers can copy it, exactly as entered here.",
    )

    objects = PageManager.from_queryset(PublicationQuerySet)()

    row_template = "projects/publication_row.html"
    is_in_feed = True
    open_graph_type = "article"
    has_dashboard_button = True

    content_panels = [BasePage.title_panel, BasePage.summary_panel, "abstract", BasePage.body_panel]
    fact_panels = [
        FieldRowPanel([FieldPanel("kind", help_text="The kind of publication."), "published_on"]),
        "venue",
        FieldRowPanel(
            [
                FieldPanel("volume", help_text="The number, if there is one."),
                FieldPanel("issue", help_text="The number, if there is one."),
            ]
        ),
        FieldRowPanel(
            [
                "page_range",
                FieldPanel("publisher", help_text="The publisher of the book or journal."),
            ]
        ),
        InlinePanel(
            "authors",
            heading="Authors",
            label="Author",
            help_text=(
                "All authors as printed, such as “W. Dong”, in the order of the title "
                "page. Mark yourself."
            ),
        ),
    ]
    link_panels = [FieldRowPanel(["doi", "arxiv_id"]), "address", "pdf", "bibtex"]
    search_fields = [
        *BasePage.search_fields,
        *map(index.SearchField, ["venue", "abstract"]),
        index.RelatedFields("authors", [index.SearchField("name")]),
    ]
    parent_page_types = ["projects.PublicationIndexPage"]
    subpage_types = []

    @property
    def year(self):
        """Year of publication; 0 for a draft without a date."""
        return self.published_on.year if self.published_on else 0

    @property
    def row_date(self):
        return str(self.year or "")

    @property
    def doi_address(self):
        return doi_address(self.doi)

    @property
    def arxiv_address(self):
        return arxiv_address(self.arxiv_id)

    @property
    def citation_tags(self):
        return cite(self)

    @property
    def feed_html(self):
        return linebreaks_filter(self.abstract) + super().feed_html

    def structured_data_for(self, owner):
        return describe_publication(self, owner)

    @property
    def projects(self):
        """Public projects that name this publication, newest first."""
        # Projects import publications, so this module cannot import projects.
        projects = apps.get_model("projects.ProjectPage").objects.live().public()
        return projects.filter(chosen_publications__publication_id=self.pk).newest_first()

    def clean(self):
        """Reduce addresses to the DOI and arXiv identifier in them."""
        super().clean()
        problems = {}
        for name, clean in (("doi", clean_doi), ("arxiv_id", clean_arxiv_id)):
            try:
                if text := getattr(self, name):
                    setattr(self, name, clean(text))
            except ValidationError as error:
                problems[name] = error
        if problems:
            raise ValidationError(problems)


class Author(Orderable):
    """Author of a publication, in the order of the title page."""

    publication = ParentalKey(PublicationPage, on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(max_length=120)
    is_owner = models.BooleanField("it is you", default=False)

    panels = [FieldRowPanel(["name", "is_owner"])]

    def __str__(self):
        return self.name
