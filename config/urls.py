"""The map of addresses: which view or application answers which path."""

from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as admin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as document_urls

from pages import draft_links, views
from pages.feeds import AtomFeed

urlpatterns = [
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("media/<str:folder>/<path:path>", views.serve_media, name="media"),
    path("atom.xml", AtomFeed(), name="feed"),
    path("sitemap.xml", sitemap),
    path("draft/<path:token>", draft_links.show_draft, name="draft"),
    path("robots.txt", views.robots, name="robots"),
    # Wagtail's own addresses but the last, which serves pages. Pages set no cookie, so
    # their forms cannot carry Django's token: ContactPage checks the origin instead.
    path("", include(wagtail_urls.urlpatterns[:-1])),
    re_path(
        wagtail_urls.serve_pattern,
        csrf_exempt(wagtail_views.serve),
        name="wagtail_serve",
    ),
]
