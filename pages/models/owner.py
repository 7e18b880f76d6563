from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable, PreviewableMixin, Site

from ..fields import clean_language
from ..icons import Icons


@register_setting(icon="user", order=1)
class Owner(PreviewableMixin, ClusterableModel, BaseGenericSetting):
    """The person whose site this is."""

    name = models.CharField(max_length=100, help_text="Write it as you sign your work.")
    native_name = models.CharField(
        "name in its own script",
        max_length=100,
        blank=True,
        help_text="Fill this in if your name is written in another script too, like 董悟时.",
    )
    native_language = models.CharField(
        "language of that name",
        max_length=20,
        blank=True,
        validators=[clean_language],
        help_text="Give its code, like zh, ar or el: then screen readers say it well.",
    )
    job_title = models.CharField(
        "title", max_length=100, blank=True, help_text="What you are at work."
    )
    employer = models.CharField(max_length=100, blank=True)
    claim = models.CharField(
        max_length=200, blank=True, help_text="Say in one sentence what you do."
    )
    description = models.TextField(
        max_length=500,
        blank=True,
        help_text="Two or three sentences about you, for search engines.",
    )
    portrait = models.ForeignKey(
        "pages.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="It is shown on the first page and on the page about you.",
    )
    footer_note = models.CharField(
        max_length=200, blank=True, help_text="This line ends every page."
    )

    icon = models.ForeignKey(
        "pages.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="A square picture for tabs and home screens. Empty: your initials.",
    )
    security_contact = models.EmailField(
        "address for security reports",
        blank=True,
        help_text=(
            "Anybody can read it in /.well-known/security.txt. Empty: there is no such file."
        ),
    )

    select_related = ["portrait", "icon"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("job_title"),
                FieldPanel("employer", help_text="Where you work."),
            ],
            heading="Who you are",
        ),
        MultiFieldPanel(
            [
                FieldPanel("claim", widget=AdminAutoHeightTextInput),
                FieldPanel("description"),
                FieldPanel("portrait"),
                FieldPanel("footer_note"),
            ],
            heading="In a few words",
        ),
        InlinePanel(
            "profiles",
            heading="Profiles",
            label="Profile",
            help_text="Your pages elsewhere, which every page links to at its end.",
        ),
        MultiFieldPanel(
            [FieldPanel("native_name"), FieldPanel("native_language")],
            heading="Your name in another script",
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("icon"), FieldPanel("security_contact")],
            heading="For browsers and programs",
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = "owner"
        verbose_name_plural = "owner"

    def __str__(self):
        return self.name

    @property
    def icons(self):
        return Icons(self.name, self.icon)

    def serve_preview(self, request, mode_name):
        """Show the first page as it will be when this owner, perhaps not saved yet, is saved."""
        # Where pages of this request look for the owner.
        setattr(request, self.get_cache_attr_name(), self)
        home = Site.find_for_request(request).root_page.specific
        return home.serve(request)


class Profile(Orderable):
    """A page about the owner elsewhere."""

    class Kind(models.TextChoices):
        GITHUB = "github", "GitHub"
        GITLAB = "gitlab", "GitLab"
        LINKEDIN = "linkedin", "LinkedIn"
        SCHOLAR = "scholar", "Google Scholar"
        ORCID = "orcid", "ORCID"
        ARXIV = "arxiv", "arXiv"
        MASTODON = "mastodon", "Mastodon"
        BLUESKY = "bluesky", "Bluesky"
        X = "x", "X"
        YOUTUBE = "youtube", "YouTube"
        WEBSITE = "website", _("Website")

    owner = ParentalKey(Owner, on_delete=models.CASCADE, related_name="profiles")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    address = models.URLField(help_text="The web address of your page there.")

    panels = [FieldPanel("kind"), FieldPanel("address")]

    def __str__(self):
        return self.get_kind_display()
