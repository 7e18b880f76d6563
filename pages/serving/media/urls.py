"""Addresses of uploaded files."""

from django.urls import path

from pages import uploads

urlpatterns = [
    path("media/<str:folder>/<path:path>", uploads.serve_media, name="media"),
    # By the name of Wagtail's view, which serves no ranges and accepts numbers of any length.
    path(
        "documents/<int:document_id>/<path:filename>",
        uploads.serve_document,
        name="wagtaildocs_serve",
    ),
]
