"""List of redirects, of which several are deleted at once."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.permissions import permission_policy
from wagtail.contrib.redirects.views import IndexView


class RedirectsView(IndexView):
    """Wagtail's list with a box to tick in each row."""

    template_name = "desk/redirects.html"
    columns = [BulkActionsCheckboxColumn("bulk_actions", obj_type="redirect"), *IndexView.columns]


class DeleteRedirects(BulkAction):
    display_name = _("Delete")
    action_type = "delete"
    aria_label = _("Delete selected redirects")
    template_name = "desk/delete_redirects.html"
    models = [Redirect]
    classes = {"serious"}

    def get_all_objects_in_listing_query(self, parent_id):
        """Return the redirects that the list shows with its search and filters."""
        found = RedirectsReportFilterSet(self.request.GET, request=self.request).qs
        words = self.request.GET.get("q", "")
        query = Q()
        for field in IndexView.search_fields:
            query |= Q(**{f"{field}__icontains": words})
        return (found.filter(query) if words else found).values_list("pk", flat=True)

    def check_perm(self, redirect):
        return permission_policy.user_has_permission(self.request.user, "delete")

    @classmethod
    def execute_action(cls, objects, **kwargs):
        Redirect.objects.filter(pk__in=[redirect.pk for redirect in objects]).delete()
        return len(objects), 0

    def get_success_message(self, count, num_child_objects):
        text = ngettext("%(count)d redirect deleted.", "%(count)d redirects deleted.", count)
        return text % {"count": count}
