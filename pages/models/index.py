"""Base classes of pages with lists, and the choice of a list."""

from django.db import models
from django.http import Http404
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import get_page_models

from .base import BasePage


class IndexChooserPanel(PageChooserPanel):
    """Chooser that offers index pages of all apps."""

    def get_form_options(self):
        self.page_type = [model for model in get_page_models() if issubclass(model, IndexPage)]
        return super().get_form_options()


def find_first_entries(index, number):
    """Return the first entries of a chosen index page; none if it is not chosen or live."""
    return index.specific.first_entries(number) if index and index.live else []


class PageWithList(BasePage):
    """Page with a list, which `find_list` returns for the query parameters of a request."""

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            "listing": self.find_list_for(request),
        }

    def find_list_for(self, request):
        """Return the Listing for the query of a request; raise Http404 if there is none."""
        names = filter(request.GET.get, self.query_parameters)
        try:
            return self.find_list(**{name: request.GET[name] for name in names})
        except LookupError as error:
            raise Http404(str(error)) from error


class IndexPage(PageWithList):
    """Page that lists its children.

    `first_entries(number)` returns the first public pages of the list, `selected_entries(number)`
    those that the owner has selected, and `find_list` the Listing for the query parameters; it
    raises LookupError if there is none. A type that `has_news` has `first_news(number)` too.
    """

    schema_type = "CollectionPage"
    has_news = False

    class Order(models.TextChoices):
        NEWEST = "newest", "Featured work, then the newest first"
        BY_HAND = "by_hand", "By hand, as dragged in the list of pages"

    order = models.CharField(
        max_length=10,
        choices=Order.choices,
        default=Order.NEWEST,
        help_text="To arrange the pages yourself, choose “By hand” and drag them in the "
        "list of pages in the admin.",
    )

    fact_panels = [FieldPanel("order")]

    class Meta:
        abstract = True

    def selected_entries(self, number):
        """Return the first public pages that the owner has selected, as far as a list can."""
        return self.first_entries(number)

    def get_admin_default_ordering(self):
        """Show the drag handles if the order is by hand."""
        if self.order == self.Order.BY_HAND:
            return "ord"
        return super().get_admin_default_ordering()
