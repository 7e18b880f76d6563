"""Topics, people, news and imports in the admin, and the address of the PDF of a publication."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import citing
from .imports.views import AddView, find_index, urlpatterns
from .models import (
    Author,
    NewsLine,
    NoteIndexPage,
    Person,
    PublicationIndexPage,
    PublicationPage,
    Topic,
)
from .starter import list_starter_records, make_first_page


class TopicViewSet(SnippetViewSet):
    """List of topics, to rename and delete them; the editors of pages add new ones."""

    model = Topic
    icon = "tag"
    menu_label = "Topics"
    menu_order = 310
    add_to_admin_menu = True
    panels = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
    list_display = [
        "name",
        Column("project_count", label="Projects", sort_key="project_count"),
        Column("publication_count", label="Publications", sort_key="publication_count"),
        Column("note_count", label="Notes", sort_key="note_count"),
    ]

    def get_queryset(self, request):
        return Topic.objects.annotate(
            project_count=Count("uses", distinct=True),
            publication_count=Count("publication_uses", distinct=True),
            note_count=Count("note_uses", distinct=True),
        )


class PersonViewSet(SnippetViewSet):
    """List of co-authors, to give them an address; publishing a publication adds new ones."""

    model = Person
    icon = "group"
    menu_label = "People"
    menu_order = 320
    add_to_admin_menu = True
    panels = ["name", "address", "other_names"]
    search_fields = ["name", "other_names"]
    ordering = ["-publication_count", "name"]
    list_display = [
        "name",
        "address",
        Column("publication_count", label="Publications", sort_key="publication_count"),
    ]

    def get_queryset(self, request):
        named = Author.objects.filter(name=OuterRef("name")).order_by().values("name")
        count = Subquery(named.annotate(count=Count("publication", distinct=True)).values("count"))
        return Person.objects.annotate(publication_count=Coalesce(count, 0))


class NewsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_add_news(request.user)


class NewsViewSet(SnippetViewSet):
    """List of the news, a line each."""

    model = NewsLine
    icon = "calendar-alt"
    menu_label = "News"
    menu_order = 306
    menu_item_class = NewsMenuItem
    add_to_admin_menu = True
    search_fields = ["text"]
    list_display = ["__str__", "date", LiveStatusTagColumn()]


def may_add_news(user):
    """Return whether a user may add news, and the site has a page that shows them."""
    return user.has_perm("projects.add_newsline") and NoteIndexPage.objects.exists()


@hooks.register("construct_snippet_action_menu")
def offer_publishing_first(menu_items, request, context):
    """A line of news is written and published at once."""
    menu_items.sort(key=lambda item: item.name != "action-publish")


class AddMenuItem(MenuItem):
    def is_shown(self, request):
        return find_index(request.user) is not None


register_snippet(TopicViewSet)
register_snippet(PersonViewSet)
register_snippet(NewsViewSet)
hooks.register("register_admin_urls", lambda: [*urlpatterns, *citing.urlpatterns])
hooks.register("list_starter_records", list_starter_records)
hooks.register("make_first_page", make_first_page)


@hooks.register("register_admin_menu_item")
def make_menu_item():
    address = reverse("add_publications")
    return AddMenuItem(
        AddView.page_title, address, name="add-publications", icon_name="upload", order=305
    )


@hooks.register("register_dashboard_buttons")
def list_dashboard_buttons(user):
    """Yield the name, address and icon of further buttons on the dashboard."""
    if may_add_news(user):
        yield "New line of news", reverse("wagtailsnippets_projects_newsline:add"), "plus"
    if find_index(user):
        yield AddView.page_title, reverse("add_publications"), "upload"


@hooks.register("register_page_header_buttons")
def make_header_button(page, user, view_name, next_url=None):
    """Yield the button in the header of the list of publications."""
    if isinstance(page.specific_deferred, PublicationIndexPage) and find_index(user):
        yield Button(
            AddView.page_title, reverse("add_publications"), icon_name="upload", priority=5
        )


# After Wagtail's own hook, which asks for the password of a private document.
@hooks.register("before_serve_document", order=100)
def redirect_to_page(document, request):
    """Redirect from a document to the PDF of its page, which asks for that page's password."""
    pages = PublicationPage.objects.live().filter(pdf=document).select_related("pdf")
    page = pages.public().first() or pages.first()
    if page and page.pdf_address != document.url:
        return redirect(page.pdf_address)
    return None
