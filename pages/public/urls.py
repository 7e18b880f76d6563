"""Addresses for visitors and programs."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls

from pages import draft_links, machines, twins, views
from pages.feeds import AtomFeed, JsonFeed
from pages.serving.cache.policy import offered

urlpatterns = [
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
    # The address of a page has no dot.
    re_path(r"^([\w/-]*[\w-])\.md$", twins.serve_markdown),
    # The last of Wagtail's addresses serves pages.
    path("", include(wagtail_urls.urlpatterns[:-1])),
    re_path(wagtail_urls.serve_pattern, twins.serve_page, name="wagtail_serve"),
]
