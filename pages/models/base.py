"""Base class of all pages."""

from base64 import b64encode
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from pages.drawing.social_card import Card

from ..blocks import BodyBlock
from ..blocks.body import find_sparkline
from ..blocks.page_links import prefetch_page_links
from ..fields import list_languages
from .owner import Owner
from .page_form import PageCopyForm, PageForm, check_slug
from .title import TitledPage


def is_in_private_section():
    """Return the condition that a page, or an ancestor, has a view restriction.

    It is a subquery; Wagtail's own condition takes a query of its own.
    """
    beginning = Substr(OuterRef("path"), 1, Length("page__path"))
    return Exists(PageViewRestriction.objects.filter(page__path=beginning))


class BasePageQuerySet(PageQuerySet):
    def private_q(self):
        return Q(is_in_private_section())

    def for_rows(self):
        """Fetch all data that rows in a list show."""
        return self

    def in_order(self, keys):
        """Return those of the pages that have these primary keys, in their order."""
        found = self.in_bulk(keys)
        return [found[key] for key in dict.fromkeys(keys) if key in found]

    def findable(self):
        """Return the pages that sitemap and feeds contain."""
        return self.live().public().filter(is_noindex=False, alias_of=None)

    def newest_in_feed(self):
        """Order like a feed: the page that was published last comes first."""
        return self.order_by("-first_published_at")


