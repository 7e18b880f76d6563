"""Admin view that makes and revokes the links to the draft of a page."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.admin.widgets import Button
from wagtail.models import Page

from pages.models import DraftLink
from pages.models.base import is_private
from pages.models.draft_link import DEFAULT_DAYS


class DraftLinkForm(forms.ModelForm):
    days = forms.TypedChoiceField(
        label=_("Expires after"),
        coerce=int,
        initial=DEFAULT_DAYS,
        choices=[
            (1, _("1 day")),
            (7, _("1 week")),
            (DEFAULT_DAYS, _("2 weeks")),
            (30, _("30 days")),
            (90, _("90 days")),
        ],
    )

    class Meta:
        model = DraftLink
        fields = ["reader"]


class DraftLinksView(WagtailAdminTemplateMixin, FormView):
    """List of the links to the draft of a page, for its editors."""

    template_name = "desk/draft_links.html"
    form_class = DraftLinkForm
    page_title = _("Links to the draft")
    header_icon = "link"

    def dispatch(self, request, page_pk):
        self.page = find_editable_page(request.user, page_pk)
        return super().dispatch(request, page_pk)

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        return [
            *get_breadcrumbs_items_for_page(self.page, self.request.user),
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self):
        link = DraftLink(page=self.page, created_by=self.request.user)
        return {**super().get_form_kwargs(), "instance": link}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self.page,
            links=self.page.draft_links.select_related("created_by"),
            is_private=is_private(self.page),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if is_private(self.page):
            # The page became private while the form was open; the template says so.
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        form.instance.expires_at = timezone.now() + timedelta(days=form.cleaned_data["days"])
        form.save()
        messages.success(self.request, _("The link was created. Copy its address below."))
        return redirect("draft_links", self.page.pk)


@require_POST
def revoke_draft_link(request, page_pk, pk):
    page = find_editable_page(request.user, page_pk)
    get_object_or_404(page.draft_links, pk=pk).delete()
    messages.success(request, _("The link was revoked. Its address no longer works."))
    return redirect("draft_links", page.pk)


def find_editable_page(user, pk):
    """Return the page; raise Http404 without one, PermissionDenied if not editable."""
    page = get_object_or_404(Page, pk=pk).specific
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return page


def make_header_button(page, user, view_name, next_url=None):
    """Yield the button of a page's header that leads to its draft links."""
    if page.permissions_for_user(user).can_edit():
        address = reverse("draft_links", args=[page.pk])
        yield Button(_("Share the draft"), address, icon_name="link", priority=40)


urlpatterns = [
    path("pages/<int:page_pk>/draft-links/", DraftLinksView.as_view(), name="draft_links"),
    path(
        "pages/<int:page_pk>/draft-links/<int:pk>/revoke/",
        revoke_draft_link,
        name="revoke_draft_link",
    ),
]
