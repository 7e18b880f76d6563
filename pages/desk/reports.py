"""Base of this site's reports in the admin, with their menu items."""

from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import page_permission_policy


class AdminPage(WagtailAdminTemplateMixin, TemplateView):
    """Page of the admin with a title, an icon and breadcrumbs."""

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


class Report(PermissionCheckedMixin, AdminPage):
    """Report for users who may see Wagtail's own reports about pages."""

    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]

    @classmethod
    def may_see(cls, user):
        policy = cls.permission_policy
        return policy.user_has_any_permission(user, cls.any_permission_required)


class ReportMenuItem(MenuItem):
    """Menu item of a Report, by the name of its address."""

    def __init__(self, report, name, order):
        icon = report.header_icon
        super().__init__(report.page_title, reverse(name), name=name, icon_name=icon, order=order)
        self.may_see = report.may_see

    def is_shown(self, request):
        return self.may_see(request.user)
