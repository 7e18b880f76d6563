"""Report of visits in the admin, and its panel."""

import re
from datetime import timedelta

from django.utils import timezone

from pages.models import DailyVisits
from tests.support.reading import read_html

REPORT = "/admin/reports/visits/"


def make_visits(day, count=1, kind="page", name="/"):
    return DailyVisits.objects.create(day=day, kind=kind, name=name, count=count)


def test_the_report_lists_pages_and_sites_by_visits(home, admin_client):
    today = timezone.now().date()
    make_visits(today, 5, name="/notes/")
    make_visits(today - timedelta(days=29), 7, name="/ünd/")
    make_visits(today - timedelta(days=60), 4, name="/old/")
    make_visits(today, 3, kind="host", name="news.example.org")
    make_visits(today, 2, kind="host", name="*")

    html = read_html(admin_client, REPORT)
    longer = read_html(admin_client, f"{REPORT}?days=90")

    assert "12 visits of pages" in html
    assert html.index("/ünd/") < html.index("/notes/")
    assert '<a href="/%C3%BCnd/">/ünd/</a></td><td>7</td>' in html
    assert "news.example.org</td><td>3</td>" in html
    assert "All others</td><td>2</td>" in html
    assert "/old/" not in html
    assert "16 visits of pages" in longer
    assert "/old/" in longer
    assert REPORT in read_html(admin_client, "/admin/")


def test_bars_are_as_high_as_their_counts(home, admin_client):
    today = timezone.now().date()
    make_visits(today, 10)
    make_visits(today - timedelta(days=1), 5)

    html = read_html(admin_client, "/admin/")

    assert 'viewBox="0 0 300 10"' in html
    bars = re.findall(r'<rect x="(\d+)" width="8" height="(\d+)"', html)
    assert bars == [("280", "5"), ("290", "10")]
    assert "15 visits, at most 10 in a day" in html
    table = html[html.index("Visits by day") :]
    assert table[: table.index("</table>")].count('<th scope="row">') == 30
    assert f"{today:%-d %B %Y}</th><td>10</td>" in html


def test_panel_and_report_say_when_there_are_no_visits(home, admin_client):
    assert "No visits yet." in read_html(admin_client, "/admin/")
    assert "No visits from other sites yet." in read_html(admin_client, REPORT)


def test_without_counting_the_report_says_so_and_the_panel_is_gone(home, admin_client, settings):
    settings.VISITS = False
    make_visits(timezone.now().date(), 77)

    html = read_html(admin_client, REPORT)

    assert "Visits are not counted: the variable VISITS is 0." in html
    assert "<td>77</td>" not in html
    assert "Visits in the last" not in read_html(admin_client, "/admin/")
