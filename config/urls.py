"""The map of addresses: which view or application answers which path."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access

from pages import draft_links, machines, twins, uploads, views
from pages.accounts import login, shared_passwords
from pages.feeds import AtomFeed, JsonFeed
from pages.serving.cache.policy import offered
from pages.unfinished import act_in_workflow

# Before Wagtail's own views of the same addresses.
own_admin_urls = [
    # Its own publishes unfinished drafts.
    path(
        "pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        require_admin_access(act_in_workflow),
    ),
    # Its own let anybody guess, and ask for no code.
    path("login/", login.AdminLoginView.as_view()),
    path("login/code/", login.CodeView.as_view(), name="login_code"),
    path("password_reset/", login.PasswordResetView.as_view()),
    # Its own raises an error, to show what that looks like.
    path("failwhale/", views.page_not_found, {"exception": None}),
]

urlpatterns = [
    path(f"{settings.ADMIN_PATH}/", include(own_admin_urls)),
    path(f"{settings.ADMIN_PATH}/", include(admin_urls)),
    # In the place of Wagtail's own, by the names that it knows them by: its view cannot serve
    # a part of a film, and takes what is too long for a number.
    path(
        "documents/<int:document_id>/<path:filename>",
        uploads.serve_document,
        name="wagtaildocs_serve",
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        shared_passwords.open_documents,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("media/<str:folder>/<path:path>", uploads.serve_media, name="media"),
    path("atom.xml", offered(AtomFeed()), name="feed"),
    path("feed.json", offered(JsonFeed()), name="json_feed"),
    path("sitemap.xml", offered(machines.sitemap)),
    path("search/", views.search, name="search"),
    path("draft/<path:token>", draft_links.show_draft, name="draft"),
    path("robots.txt", offered(machines.robots), name="robots"),
    path("llms.txt", offered(machines.llms)),
    path(".well-known/security.txt", machines.security),
    path("site.webmanifest", offered(machines.manifest), name="manifest"),
    re_path(r"^(favicon\.ico|[a-z-]*icon[a-z0-9-]*\.png)$", machines.icon, name="icon"),
    path("cards/<int:page_pk>/<slug:digest>.png", machines.card, name="card"),
    # No part of the address of a page has a dot in it.
    re_path(r"^([\w/-]*[\w-])\.md$", twins.serve_markdown),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        shared_passwords.open_pages,
    ),
    path("_util/login/", login.PublicLoginView.as_view()),
    # Wagtail's own addresses, among them the login and password forms with their tokens,
    # but the last, which serves pages.
    path("", include(wagtail_urls.urlpatterns[:-1])),
    re_path(wagtail_urls.serve_pattern, twins.serve_page, name="wagtail_serve"),
]

handler400 = "pages.views.refuse_request"
handler404 = "pages.views.page_not_found"
handler500 = "pages.views.server_error"
