"""What every page of the site has."""

from base64 import b64encode
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import (
    Page,
    PageManager,
    PageQuerySet,
    PageViewRestriction,
    get_page_models,
)
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from ..blocks import BodyBlock
from ..cards import Card
from ..linked_pages import linked_pages_of
from ..page_form import PageForm
from ..trace import find_trace
from .owner import Owner


def is_in_private_section():
    """Return the condition that a page, or one above it, is kept from the public.

    The database follows it within the statement that it is part of. Wagtail's own takes a
    query before each.
    """
    beginning = Substr(OuterRef("path"), 1, Length("page__path"))
    return Exists(PageViewRestriction.objects.filter(page__path=beginning))


class BasePageQuerySet(PageQuerySet):
    def private_q(self):
        return Q(is_in_private_section())

    def for_rows(self):
        """Fetch with all pages what their rows in a list show."""
        return self

    def findable(self):
        """Those that search engines and readers of the feeds are told of."""
        return self.live().public().filter(is_noindex=False, alias_of=None)


class BasePage(Page):
    """A page with a summary and a body.

    `row_template` draws the page where it is listed, `row_date` is the year it is listed
    under there.
    """

    summary = models.CharField(
        max_length=300,
        blank=True,
        help_text="Say it in a sentence or two, for readers, lists and search engines.",
    )
    body = StreamField(BodyBlock(), blank=True)
    is_noindex = models.BooleanField(
        "hide from search engines",
        default=False,
        help_text=(
            "Asks them not to list the page, and leaves it out of the sitemap and feeds. "
            "Whoever has its address can read it."
        ),
    )

    objects = PageManager.from_queryset(BasePageQuerySet)()
    base_form_class = PageForm

    # The query parameters that say which part or form of the page is meant. It answers
    # every other query as if there were none.
    query_parameters = ()
    row_template = "components/row.html"
    # Whether readers of the feed are told when a page of this type is published.
    is_in_feed = False
    # Whether the dashboard has a button that begins a new page of this type.
    has_dashboard_button = False
    # The fields with a picture, and the width in CSS pixels that each is shown at.
    picture_fields = {}
    # What machines are told that the page is, in the words of schema.org and Open Graph.
    schema_type = "WebPage"
    open_graph_type = "website"
    # Pairs of a name and a value that indexes of scholarly works read.
    citation_tags = []

    title_panel = TitleFieldPanel(
        "title", help_text="The heading of the page, and its name in lists."
    )
    # With room for two sentences.
    summary_panel = FieldPanel("summary", widget=AdminAutoHeightTextInput)
    body_panel = FieldPanel(
        "body",
        help_text="Press + to add a text, a picture, a table or another block.",
    )
    content_panels = [title_panel, summary_panel, body_panel]
    # What a page type is told by besides its text, and what it leads to.
    fact_panels = []
    link_panels = []
    promote_panels = [
        FieldPanel(
            "show_in_menus",
            help_text="Only pages directly below the first page appear in the menu.",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    heading="Address",
                    help_text=(
                        "The end of the page's address, made from the title. If you "
                        "change it later, the old address leads to the new one."
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
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    preview_modes = [
        ("", _("Page")),
        ("paper", _("On paper")),
        ("card", _("Social card")),
    ]

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls):
        """Return the tabs of the editor, grouped by what an owner thinks of."""
        tabs = {
            "Write": cls.content_panels,
            "Facts": cls.fact_panels,
            "Links and papers": cls.link_panels,
            "Search and sharing": cls.promote_panels,
            "Settings": cls.settings_panels,
        }
        editor = TabbedInterface(
            [
                ObjectList(panels, heading=name)
                for name, panels in tabs.items()
                if panels
            ],
            base_form_class=cls.base_form_class,
        )
        return editor.bind_to_model(cls)

    @classmethod
    def get_page_description(cls):
        """Return the first paragraph of the docstring: what this page type is for."""
        return " ".join(cls.__doc__.split("\n\n")[0].split())

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        with linked_pages_of(self):
            return response.render()

    def serve_preview(self, request, mode_name):
        """Show the page, or its social card as a network does; base.html knows paper."""
        if mode_name != "card":
            return super().serve_preview(request, mode_name)
        owner = Owner.load(request_or_site=request)
        card, name = self.card_for(owner), self.name_for(owner)
        picture = b64encode(card.draw()).decode()
        context = {"page": self, "name": name, "card": card, "picture": picture}
        return TemplateResponse(request, "pages/card_preview.html", context)

    @property
    def description(self):
        """One or two sentences about the page for search engines, or ""."""
        return self.search_description or self.summary

    def name_for(self, owner):
        """What the page is called where it stands alone, as among search results."""
        return self.seo_title or self.title

    @property
    def picture(self):
        """The image that stands for the page where it is shared, or None."""
        return next(
            filter(None, (getattr(self, name) for name in self.picture_fields)), None
        )

    @property
    def feed_html(self):
        """What readers of the feed get of the page after its summary."""
        return self.body.render_as_block()

    def describe(self, owner):
        """Return what the page is about in the words of schema.org, or None."""
        return

    @cached_property
    def is_public(self):
        """Whether any visitor may read the page."""
        return self.live and not is_private(self)

    @property
    def is_findable(self):
        """Whether search engines are told of it, unless it is private.

        An alias is not: they would take it for a copy of its source.
        """
        return not self.is_noindex and self.alias_of_id is None

    def get_sitemap_urls(self, request=None):
        return super().get_sitemap_urls(request) if self.is_findable else []

    @property
    def trace(self):
        """A small drawing of its first numbers, or None where it has none."""
        return find_trace(self.body)

    @property
    def row_date(self):
        return ""

    def card_title_for(self, owner):
        """What its social card says in large letters."""
        return self.title

    def card_for(self, owner):
        """The picture that networks show beside a link to this page."""
        return Card(
            title=self.card_title_for(owner),
            owner=owner.name,
            host=urlsplit(settings.SITE_URL).netloc,
            trace=self.trace,
        )

    def card_url_for(self, owner):
        """The full address of the card, or None where visitors may not see the page."""
        if not (self.pk and self.is_public and self.full_url):
            return None
        digest = self.card_for(owner).digest
        return settings.SITE_URL + reverse("card", args=[self.pk, digest])

    @property
    def canonical_url(self):
        """The one full address of the page, which for an alias is that of its source."""
        return (self.alias_of or self).full_url


def is_private(page):
    """Tell whether the page, or one above it, is kept from the public."""
    return page.get_view_restrictions().exists()


class IndexChooserPanel(PageChooserPanel):
    """Offers the pages that list others, whichever app they belong to."""

    def get_form_options(self):
        self.page_type = [
            model for model in get_page_models() if issubclass(model, IndexPage)
        ]
        return super().get_form_options()


class IndexPage(BasePage):
    """A page that lists the pages below it."""

    schema_type = "CollectionPage"

    class Order(models.TextChoices):
        NEWEST = "newest", "Featured work, then the newest first"
        BY_HAND = "by_hand", "As you drag them in the list of pages"

    order = models.CharField(
        max_length=10,
        choices=Order.choices,
        default=Order.NEWEST,
        help_text="To arrange the pages yourself, choose dragging, and drag them where the "
        "admin lists them.",
    )

    fact_panels = [FieldPanel("order")]

    class Meta:
        abstract = True

    def first_entries(self, number):
        """Return the first `number` pages of the list that visitors may see."""
        raise NotImplementedError

    def find_list(self, **words):
        """Return the Listing that these words of the query ask for.

        Raises LookupError when there is none.
        """
        raise NotImplementedError

    def get_context(self, request, *args, **kwargs):
        words = {name: request.GET.get(name) for name in self.query_parameters}
        try:
            listing = self.find_list(**{k: v for k, v in words.items() if v})
        except LookupError as error:
            raise Http404(str(error)) from error
        return {**super().get_context(request, *args, **kwargs), "listing": listing}

    def get_admin_default_ordering(self):
        """Show the handles for dragging where dragging has an effect."""
        if self.order == self.Order.BY_HAND:
            return "ord"
        return super().get_admin_default_ordering()
