"""What this site adds to the admin."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .guide import GuideView
from .links.report import LinkReportMenuItem
from .links.report import urlpatterns as link_report_urls
from .rich_text import PageLinkHandler


# After Wagtail's own handler of the same links, which it replaces.
@hooks.register("register_rich_text_features", order=10)
def register_page_links(features):
    features.register_link_type(PageLinkHandler)


@hooks.register("register_admin_urls")
def register_guide():
    return [path("guide/", GuideView.as_view(), name="guide")]


@hooks.register("register_help_menu_item")
def register_guide_menu_item():
    return MenuItem(
        "Guide", reverse("guide"), name="guide", icon_name="help", order=100
    )


@hooks.register("register_admin_urls")
def register_link_report():
    return link_report_urls


@hooks.register("register_reports_menu_item")
def register_link_report_menu_item():
    return LinkReportMenuItem()
