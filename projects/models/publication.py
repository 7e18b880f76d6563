from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat, Left
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from pages.blocks.marked_text import is_title_of, mark_up
from pages.fields import DATE_HELP, PartialDateField, optional_key
from pages.models import BasePage, BasePageQuerySet
from pages.models.listing import load_streams

from ..blocks import ProjectLinkBlock
from ..citations.identifiers import clean_arxiv_id, clean_doi
from ..citations.reading import read
from ..references import format_references
from .contributor import add_people, recognise
from .csl import CitedPublication
from .publication_display import ShownPublication
from .publication_form import PublicationForm, author_panels
from .topic import PublicationTopic


class PublicationQuerySet(BasePageQuerySet):
    # True if the links of all pages are fetched at once, with the documents that they name.
    has_links = False

    def for_rows(self):
        """Fetch all data that rows in a list show."""
        found = self.select_related("pdf").prefetch_related("authors")
        found.has_links = True
        return found

    def for_export(self):
        """Fetch all data that a CSL item has."""
        found = self.prefetch_related("authors", "editors")
        found.has_links = True
        return found

    def newest_in_feed(self):
        # To the last day of a year or of a month.
        return self.order_by(Left(Concat("published_on", Value("-12-31")), 10).desc(), "-pk")

    def _clone(self):
        clone = super()._clone()
        clone.has_links = self.has_links
        return clone

    def _fetch_all(self):
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self.has_links:
            load_streams(self._result_cache, "links")