class BasePage(TitledPage, Page):
    """Page with a summary and a body."""

    summary = models.CharField(
        max_length=300,
        blank=True,
        help_text="One or two sentences for readers, lists and search engines.",
    )
    body = StreamField(BodyBlock(), blank=True)
    is_noindex = models.BooleanField(
        "hide from search engines",
        default=False,
        help_text=(
            "Asks search engines not to list the page, and leaves it out of the sitemap "
            "and feeds. Anyone with its address can read it."
        ),
    )

    text_language = models.CharField(
        "language",
        max_length=20,
        blank=True,
        choices=list_languages,
        help_text="The language of the text. Leave it empty if it is that of the site.",
    )

    objects = PageManager.from_queryset(BasePageQuerySet)()
    base_form_class = PageForm
    copy_form_class = PageCopyForm

    # Query parameters that change the page; all others are ignored.
    query_parameters = ()
    # Those of them that visitors type: their pages are not cached.
    typed_parameters = ()
    # Template of the page in a list, and the date in it.
    row_template = "components/row.html"
    row_date = ""
    # True if feeds contain pages of this type.
    is_in_feed = False
    # True if the dashboard has a button for a new page of this type.
    has_dashboard_button = False
    # Image fields, with the placement of each, a key of PLACEMENTS in uploads/widths.py.
    image_fields = {}
    # Types in the vocabularies of schema.org and Open Graph.
    schema_type = "WebPage"
    open_graph_type = "website"
    # Meta tags for Google Scholar, as pairs of name and value.
    citation_tags = []

    # With room for two sentences.
    summary_panel = FieldPanel("summary", widget=AdminAutoHeightTextInput)
    body_panel = FieldPanel(
        "body", help_text="Press + to add a text, an image, a table or another block."
    )
    content_panels = [TitledPage.title_panel, summary_panel, body_panel]
    # Panels of the tabs “Facts” and “Links and papers”.
    fact_panels = []
    link_panels = []
    promote_panels = [
        FieldPanel(
            "show_in_menus",
            help_text="Only pages directly below the home page appear in the menu, in the order of "
            "Settings, Menu.",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    heading="Address",
                    help_text=(
                        "The last part of the page's address, made from the title. If "
                        "you change it later, the old address redirects to the new one."
                    ),
                ),
                FieldPanel(
                    "seo_title",
                    heading="Title in search results",
                    help_text="Leave this empty to use the title of the page.",
                ),
                FieldPanel(
                    "search_description",
                    heading="Description in search results",
                    help_text="Leave this empty to use the summary of the page.",
                ),
                FieldPanel("is_noindex"),
            ],
            heading="Address and search results",
        ),
        FieldPanel("text_language"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    # Wagtail would index a page before its authors and topics are saved.
    search_auto_update = False
    preview_modes = [("", _("Page")), ("paper", _("On paper")), ("card", _("Social card"))]

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls):
        tabs = {
            "Write": cls.content_panels,
            "Facts": cls.fact_panels,
            "Links and papers": cls.link_panels,
            "Search and sharing": cls.promote_panels,
            "Settings": cls.settings_panels,
        }
        editor = TabbedInterface(
            [ObjectList(panels, heading=name) for name, panels in tabs.items() if panels],
            base_form_class=cls.base_form_class,
        )
        return editor.bind_to_model(cls)

    @classmethod
    def get_page_description(cls):
        """Return the first paragraph of the docstring."""
        return " ".join(cls.__doc__.split("\n\n")[0].split())

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # With `update_fields`, Wagtail saves what no visitor sees, such as the latest revision.
        if kwargs.get("update_fields") is None:
            index.insert_or_update_object(self)

    def save_revision(self, *args, **kwargs):
        """Save a draft, and index it for the admin while visitors find nothing of the page."""
        revision = super().save_revision(*args, **kwargs)
        if not self.live:
            index.insert_or_update_object(self)
        return revision

    def can_move_to(self, parent):
        try:
            check_slug(self.slug, parent)
        except ValidationError:
            return False
        return super().can_move_to(parent)

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        with prefetch_page_links(self):
            return response.render()

    def serve_preview(self, request, mode_name):
        """Render the preview; base.html handles the mode "paper"."""
        if mode_name != "card":
            return super().serve_preview(request, mode_name)
        owner = Owner.load(request_or_site=request)
        card, name = self.card_for(owner), self.name_for(owner)
        picture = b64encode(card.draw()).decode()
        context = {"page": self, "name": name, "card": card, "picture": picture}
        return TemplateResponse(request, "pages/card_preview.html", context)

    @property
    def language_code(self):
        """Code of the language that the text is in."""
        return self.text_language or get_language()

    @property
    def title_language(self):
        """Code of the language of the title, or "" if it is that of the site."""
        return self.text_language

    @property
    def description(self):
        """Description for search engines; may be empty."""
        return self.search_description or self.summary

    def name_for(self, owner):
        """Return the title for search results and shared links."""
        return self.seo_title or self.title

    @property
    def image(self):
        """Image that represents the page where it is shared, or None."""
        return next(filter(None, (getattr(self, name) for name in self.image_fields)), None)

    @property
    def feed_html(self):
        """Content of the page in feeds, after its summary."""
        return self.body.render_as_block()

    @property
    def feed_times(self):
        """Times of publication and of the last change in feeds."""
        return self.first_published_at, self.last_published_at

    def structured_data_for(self, owner):
        """Return the subject of the page as JSON-LD (schema.org), or None."""
        return

    @cached_property
    def is_public(self):
        """True if every visitor may read the page."""
        return self.live and not is_private(self)

    @property
    def is_findable(self):
        """True if sitemap and feeds may contain the page, unless it is private."""
        # Search engines would take an alias for a copy of its source.
        return not self.is_noindex and self.alias_of_id is None

    def get_sitemap_urls(self, request=None):
        if not self.is_findable:
            return []
        # Wagtail's own date falls back to that of the last draft, which readers do not see.
        return [{"location": self.get_full_url(request), "lastmod": self.last_published_at}]

    @property
    def sparkline(self):
        return find_sparkline(self.body)

    def card_title_for(self, owner):
        """Return the title on the social card."""
        return self.title

    def card_for(self, owner):
        """Return the social card (Open Graph image) of the page."""
        return Card(
            title=self.card_title_for(owner),
            owner=owner.name,
            host=urlsplit(settings.SITE_URL).netloc,
            sparkline=self.sparkline,
            accent=owner.accent,
        )

    def card_url_for(self, owner):
        """Return the full address of the card, or None for a page that is not public."""
        if not (self.pk and self.is_public and self.full_url):
            return None
        return settings.SITE_URL + reverse("card", args=[self.pk, self.card_for(owner).digest])

    @property
    def canonical_url(self):
        """Full address of the page; for an alias, of its source."""
        return (self.alias_of or self).full_url


def is_private(page):
    """Return whether the page or an ancestor has a view restriction."""
    return page.get_view_restrictions().exists()


def fetch_for_rows(pages):
    """Return pages with all data that rows show, in their order, with a query for each type."""
    keys = [page.pk for page in pages]
    found = {
        page.pk: page
        for model in {page.specific_class for page in pages}
        if issubclass(model, BasePage)
        for page in model.objects.filter(pk__in=keys).for_rows()
    }
    return [found[pk] for pk in keys if pk in found]
