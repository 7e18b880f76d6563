from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from ..blocks import (
    PROSE_FEATURES,
    AchievementBlock,
    CompetencyBlock,
    EducationBlock,
    ExperienceBlock,
)
from .base import BasePage, IndexChooserPanel
from .schema_org import describe_person


class AboutPage(BasePage):
    """The owner: bio, education, experience, track record, competencies and projects."""

    portrait = models.ForeignKey(
        "pages.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Leave this empty to show the portrait of the owner.",
    )
    bio = RichTextField(
        features=PROSE_FEATURES,
        blank=True,
        help_text="Introduce yourself in a paragraph or two.",
    )
    education = StreamField(
        [("degree", EducationBlock())],
        blank=True,
        collapsed=True,
        help_text="Your degrees, in the order of the page.",
    )
    experience = StreamField(
        [("position", ExperienceBlock())],
        blank=True,
        collapsed=True,
        help_text="Your positions, in the order of the page.",
    )
    track_record = StreamField(
        [("entry", AchievementBlock())],
        blank=True,
        collapsed=True,
        help_text="Your achievements, each with the project that tells more.",
    )
    competencies = StreamField(
        [("group", CompetencyBlock())],
        blank=True,
        collapsed=True,
        help_text="Your skills, in groups.",
    )
    projects_from = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="projects",
        help_text="Choose the list whose newest entries are shown here.",
    )

    content_panels = [
        BasePage.title_panel,
        BasePage.summary_panel,
        FieldPanel("portrait"),
        FieldPanel("bio"),
        BasePage.body_panel,
    ]
    fact_panels = [
        FieldPanel("education"),
        FieldPanel("experience"),
        FieldPanel("track_record"),
        FieldPanel("competencies"),
        IndexChooserPanel("projects_from"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("bio"),
        index.SearchField("education"),
        index.SearchField("experience"),
        index.SearchField("track_record"),
        index.SearchField("competencies"),
    ]
    parent_page_types = ["pages.HomePage"]
    max_count = 1
    picture_fields = {"portrait": 240}
    schema_type = "ProfilePage"
    open_graph_type = "profile"

    # The page links to the full list.
    PROJECTS_SHOWN = 20

    def describe(self, owner):
        return describe_person(owner)

    @property
    def projects(self):
        """The newest projects of the chosen list."""
        source = self.projects_from
        if source is None or not source.live:
            return []
        return source.specific.first_entries(self.PROJECTS_SHOWN)
