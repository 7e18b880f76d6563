"""What every page of the site has."""

from django.db import models
from django.utils.functional import cached_property
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet, get_page_models
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from ..blocks import BodyBlock
from ..linked_pages import linked_pages_of


class BasePageQuerySet(PageQuerySet):
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
        help_text="One sentence or two, for lists and search engines.",
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

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    # What a page type is told by besides its text, and what it leads to.
    fact_panels = []
    link_panels = []
    promote_panels = [
        MultiFieldPanel(
            ["slug", "seo_title", "search_description", "is_noindex"],
            heading="For search engines",
        ),
        MultiFieldPanel(["show_in_menus"], heading="For site menus"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
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

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        with linked_pages_of(self):
            return response.render()

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
    def row_date(self):
        return ""

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
        help_text="Choose dragging to arrange the pages yourself, where you list them.",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("order"),
        FieldPanel("body"),
    ]

    class Meta:
        abstract = True

    def first_entries(self, number):
        """Return the first `number` pages of the list that visitors may see."""
        raise NotImplementedError

    def get_admin_default_ordering(self):
        """Show the handles for dragging where dragging has an effect."""
        if self.order == self.Order.BY_HAND:
            return "ord"
        return super().get_admin_default_ordering()
