"""The map of addresses: which view or application answers which path."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as document_urls

from pages import draft_links, machines, twins, uploads, views
from pages.feeds import AtomFeed, JsonFeed
from pages.snapshots.rules import offered
from pages.unfinished import act_in_workflow

urlpatterns = [
    # Before Wagtail's own view of the same addresses, which publishes unfinished drafts.
    path(
        "admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        require_admin_access(act_in_workflow),
    ),
    path("admin/", include(admin_urls)),
    # Before Wagtail's own view of the same addresses, which cannot serve a part of a film.
    path("documents/<int:document_id>/<path:filename>", uploads.serve_document),
    path("documents/", include(document_urls)),
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
    # Wagtail's own addresses, among them the login and password forms with their tokens,
    # but the last, which serves pages.
    path("", include(wagtail_urls.urlpatterns[:-1])),
    re_path(wagtail_urls.serve_pattern, twins.serve_page, name="wagtail_serve"),
]

handler400 = "pages.views.refuse_request"
handler404 = "pages.views.page_not_found"
handler500 = "pages.views.server_error"
