"""The passwords that open private pages and documents, and how often one may guess."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail import views as page_views
from wagtail.documents.views import serve as document_views
from wagtail.forms import PasswordViewRestrictionForm
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from .throttle import Throttle, client_network, give_back, say_wait, take

# What one address may guess of one password. Readers have no account, and so nothing that
# would tell them from those who guess from many addresses.
SHARED_PASSWORDS = Throttle("shared password", limit=10, seconds=15 * 60)


class RefusedForm(PasswordViewRestrictionForm):
    """The form after too many guesses: it does not even look at the password."""

    def __init__(self, *args, seconds, **kwargs):
        super().__init__(*args, **kwargs)
        self.seconds = seconds

    def clean_password(self):
        raise ValidationError(say_wait(self.seconds))


def open_pages(request, page_view_restriction_id, page_id):
    """Open the private pages of a restriction to who knows its password."""
    restriction = find(PageViewRestriction, page_view_restriction_id)
    page = get_object_or_404(Page, pk=page_id).specific

    def show(form):
        address = reverse(
            "wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk]
        )
        return page.serve_password_required_response(request, form, address)

    def try_password():
        return page_views.authenticate_with_password(
            request, page_view_restriction_id, page_id
        )

    return throttle(request, restriction, try_password, show)


def open_documents(request, restriction_id):
    """Open the documents of a private collection to who knows its password."""
    restriction = find(CollectionViewRestriction, restriction_id)

    def show(form):
        address = reverse(
            "wagtaildocs_authenticate_with_password", args=[restriction.pk]
        )
        context = {"form": form, "action_url": address}
        return TemplateResponse(request, "wagtaildocs/password_required.html", context)

    def try_password():
        return document_views.authenticate_with_password(request, restriction_id)

    return throttle(request, restriction, try_password, show)


def find(model, pk):
    """Return the restriction with a password; raise Http404 where there is none."""
    restriction = get_object_or_404(model, pk=pk)
    if restriction.restriction_type != model.PASSWORD:
        raise Http404("No password opens this.")
    return restriction


def throttle(request, restriction, try_password, show):
    """Answer with what `try_password` does, unless it was wrong too often before."""
    if request.method != "POST":
        return try_password()
    key = f"{client_network(request)} {restriction._meta.label_lower} {restriction.pk}"
    use = (SHARED_PASSWORDS, key)
    if seconds := take(use):
        form = RefusedForm(request.POST, instance=restriction, seconds=seconds)
        response = show(form)
        response.status_code = 429
        return response
    response = try_password()
    if response.status_code == 302:
        give_back(use)
    return response
