"""Topics and imports of publications in the admin."""

from django.db.models import Count
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .imports import hooks as imports
from .models import Topic


class TopicViewSet(SnippetViewSet):
    """List of topics, to rename and delete them; the editor of a project adds new ones."""

    model = Topic
    icon = "tag"
    menu_label = "Topics"
    menu_order = 310
    add_to_admin_menu = True
    panels = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
    list_display = ["name", Column("project_count", label="Projects", sort_key="project_count")]

    def get_queryset(self, request):
        return Topic.objects.annotate(project_count=Count("uses"))


register_snippet(TopicViewSet)
hooks.register("register_admin_urls", imports.get_admin_urls)
hooks.register("register_admin_menu_item", imports.make_menu_item)
hooks.register("register_dashboard_buttons", imports.list_dashboard_buttons)
hooks.register("register_page_header_buttons", imports.make_header_button)
