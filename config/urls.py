"""Addresses: each part of the site has a urls.py of its own."""

from django.conf import settings
from django.urls import include, path
from wagtail.admin import urls as wagtail_admin_urls

from pages.accounts import urls as accounts_urls

urlpatterns = [
    # The first two replace views of Wagtail's admin.
    path(f"{settings.ADMIN_PATH}/", include(accounts_urls.admin_urlpatterns)),
    path(f"{settings.ADMIN_PATH}/", include("pages.desk.urls")),
    path(f"{settings.ADMIN_PATH}/", include(wagtail_admin_urls)),
    path("", include(accounts_urls)),
    path("", include("pages.serving.media.urls")),
    path("", include("pages.public.urls")),
    path("", include("projects.urls")),
]

handler400 = "pages.public.views.refuse_request"
handler404 = "pages.public.views.page_not_found"
handler500 = "pages.public.views.server_error"
