from django.db import models
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from pages.blocks import HeadlineNumberBlock
from pages.fields import PartialDate, optional_key
from pages.models import BasePage

from ..blocks import FactBlock, PressBlock, ProjectLinkBlock, TalkBlock
from ..schema_org import describe_project
from .dated import DatedQuerySet
from .neighbours import find_neighbours
from .publication import PublicationPage
from .topic import ProjectTopic


class ProjectQuerySet(DatedQuerySet):
    def newest_first(self):
        """Order by date: unfinished work first, then the newest."""
        return self.order_by(
            models.F("finished_on").desc(nulls_first=True),
            models.F("started_on").desc(nulls_last=True),
            "title",
        )

    def featured_first(self):
        """Order featured work before the rest, each by date."""
        newest = self.newest_first()
        return newest.order_by("-is_featured", *newest.query.order_by)


class ProjectPage(BasePage):
    """Project: its story, facts, results, publications, talks and press."""

    summary = models.CharField(
        max_length=300, help_text="One or two sentences for readers, lists and search engines."
    )
    cover = optional_key("pages.SiteImage", help_text="An image for the head of the page.")
    topics = ClusterTaggableManager(
        through=ProjectTopic,
        blank=True,
        verbose_name="topics",
        help_text="A few words that other projects share.",
    )
    started_on = models.DateField(null=True, blank=True, help_text="Shown as month and year.")
    finished_on = models.DateField(
        null=True, blank=True, help_text="Leave this empty while the work continues."
    )
    is_featured = models.BooleanField(
        "featured", default=False, help_text="Shown before other projects in lists by date."
    )
    role = models.CharField(max_length=200, blank=True, help_text="Your role in the project.")
    place = models.CharField(
        "where", max_length=200, blank=True, help_text="The name of the institution."
    )
    scale = models.CharField(
        max_length=200, blank=True, help_text="The size of the project, in one line."
    )
    facts = StreamField(
        [("fact", FactBlock())],
        blank=True,
        collapsed=True,
        verbose_name="further facts",
        help_text="Other lines of the fact sheet.",
    )
    links = StreamField(
        [("link", ProjectLinkBlock())],
        blank=True,
        collapsed=True,
        help_text="Links to paper, code, data and the like.",
    )
    numbers = StreamField(
        [("number", HeadlineNumberBlock())],
        blank=True,
        collapsed=True,
        max_num=4,
        verbose_name="headline numbers",
        help_text="Up to four numbers, each with its source.",
    )
    talks = StreamField(
        [("talk", TalkBlock())], blank=True, collapsed=True, help_text="Talks about this work."
    )
    press = StreamField(
        [("article", PressBlock())],
        blank=True,
        collapsed=True,
        help_text="Articles by others about this work.",
    )

    objects = PageManager.from_queryset(ProjectQuerySet)()

    is_in_feed = True
    open_graph_type = "article"
    has_dashboard_button = True
    image_fields = {"cover": "text"}

    content_panels = [
        BasePage.title_panel,
        BasePage.summary_panel,
        "cover",
        "numbers",
        BasePage.body_panel,
    ]
    fact_panels = [
        "topics",
        FieldRowPanel(["started_on", "finished_on"]),
        "role",
        "place",
        "scale",
        "facts",
        "is_featured",
    ]
    link_panels = [
        "links",
        InlinePanel(
            "chosen_publications",
            heading="Publications",
            label="Publication",
            help_text="Choose the publications of this work.",
        ),
        "talks",
        "press",
    ]
    search_fields = [
        *BasePage.search_fields,
        *map(index.SearchField, ["role", "place", "scale", "facts", "talks", "press"]),
        index.RelatedFields("topics", [index.SearchField("name")]),
    ]
    parent_page_types = ["projects.ProjectIndexPage"]
    subpage_types = []

    @property
    def is_under_way(self):
        return self.finished_on is None

    @property
    def period(self):
        """Period of the work, to the month, as HTML: "May 2017 – May 2019" or "May 2019"."""
        dates = [date for date in (self.started_on, self.finished_on) if date]
        months = [PartialDate(date.isoformat()[:7]).html for date in dates]
        period = " – ".join(dict.fromkeys(months))
        if self.is_under_way and months:
            period = _("since %(date)s") % {"date": period}
        return mark_safe(period)  # noqa: S308 - it is made of elements

    @property
    def fact_sheet(self):
        """Known facts, as pairs of label and value, in the order of the page."""
        known = [
            (_("Role"), self.role),
            (_("Where"), self.place),
            (_("When"), self.period),
            (_("Scale"), self.scale),
            *((fact.value["label"], fact.value["value"]) for fact in self.facts),
        ]
        return [(label, value) for label, value in known if value]

    @property
    def open_links(self):
        """Links with an address."""
        return [link.value for link in self.links if link.value.url]

    def structured_data_for(self, owner):
        return describe_project(self, owner)

    @property
    def row_date(self):
        if not self.is_under_way:
            return PartialDate(self.finished_on.isoformat()[:4]).html
        if self.started_on:
            year = PartialDate(self.started_on.isoformat()[:4]).html
            return mark_safe(_("since %(date)s") % {"date": year})  # noqa: S308 - an element
        return _("under way")

    @property
    def neighbours(self):
        return find_neighbours(self, self.get_parent().specific.projects)

    @property
    def sections(self):
        """Sections after the body, for the contents of the page."""
        sections = {
            "publications": (_("Publications"), self.publications),
            "talks": (_("Talks"), self.talks),
            "press": (_("Press"), self.press),
        }
        return [
            {"text": text, "anchor": anchor} for anchor, (text, shown) in sections.items() if shown
        ]

    @cached_property
    def publications(self):
        """Chosen public publications, in the chosen order."""
        chosen = [item.publication_id for item in self.chosen_publications.all()]
        return PublicationPage.objects.live().public().for_rows().in_order(chosen)


class ProjectPublication(Orderable):
    """Publication of a project."""

    project = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="chosen_publications")
    publication = models.ForeignKey(
        PublicationPage, on_delete=models.CASCADE, related_name="project_uses"
    )

    panels = ["publication"]

    def __str__(self):
        return str(self.publication)
