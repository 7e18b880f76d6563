"""Password forms of private pages and documents, with a limit on guesses."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.forms import PasswordViewRestrictionForm
from wagtail.models import CollectionViewRestriction, Page

from .rate_limits import Limit, attempt, client_network, is_rate_limited

# Per address and password: readers have no account.
SHARED_PASSWORDS = Limit("shared password", maximum=10, seconds=15 * 60)


class PasswordForm(PasswordViewRestrictionForm):
    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self):
        kind, pk = self.restriction._meta.label_lower, self.restriction.pk
        with attempt((SHARED_PASSWORDS, f"{client_network(self.request)} {kind} {pk}")):
            return super().clean_password()


def ask_page_password(request, page_view_restriction_id, page_id):
    """Ask for the password of a private page.

    Other pages are not found: the form shows the address of its page.
    """
    page = get_object_or_404(Page.objects.live(), pk=page_id).specific
    restrictions = page.get_view_restrictions().filter(restriction_type="password")
    restriction = get_object_or_404(restrictions, pk=page_view_restriction_id)
    return ask_for_password(
        request,
        restriction,
        lambda form: page.serve_password_required_response(request, form, request.path),
    )


def ask_document_password(request, restriction_id):
    """Ask for the password of private documents."""

    def show(form):
        context = {"form": form, "action_url": request.path}
        return TemplateResponse(request, "wagtaildocs/password_required.html", context)

    restrictions = CollectionViewRestriction.objects.filter(restriction_type="password")
    restriction = get_object_or_404(restrictions, pk=restriction_id)
    return ask_for_password(request, restriction, show)


def ask_for_password(request, restriction, show):
    """Return the response of `show(form)`, or a redirect after the right password."""
    form = PasswordForm(request, request.POST or None, instance=restriction)
    if form.is_valid():
        restriction.mark_as_passed(request)
        address, host = form.cleaned_data["return_url"], request.get_host()
        is_safe = url_has_allowed_host_and_scheme(address, host, request.is_secure())
        return HttpResponseRedirect(address if is_safe else settings.LOGIN_REDIRECT_URL)
    response = show(form)
    if is_rate_limited(form):
        response.status_code = 429
    return response
