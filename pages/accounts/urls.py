"""Addresses of login, password reset and the passwords of private pages."""

from django.urls import path

from . import login, private_pages

# Wagtail's views of the same addresses neither limit attempts nor ask for a code.
admin_urlpatterns = [
    path("login/", login.AdminLoginView.as_view()),
    path("login/code/", login.CodeView.as_view(), name="login_code"),
    path("password_reset/", login.PasswordResetView.as_view()),
]

urlpatterns = [
    path("_util/login/", login.PublicLoginView.as_view()),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        private_pages.ask_page_password,
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        private_pages.ask_document_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
