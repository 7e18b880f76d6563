"""Report on visits in the admin, and its panel on the dashboard."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from wagtail.admin.ui.components import Component

from ..models import DailyVisits
from ..models.visits import OTHERS
from .reports import Report, ReportMenuItem, may_see_reports

PERIODS = [30, 90]  # days
NAMES_SHOWN = 50
STEP, HEIGHT = 10, 60  # of a bar in the drawing, in its own units


@dataclass(frozen=True)
class Day:
    """A day, its visits, and its bar in the chart."""

    day: date
    count: int
    x: int
    y: str
    height: str


class Period:
    """Visits of the last days, today included, as numbers and as bars."""

    def __init__(self, length):
        self.length = length
        self.last = datetime.now(UTC).date()
        self.first = self.last - timedelta(days=length - 1)
        visits = DailyVisits.objects.between(self.first, self.last)
        self._pages, self._hosts = visits.pages(), visits.hosts()
        counts = self._pages.by_day()
        self.total = sum(counts.values())
        self.highest = max(counts.values(), default=0)
        self.width, self.height = length * STEP, HEIGHT
        self.days = [
            self._draw(place, counts.get(self.first + timedelta(days=place), 0))
            for place in range(length)
        ]

    def _draw(self, place, count):
        height = HEIGHT * count / (self.highest or 1)
        day = self.first + timedelta(days=place)
        # Strings: Django would write numbers in the format of the account's language.
        return Day(day, count, place * STEP, f"{HEIGHT - height:.1f}", f"{height:.1f}")

    @property
    def pages(self):
        """Pairs of a path and its visits, the highest first."""
        return shorten(self._pages.by_name())

    @property
    def hosts(self):
        """Pairs of a referring host and its visits, the highest first."""
        return shorten(self._hosts.by_name())


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
            period=Period(length) if settings.VISITS else None,
            periods=PERIODS,
            **kwargs,
        )


class VisitsPanel(Component):
    """Panel with the visits of the last 30 days."""

    order = 50
    template_name = "desk/dashboard/visits.html"

    def get_context_data(self, parent_context):
        is_shown = settings.VISITS and may_see_reports(parent_context["request"].user)
        return {"period": Period(PERIODS[0]) if is_shown else None}


def make_menu_item():
    return ReportMenuItem(VisitsView, "visits", 610)