class PublicationPage(ShownPublication, CitedPublication, BasePage):
    """Published work, as in a list of references."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Journal article")
        CONFERENCE = "conference", _("Conference paper")
        PREPRINT = "preprint", _("Preprint")
        CHAPTER = "chapter", _("Book chapter")
        BOOK = "book", _("Book")
        THESIS = "thesis", _("Thesis")
        REPORT = "report", _("Report")
        DATASET = "dataset", _("Dataset")
        SOFTWARE = "software", _("Software")
        PATENT = "patent", _("Patent")
        TALK = "talk", _("Talk")
        OTHER = "other", _("Other")

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.ARTICLE)
    venue = models.CharField(
        max_length=500, blank=True, help_text="The name of the journal, conference or book."
    )
    short_venue = models.CharField(
        "short name of it", max_length=200, blank=True, help_text="For example “Phys. Rev. B”."
    )
    event = models.CharField(
        max_length=500, blank=True, help_text="The conference, where the proceedings have a name."
    )
    series = models.CharField(
        max_length=500, blank=True, help_text="The series of the book or proceedings."
    )
    published_on = PartialDateField("date", help_text=DATE_HELP)
    volume = models.CharField(max_length=100, blank=True)
    issue = models.CharField(max_length=100, blank=True)
    page_range = models.CharField(
        "pages", max_length=200, blank=True, help_text="For example 101–118."
    )
    number = models.CharField(
        max_length=200, blank=True, help_text="Of the report or patent, or of an article."
    )
    edition = models.CharField(max_length=100, blank=True, help_text="For example 2.")
    genre = models.CharField(
        max_length=200, blank=True, help_text="For example “PhD thesis” or “Poster”."
    )
    publisher = models.CharField(max_length=500, blank=True)
    place = models.CharField(
        "place of publication", max_length=200, blank=True, help_text="For example “New York”."
    )
    language = models.CharField(
        max_length=40, blank=True, help_text="Its code, such as de, if it is not that of the site."
    )
    doi = models.CharField(
        "DOI",
        max_length=500,
        blank=True,
        help_text="For example 10.1000/182, or its web address.",
    )
    arxiv_id = models.CharField(
        "arXiv", max_length=100, blank=True, help_text="For example 0704.0001, or its web address."
    )
    arxiv_class = models.CharField(
        "class at arXiv", max_length=40, blank=True, help_text="For example cs.CV."
    )
    pmid = models.CharField("PubMed", max_length=40, blank=True, help_text="The PMID, a number.")
    isbn = models.CharField(
        "ISBN", max_length=200, blank=True, help_text="For example 978-3-16-148410-0."
    )
    issn = models.CharField("ISSN", max_length=100, blank=True, help_text="For example 1234-5679.")
    address = models.URLField(
        max_length=2000, blank=True, help_text="The web address, if there is no DOI."
    )
    links = StreamField(
        [("link", ProjectLinkBlock())],
        blank=True,
        collapsed=True,
        help_text="Links to code, data, slides and the like.",
    )
    pdf = optional_key(
        "wagtaildocs.Document", verbose_name="PDF", help_text="The paper, if you may share it."
    )
    award = models.CharField(max_length=300, blank=True, help_text="For example “Best paper”.")
    abstract = models.TextField(
        max_length=20_000, blank=True, help_text="The abstract as published."
    )
    topics = ClusterTaggableManager(
        through=PublicationTopic,
        blank=True,
        verbose_name="topics",
        help_text="A few words that other publications or projects share.",
    )
    keywords = models.TextField(
        max_length=2000, blank=True, help_text="As published, with a semicolon between two."
    )
    note = models.TextField(
        max_length=2000, blank=True, help_text="Cited at the end, such as “in press”."
    )
    citation_key = models.CharField(
        max_length=200, blank=True, help_text="The key in BibTeX, such as lovelace1843notes."
    )
    # The entry that the page was made from; the name is older than the other formats.
    bibtex = models.TextField(
        "original entry",
        max_length=50_000,
        blank=True,
        help_text="The BibTeX, RIS or other text that this page was made from. Only kept.",
    )
    # Formatted when the page is saved: a style takes too long while a list is rendered.
    formatted_references = models.JSONField(default=dict, blank=True, editable=False)

    objects = PageManager.from_queryset(PublicationQuerySet)()
    base_form_class = PublicationForm

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
        FieldRowPanel(["page_range", "number"]),
        FieldRowPanel(
            [FieldPanel("publisher", help_text="Or the university or institution."), "place"]
        ),
        "topics",
        "award",
        *author_panels,
        MultiFieldPanel(
            [
                FieldRowPanel(["short_venue", "event"]),
                FieldRowPanel(["series", "edition"]),
                FieldRowPanel(["genre", "language"]),
                InlinePanel(
                    "editors", label="Editor", help_text="The editors of the book, as printed."
                ),
                "keywords",
                "note",
            ],
            heading="Editors, series, keywords and the like",
            classname="collapsed",
        ),
    ]
    link_panels = [
        FieldRowPanel(["doi", "arxiv_id"]),
        "pdf",
        "links",
        "address",
        MultiFieldPanel(
            [
                FieldRowPanel(["isbn", "issn"]),
                FieldRowPanel(["pmid", "arxiv_class"]),
                "citation_key",
                "bibtex",
            ],
            heading="Other identifiers and the original entry",
            classname="collapsed",
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("plain_texts"),
        index.RelatedFields("authors", [index.SearchField("name")]),
        index.RelatedFields("topics", [index.SearchField("name")]),
    ]
    parent_page_types = ["projects.PublicationIndexPage"]
    subpage_types = []

    @property
    def title_markup(self):
        """The title with its markup."""
        is_marked = is_title_of(self.title, self.marked_title)
        return self.marked_title if is_marked else mark_up(self.title)

    def fill_entry(self, text, key):
        """Fill the page from the entry with this key in a text, such as a file of BibTeX.

        Raises LookupError if there is none.
        """
        for entry in read(text):
            if entry.item and entry.item.get("citation-key") == key:
                self.fill(entry.item)
                self.bibtex = entry.source
                return
        raise LookupError(f"entry {key}")

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

    def serve_preview(self, *args):
        self.formatted_references = format_references(self.csl)
        return super().serve_preview(*args)

    def save(self, *args, **kwargs):
        """Recognise the owner, add co-authors to the people, and format the references."""
        if kwargs.get("update_fields") is None:
            authors = self.authors.all()
            recognise(authors)
            if self.live:
                add_people(authors)
            self.formatted_references = format_references(self.csl)
        super().save(*args, **kwargs)
