"""Report on visits in the admin, and its panel on the dashboard."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from wagtail.admin.ui.components import Component

from ..models import DailyVisits
from ..models.visits import OTHERS
from .reports import Report, ReportMenuItem

PERIODS = [30, 90]  # days
NAMES_SHOWN = 50


class Period:
    """Visits of the last days, today included."""

    def __init__(self, length):
        self.length = length
        self.last = datetime.now(UTC).date()
        self.first = self.last - timedelta(days=length - 1)
        self._visits = DailyVisits.objects.between(self.first, self.last)
        counts = self._visits.pages().by_day()
        self.total = sum(counts.values())
        self.highest = max(counts.values(), default=0)
        days = [self.first + timedelta(days=place) for place in range(length)]
        self.days = [(day, counts.get(day, 0)) for day in days]

    @property
    def pages(self):
        """Pairs of a path and its visits, the highest first."""
        return shorten(self._visits.pages().by_name())

    @property
    def hosts(self):
        """Pairs of a referring host and its visits, the highest first."""
        return shorten(self._visits.hosts().by_name())


def shorten(sums):
    """Return the first NAMES_SHOWN pairs, and the sum of the others under ""."""
    sums = list(sums)
    shown = [pair for pair in sums if pair[0] != OTHERS][:NAMES_SHOWN]
    rest = sum(count for _, count in sums) - sum(count for _, count in shown)
    return [*shown, ("", rest)] if rest else shown


class VisitsView(Report):
    """Report of the last 30 or 90 days."""

    page_title = "Visits"
    header_icon = "view"
    template_name = "desk/visits.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("days")
        length = next((days for days in PERIODS if str(days) == asked), PERIODS[0])
        return super().get_context_data(
            period=Period(length) if settings.VISITS else None, periods=PERIODS, **kwargs
        )


class VisitsPanel(Component):
    """Panel with the visits of the last 30 days."""

    order = 50
    template_name = "desk/dashboard/visits.html"

    def get_context_data(self, parent_context):
        is_shown = settings.VISITS and Report.may_see(parent_context["request"].user)
        return {"period": Period(PERIODS[0]) if is_shown else None}


def make_menu_item():
    return ReportMenuItem(VisitsView, "visits", 610)
