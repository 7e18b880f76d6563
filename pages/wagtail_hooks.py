"""What this site adds to the admin: which of its parts stands where."""

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.permissions import page_permission_policy

from pages import accounts
from pages.desk import dashboard
from pages.desk.draft_links import urlpatterns as draft_links_urls
from pages.desk.guide import GuideView
from pages.desk.language_markup import register_foreign_words
from pages.desk.publishing import refuse_in_bulk
from pages.desk.reports import ReportMenuItem
from pages.desk.status import StatusView
from pages.desk.status import may_see as may_see_status
from pages.desk.status import urlpatterns as status_urls

from .accounts import two_factor_views
from .blocks.page_links import PageLinkHandler
from .desk.visits import VisitsView
from .desk.visits import urlpatterns as visits_urls
from .public.contact import check_message

hooks.register("register_rich_text_features", register_foreign_words)
hooks.register("before_bulk_action", refuse_in_bulk)
hooks.register("construct_homepage_panels", dashboard.arrange)
# After Wagtail's check of private pages.
hooks.register("before_serve_page", check_message, order=100)


# After Wagtail's own handler of the same links, which it replaces.
@hooks.register("register_rich_text_features", order=10)
def register_page_links(features):
    features.register_link_type(PageLinkHandler)


@hooks.register("insert_global_admin_js")
def frame_what_matters():
    return format_html(
        '<script type="module" src="{}"></script>', static("js/focal_point.js")
    )


@hooks.register("insert_global_admin_js")
def keep_what_is_pasted():
    return format_html('<script src="{}"></script>', static("js/paste.js"))


@hooks.register("insert_global_admin_js")
def name_fields():
    return format_html(
        '<script type="module" src="{}"></script>', static("js/names.js")
    )


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("connection/", accounts.tell_connection, name="connection"),
        path("guide/", GuideView.as_view(), name="guide"),
        *draft_links_urls,
        *visits_urls,
        *status_urls,
        *two_factor_views.urlpatterns,
    ]


@hooks.register("insert_global_admin_css")
def style_admin():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def watch_connection():
    return render_to_string("pages/admin/connection.html")


@hooks.register("register_help_menu_item")
def offer_guide():
    return MenuItem(
        _("Guide"), reverse("guide"), name="guide", icon_name="help", order=100
    )


@hooks.register("register_reports_menu_item")
def offer_visits():
    return ReportMenuItem(VisitsView, "visits", "visits", 610)


@hooks.register("register_reports_menu_item")
def offer_status():
    return ReportMenuItem(StatusView, "status", "status", 620, may_see_status)


@hooks.register("register_page_header_buttons")
def offer_draft_links(page, user, view_name, next_url=None):
    if page.permissions_for_user(user).can_edit():
        yield Button(
            _("Share the draft"),
            reverse("draft_links", args=[page.pk]),
            icon_name="link",
            priority=40,
        )


@hooks.register("register_account_settings_panel")
def offer_two_factor_login(request, user, profile):
    return two_factor_views.SecurityPanel(request, user, profile)


@hooks.register("filter_form_submissions_for_user")
def keep_messages_for_publishers(user, forms):
    """Hide what visitors wrote from those who may write a form but not publish it."""
    may_publish = page_permission_policy.instances_user_has_permission_for(
        user, "publish"
    )
    return forms.filter(pk__in=may_publish.values("pk"))
