"""What the site adds to the admin."""

from wagtail import hooks

from .links.report import LinkReportMenuItem
from .links.report import urlpatterns as link_report_urls


@hooks.register("register_admin_urls")
def register_link_report():
    return link_report_urls


@hooks.register("register_reports_menu_item")
def register_link_report_menu_item():
    return LinkReportMenuItem()
