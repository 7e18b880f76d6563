"""Addresses of the files of publications, beside those of their pages."""

from django.urls import re_path

from . import views

urlpatterns = [
    # The address of a page has no dot.
    re_path(r"^((?:[\w-]+/)+)([\w-]+)\.pdf$", views.serve_pdf),
    re_path(r"^([\w/-]*[\w-])\.(bib|ris|json)$", views.export),
]
