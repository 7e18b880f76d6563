"""Rate limits for the shared passwords of private pages and documents."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail import views as page_views
from wagtail.documents.views import serve as document_views
from wagtail.forms import PasswordViewRestrictionForm
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from .rate_limits import Limit, client_network, describe_wait, hit, refund

# Per address and password: readers have no account.
SHARED_PASSWORDS = Limit("shared password", maximum=10, seconds=15 * 60)


class RateLimitedForm(PasswordViewRestrictionForm):
    """Password form that is rate-limited: it does not check the password."""

    def __init__(self, *args, seconds, **kwargs):
        super().__init__(*args, **kwargs)
        self.seconds = seconds

    def clean_password(self):
        raise ValidationError(describe_wait(self.seconds))


def open_pages(request, page_view_restriction_id, page_id):
    """Ask for the password of private pages."""
    restriction = find_restriction(PageViewRestriction, page_view_restriction_id)
    page = get_object_or_404(Page, pk=page_id).specific
    keys = [restriction.pk, page.pk]
    address = reverse("wagtailcore_authenticate_with_password", args=keys)
    return rate_limit(
        request,
        restriction,
        lambda: page_views.authenticate_with_password(request, *keys),
        lambda form: page.serve_password_required_response(request, form, address),
    )


def open_documents(request, restriction_id):
    """Ask for the password of private documents."""
    restriction = find_restriction(CollectionViewRestriction, restriction_id)

    def show(form):
        context = {"form": form, "action_url": request.path}
        return TemplateResponse(request, "wagtaildocs/password_required.html", context)

    return rate_limit(
        request,
        restriction,
        lambda: document_views.authenticate_with_password(request, restriction_id),
        show,
    )


def find_restriction(model, pk):
    """Return the restriction by password with this key, or raise Http404."""
    restriction = get_object_or_404(model, pk=pk)
    if restriction.restriction_type != model.PASSWORD:
        raise Http404("No password is needed.")
    return restriction


def rate_limit(request, restriction, try_password, show):
    """Return the response of `try_password()`, or of `show(form)` with status 429."""
    if request.method != "POST":
        return try_password()
    key = f"{client_network(request)} {restriction._meta.label_lower} {restriction.pk}"
    use = (SHARED_PASSWORDS, key)
    if seconds := hit(use):
        form = RateLimitedForm(request.POST, instance=restriction, seconds=seconds)
        response = show(form)
        response.status_code = 429
        return response
    response = try_password()
    if response.status_code == 302:
        refund(use)
    return response
