from hashlib import sha256

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable, PreviewableMixin, Site

from pages.drawing.colors import ACCENT
from pages.drawing.favicon import EDITION
from pages.drawing.monogram import find_initials

from ..fields import OrcidField, clean_language, clean_orcid, optional_key
from .handles import ProfileAddressField


@register_setting(icon="user", order=1)
class Owner(PreviewableMixin, ClusterableModel, BaseGenericSetting):
    """The person who owns the site. How it looks is edited as a Look."""

    class Face(models.TextChoices):
        SERIF = "serif", "Serif (Source Serif)"
        BOOK = "book", "Book (Crimson Pro)"
        SLAB = "slab", "Slab (Bitter)"
        SANS = "sans", "Sans (Source Sans)"

    class Margin(models.TextChoices):
        WIDE = "wide", "Wide"
        NARROW = "narrow", "Narrow"

    name = models.CharField(max_length=100, help_text="Write it as you sign your work.")
    native_name = models.CharField(
        "name in its own script",
        max_length=100,
        blank=True,
        help_text="Your name in another script, if it has one.",
    )
    native_language = models.CharField(
        "language of that name",
        max_length=20,
        blank=True,
        validators=[clean_language],
        help_text="Its code, such as ar, el or ja, so that screen readers pronounce it well.",
    )
    also_known_as = models.TextField(
        max_length=1000,
        blank=True,
        help_text="Other spellings of your name among authors, such as “A. Lovelace”, one in "
        "each line.",
    )
    orcid = OrcidField(
        "ORCID iD",
        max_length=40,
        blank=True,
        validators=[clean_orcid],
        help_text="For example 0000-0002-1825-0097.",
    )
    job_title = models.CharField("title", max_length=100, blank=True, help_text="Your job title.")
    employer = models.CharField(max_length=100, blank=True)
    claim = models.CharField(
        max_length=200, blank=True, help_text="Say in one sentence what you do."
    )
    description = models.TextField(
        max_length=500,
        blank=True,
        help_text="Two or three sentences about you, for search engines.",
    )
    portrait = optional_key(
        "pages.SiteImage", help_text="Shown on the home page and on the page about you."
    )
    footer_note = models.CharField(
        max_length=200, blank=True, help_text="The last line of every page."
    )

    icon = optional_key(
        "pages.SiteImage",
        help_text="A square image for tabs and home screens. Leave it empty to show your initials.",
    )
    security_contact = models.EmailField(
        "address for security reports",
        blank=True,
        help_text=(
            "Published in /.well-known/security.txt. Leave it empty to publish no such file."
        ),
    )

    # Progress of the first steps; see pages/desk/first_steps.py.
    first_steps = models.JSONField(default=dict, blank=True, editable=False)

    # Of the Look.
    accent = models.CharField(max_length=7, blank=True, default=ACCENT)
    face = models.CharField(max_length=5, choices=Face, default=Face.SERIF)
    margin = models.CharField(max_length=6, choices=Margin, default=Margin.WIDE)

    select_related = ["portrait", "icon"]
    panels = [
        MultiFieldPanel(
            ["name", "job_title", FieldPanel("employer", help_text="Where you work.")],
            heading="Who you are",
        ),
        MultiFieldPanel(
            [
                FieldPanel("claim", widget=AdminAutoHeightTextInput),
                "description",
                "portrait",
                "footer_note",
            ],
            heading="In a few words",
        ),
        InlinePanel(
            "profiles",
            heading="Profiles",
            label="Profile",
            help_text="Your pages on other sites, linked at the end of every page.",
        ),
        MultiFieldPanel(
            ["native_name", "native_language"],
            heading="Your name in another script",
            classname="collapsed",
        ),
        MultiFieldPanel(
            ["also_known_as", "orcid"], heading="Your name on publications", classname="collapsed"
        ),
        MultiFieldPanel(
            ["icon", "security_contact"], heading="For browsers and programs", classname="collapsed"
        ),
    ]

    class Meta:
        verbose_name = "owner"
        verbose_name_plural = "owner"

    def __str__(self):
        return self.name

    @classmethod
    def find(cls):
        """Return the owner, or one without a name if there is none yet.

        Unlike `load`, it makes none: the draft of a page would change the version of all cached
        pages.
        """
        return cls.objects.first() or cls()

    @classmethod
    def find_names(cls):
        """Return the name in all its scripts and spellings, as the search finds it."""
        owner = cls.find()
        return f"{owner.name} {owner.native_name} {owner.also_known_as}"

    @property
    def icon_version(self):
        """Hash of the content of the icons, part of their addresses."""
        if self.icon:
            source = self.icon.get_file_hash(), self.icon.focus
        else:
            source = find_initials(self.name), self.accent
        return sha256(f"{EDITION} {source}".encode()).hexdigest()[:8]

    def icon_address(self, name):
        return f"{reverse('icon', args=[name])}?v={self.icon_version}"

    @property
    def tab_icon(self):
        return self.icon_address("icon-32.png")

    @property
    def touch_icon(self):
        return self.icon_address("apple-touch-icon.png")

    def serve_preview(self, request, mode_name):
        """Render the home page with this owner, saved or not."""
        # Pages take the owner of this request from its cache.
        setattr(request, Owner.get_cache_attr_name(), self)
        home = Site.find_for_request(request).root_page.specific
        return home.serve_preview(request, mode_name)


class Profile(Orderable):
    """Page of the owner on another site."""

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
    address = ProfileAddressField(help_text="The web address of your page there.")

    panels = [
        "kind",
        FieldPanel(
            "address",
            help_text="The web address of your page there, or your name there, such as “ada”, "
            "“@ada@mastodon.social” or your ORCID iD.",
        ),
    ]

    def __str__(self):
        return self.get_kind_display()
