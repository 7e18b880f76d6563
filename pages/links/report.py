"""The report of links that need attention, in the admin."""

import django_filters
from django import forms
from django.db.models import Max
from django.urls import path
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from ..models import Link, Problem
from ..reports import PERMISSIONS


class LinkFilterSet(WagtailFilterSet):
    problem = django_filters.MultipleChoiceFilter(
        label="What is wrong",
        choices=Problem.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    is_external = django_filters.ChoiceFilter(
        label="Leads to",
        choices=[("False", "This site"), ("True", "Another site")],
        empty_label="All",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Link
        fields = ["problem", "is_external"]


class LinkReportView(ReportView):
    page_title = "Links"
    header_icon = "link"
    index_url_name = "link_report"
    index_results_url_name = "link_report_results"
    results_template_name = "pages/link_report_results.html"
    filterset_class = LinkFilterSet
    permission_policy = page_permission_policy
    any_permission_required = PERMISSIONS
    export_filename = "links"
    list_export = [
        *("address", "get_problem_display", "detail"),
        *("wrong_since", "checked_at", "place_names"),
    ]
    export_headings = {
        "get_problem_display": "What is wrong",
        "place_names": "Where it stands",
    }

    def get_queryset(self):
        self.queryset = Link.objects.wrong().worst_first().with_uses()
        return super().get_queryset()

    def get_context_data(self, **kwargs):
        last_check = Link.objects.aggregate(last=Max("checked_at"))["last"]
        return super().get_context_data(last_check=last_check, **kwargs)


urlpatterns = [
    path("reports/links/", LinkReportView.as_view(), name="link_report"),
    path(
        "reports/links/results/",
        LinkReportView.as_view(results_only=True),
        name="link_report_results",
    ),
]
