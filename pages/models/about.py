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
from ..blocks.rich_text import read_rich_text
from ..fields import optional_key
from .base import BasePage
from .home import HomePage
from .index import IndexChooserPanel, find_first_entries
from .owner import Owner
from .schema_org import describe_person


class AboutPage(BasePage):
    """The owner: bio, education, experience, track record, competencies and projects."""

    portrait = optional_key(
        "pages.SiteImage", help_text="Leave this empty to show the portrait of the owner."
    )
    bio = RichTextField(
        features=PROSE_FEATURES, blank=True, help_text="Introduce yourself in a paragraph or two."
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
    projects_from = optional_key(
        Page,
        verbose_name="projects",
        help_text="Choose the list whose newest entries are shown here.",
    )

    content_panels = [
        BasePage.title_panel,
        BasePage.summary_panel,
        "portrait",
        "bio",
        BasePage.body_panel,
    ]
    fact_panels = [
        "education",
        "experience",
        "track_record",
        "competencies",
        IndexChooserPanel("projects_from"),
    ]
    search_fields = [
        *BasePage.search_fields,
        *map(index.SearchField, ["education", "experience", "track_record", "competencies"]),
        *map(index.SearchField, ["bio_text", "owner_names"]),
    ]
    parent_page_types = ["pages.HomePage"]
    max_count = 1
    image_fields = {"portrait": "portrait"}
    schema_type = "ProfilePage"
    open_graph_type = "profile"

    # The page links to the full list.
    PROJECTS_SHOWN = 20

    @property
    def bio_text(self):
        return read_rich_text(self.bio)

    @property
    def owner_names(self):
        return Owner.find_names()

    def structured_data_for(self, owner):
        return describe_person(owner)

    @property
    def projects(self):
        """The newest projects of the chosen list."""
        return find_first_entries(self.projects_from, self.PROJECTS_SHOWN)


def index_owner(**kwargs):
    """Renew the pages that the search finds by the owner's names. Connected to post_save."""
    for page in [*HomePage.objects.all(), *AboutPage.objects.all()]:
        index.insert_or_update_object(page)
