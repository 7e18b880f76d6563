"""Base of this site's reports in the admin, with their menu items."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy


def may_see_reports(user):
    """Tell whether Wagtail shows its own reports about pages to the user."""
    return page_permission_policy.user_has_any_permission(user, ["add", "change", "publish"])


class AdminPage(WagtailAdminTemplateMixin, TemplateView):
    """Page of the admin with a title, an icon and breadcrumbs."""

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


class Report(AdminPage):
    """Report for users of whom `may_see` is true."""

    may_see = staticmethod(may_see_reports)

    def dispatch(self, request, *args, **kwargs):
        if not self.may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ReportMenuItem(MenuItem):
    """Menu item of a Report, by the name of its address."""

    def __init__(self, report, name, order):
        super().__init__(
            report.page_title,
            reverse(name),
            name=name,
            icon_name=report.header_icon,
            order=order,
        )
        self.may_see = report.may_see

    def is_shown(self, request):
        return self.may_see(request.user)
