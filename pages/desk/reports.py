"""What the reports in the admin have in common: who may see them, and their menu items."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

# Whoever may use Wagtail's own reports about pages.
PERMISSIONS = ["add", "change", "publish"]


def may_see_reports(user):
    return page_permission_policy.user_has_any_permission(user, PERMISSIONS)


class ReportMenuItem(MenuItem):
    """Leads to a view, by the name of its address, for those whom `may_see` lets through."""

    def __init__(self, view, address, name, order, may_see=may_see_reports):
        super().__init__(
            view.page_title,
            reverse(address),
            name=name,
            icon_name=view.header_icon,
            order=order,
        )
        self.may_see = may_see

    def is_shown(self, request):
        return self.may_see(request.user)
