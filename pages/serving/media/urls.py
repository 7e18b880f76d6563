"""Addresses of uploaded files."""

from django.urls import path

from . import views

urlpatterns = [
    path("media/<str:folder>/<path:path>", views.serve_media, name="media"),
    # By the name of Wagtail's view, which serves no ranges and accepts numbers of any length.
    path(
        "documents/<int:document_id>/<path:filename>",
        views.serve_document,
        name="wagtaildocs_serve",
    ),
]
