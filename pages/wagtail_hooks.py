"""What the site adds to Wagtail's admin: which of its parts stands where."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.permissions import page_permission_policy

from . import draft_links


@hooks.register("register_admin_urls")
def register_draft_links():
    return [
        path(
            "pages/<int:page_pk>/draft-links/",
            draft_links.DraftLinksView.as_view(),
            name="draft_links",
        ),
        path(
            "pages/<int:page_pk>/draft-links/<int:pk>/revoke/",
            draft_links.revoke_draft_link,
            name="revoke_draft_link",
        ),
    ]


@hooks.register("register_page_header_buttons")
def offer_draft_links(page, user, view_name, next_url=None):
    if page.permissions_for_user(user).can_edit():
        yield Button(
            _("Share the draft"),
            reverse("draft_links", args=[page.pk]),
            icon_name="link",
            priority=40,
        )


@hooks.register("filter_form_submissions_for_user")
def keep_messages_for_publishers(user, forms):
    """Hide what visitors wrote from those who may write a form but not publish it."""
    may_publish = page_permission_policy.instances_user_has_permission_for(
        user, "publish"
    )
    return forms.filter(pk__in=may_publish.values("pk"))
