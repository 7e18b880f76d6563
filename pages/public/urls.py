"""Addresses for visitors and programs."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls

from pages.serving.cache.policy import offered

from . import drafts, look, markdown, views, well_known
from .feeds import AtomDocument, JsonDocument, serve_feed

urlpatterns = [
    path("atom.xml", offered(serve_feed), {"document": AtomDocument}, name="feed"),
    path("feed.json", offered(serve_feed), {"document": JsonDocument}, name="json_feed"),
    path("sitemap.xml", offered(well_known.sitemap)),
    path("search/", views.search, name="search"),
    path("draft/<path:token>", drafts.show_draft, name="draft"),
    path("robots.txt", offered(well_known.robots), name="robots"),
    path("llms.txt", offered(well_known.llms)),
    path(".well-known/security.txt", well_known.security),
    path("site.webmanifest", offered(well_known.manifest), name="manifest"),
    re_path(r"^(favicon\.ico|[a-z-]*icon[a-z0-9-]*\.png)$", well_known.icon, name="icon"),
    path("look-<slug:digest>.css", offered(look.serve_sheet), name="look"),
    path("cards/<int:page_pk>/<slug:digest>.png", views.card, name="card"),
    # The address of a page has no dot.
    re_path(r"^([\w/-]*[\w-])\.md$", markdown.serve_markdown),
    # The last of Wagtail's addresses serves pages.
    path("", include(wagtail_urls.urlpatterns[:-1])),
    re_path(wagtail_urls.serve_pattern, views.serve_page, name="wagtail_serve"),
]
