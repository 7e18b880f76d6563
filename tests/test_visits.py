"""Visits: what counts as one, that nothing is known of who came, and what is shown."""

import re
from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pages.models import DailyVisits, Epoch
from pages.visits import counter as counter_module
from pages.visits import keeper as keeper_module
from pages.visits.counter import Counter
from pages.visits.keeper import Keeper
from pages.visits.robots import is_robot
from tests.factories import make_contact, make_owner, make_page
from tests.servers import serve_python
from tests.site import find_free_port
from tests.support.cache import ThroughDjango, make_server, visit

REPORT = "/admin/reports/visits/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
KIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
BROWSERS = [
    FIREFOX,
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/142.0.0.0",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {KIT} Version/26.0 Safari/605.1.15",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) {KIT} GSA/390.0 Mobile",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) {KIT} Mobile [FBAN/FBIOS]",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) {KIT} [Pinterest/iOS]",
    f"Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50) {CHROME} Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 16; K) {CHROME} Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Opera/9.80 (Android; Opera Mini/36.2/191.273; U; en) Presto/2.12 Version/12.16",
]
ROBOTS = [
    "",
    "curl/8.14.1",
    "Wget/1.25.0",
    "python-requests/2.32.5",
    "Go-http-client/2.0",
    "WhatsApp/2.23.20.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "kube-probe/1.33",
    "GoogleOther",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    f"Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) {CHROME} Mobile (compatible; Googlebot/2.1)",
    f"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) {CHROME}",
    f"Mozilla/5.0 {KIT}; compatible; GPTBot/1.3; +https://openai.com/gptbot",
    f"Mozilla/5.0 {KIT}; compatible; ChatGPT-User/1.0; +https://openai.com/bot",
    f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} HeadlessChrome/142.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Macintosh) {CHROME} Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (compatible; YandexImages/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "Mozilla/5.0 (compatible; W3C_Validator/1.3)",
    "Mozilla/5.0 (Windows NT 10.0) Pingdom.com_bot_version_1.4",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com)",
]


@pytest.mark.parametrize("agent", BROWSERS)
def test_people_are_no_robots(agent):
    assert not is_robot(agent)


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_are_told_by_the_name_they_give(agent):
    assert is_robot(agent)


# What is counted


@pytest.fixture
def server(home):
    make_owner()
    make_page(home, title="Notes")
    make_contact(home)
    return make_server()


def come(server, path="/notes/", method="GET", **headers):
    return visit(server, path, method, **{"user_agent": FIREFOX, **headers})


def test_a_page_counts_once_for_each_time_it_is_answered(server):
    words = [come(server).word for _ in range(3)]
    come(server, "/")

    assert words == ["miss", "hit", "hit"]
    assert server.visits.take() == {("page", "/notes/"): 3, ("page", "/"): 1}
    assert server.visits.take() == {}


def test_who_has_the_page_already_has_read_it_again(server):
    tag = come(server).headers["ETag"]

    assert come(server, if_none_match=tag).status == 304
    assert server.visits.take() == {("page", "/notes/"): 2}


def test_the_query_of_an_address_is_not_kept(server):
    come(server, "/notes/?email=ada@example.org")

    assert server.visits.take() == {("page", "/notes/"): 1}


def test_what_django_answers_counts_as_well(server):
    with mock.patch.object(server, "is_on", False):
        assert come(server).word == "bypass"
        come(server, "/contact/")

    assert server.visits.take() == {("page", "/notes/"): 1, ("page", "/contact/"): 1}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/nothing/", {}),
        ("/notes", {}),
        ("/notes.md", {}),
        ("/atom.xml", {}),
        ("/robots.txt", {}),
        ("/search/?q=notes", {}),
        ("/admin/login/", {}),
        ("/draft/made-up", {}),
        ("/notes//", {}),
        ("/notes/", {"accept": "text/markdown"}),
        ("/notes/", {"sec_purpose": "prefetch"}),
        ("/notes/", {"sec_purpose": "prefetch;prerender"}),
        ("/notes/", {"sec_fetch_dest": "iframe"}),
        ("/notes/", {"sec_fetch_dest": "empty"}),
        ("/notes/", {"cookie": "sessionid=made-up"}),
        ("/notes/", {"user_agent": ROBOTS[9]}),
        ("/notes/", {"user_agent": ""}),
    ],
)
def test_what_nobody_reads_is_no_visit(server, path, headers):
    for _ in range(2):
        come(server, path, **headers)
    with mock.patch.object(server, "is_on", False):
        come(server, path, **headers)

    assert server.visits.take() == {}


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_only_who_asks_for_a_page_visits_it(server, method):
    come(server, method=method)

    assert server.visits.take() == {}


def test_the_site_that_led_here_is_counted_by_its_host_alone(server):
    for referer in (
        "https://News.Example.org/item?id=1&user=ada",
        "https://news.example.org:8443/other#ada",
        "https://ada:secret@www.news.example.org",
    ):
        come(server, referer=referer)

    counted = server.visits.take()
    assert counted == {("page", "/notes/"): 3, ("host", "news.example.org"): 3}


@pytest.mark.parametrize(
    "referer",
    [
        "http://localhost/projects/",
        "http://192.0.2.7/",
        "http://[2001:db8::7]/",
        "android-app://com.example.mail/",
        "https://intranet/",
        "https://" + "a" * 200 + ".example/",
        "https://exa mple.org/",
        "not an address",
        "https://<script>/",
    ],
)
def test_what_names_no_other_site_is_no_site_that_led_here(server, referer):
    come(server, referer=referer)

    assert server.visits.take() == {("page", "/notes/"): 1}


def test_the_site_itself_leads_nobody_here():
    counter = Counter("https://www.example.org")
    for address in ("https://www.example.org/notes/", "http://Example.org:8000"):
        add(counter, referer=address)

    assert counter.take() == {("page", "/"): 2}


def test_an_address_beyond_the_room_of_its_column_is_left_out(server, home):
    page = make_page(home, title="Long", slug="a" * 250)
    make_page(page, title="Longer", slug="b" * 250)

    answer = come(server, f"/{'a' * 250}/{'b' * 250}/")

    assert (answer.status, answer.word) == (200, "bypass")
    assert server.visits.take() == {}


def test_whoever_makes_up_many_sites_fills_nothing(monkeypatch):
    monkeypatch.setattr(counter_module, "MAX_NAMES", 5)
    monkeypatch.setattr(counter_module, "MAX_KNOWN", 7)
    counter = Counter("https://example.org")
    for number in range(50):
        counter.count(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": "/",
                "HTTP_USER_AGENT": f"{FIREFOX} {number}",
                "HTTP_REFERER": f"https://site{number}.example/",
            }
        )

    assert max(len(counter._robots), len(counter._hosts)) <= 7
    counted = counter.take()
    assert counted.pop(("page", "/")) == 50
    assert counted.pop(("host", "*")) == 45
    assert len(counted) == 5


def test_switched_off_nothing_is_counted(home, settings):
    settings.VISITS = False
    server = make_server()

    assert come(server, "/").status == 200
    assert server.visits is None


# What is kept


@pytest.fixture
def counted():
    return Counter("https://example.org")


def add(counter, path="/", times=1, referer=None):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_USER_AGENT": FIREFOX}
    for _ in range(times):
        counter.count(environ | ({"HTTP_REFERER": referer} if referer else {}))


def list_kept():
    return {(v.day, v.kind, v.name): v.count for v in DailyVisits.objects.all()}


@pytest.mark.django_db
def test_processes_add_up_in_the_database(counted):
    today = timezone.now().date()
    for _ in range(2):
        keeper = Keeper(counted, ThroughDjango())
        add(counted, "/a/", 3, referer="https://one.example/")
        # As WSGI hands over /ü/.
        add(counted, "/ü/".encode().decode("latin-1"))
        keeper.write()
        keeper.write()

    assert list_kept() == {
        (today, "page", "/a/"): 6,
        (today, "page", "/ü/"): 2,
        (today, "host", "one.example"): 6,
    }


@pytest.mark.django_db
def test_what_is_written_moves_no_epoch(counted, home):
    before = Epoch.objects.get().value
    add(counted)
    Keeper(counted, ThroughDjango()).write()

    assert list_kept()
    assert Epoch.objects.get().value == before


@pytest.mark.django_db
def test_while_the_database_is_away_the_visits_wait(counted, caplog):
    database = ThroughDjango()
    keeper = Keeper(counted, database)
    database.is_away = True
    for _ in range(2):
        add(counted, times=2)
        keeper.write()
    database.is_away = False
    keeper.write()

    assert list(list_kept().values()) == [4]
    assert "The visits could not be written yet" in caplog.text


def test_a_site_that_nobody_visits_writes_nothing(counted):
    database = mock.Mock()
    Keeper(counted, database).write()

    assert not database.execute.called


@pytest.mark.django_db
def test_a_day_has_only_so_many_names(counted, monkeypatch):
    monkeypatch.setattr(keeper_module, "MAX_NAMES", 3)
    keeper = Keeper(counted, ThroughDjango())
    for batch in range(3):
        for number in range(3):
            add(counted, referer=f"https://site{batch}{number}.example/")
        keeper.write()

    hosts = DailyVisits.objects.hosts()
    assert sorted(hosts.values_list("name", "count")) == [
        ("*", 6),
        ("site00.example", 1),
        ("site01.example", 1),
        ("site02.example", 1),
    ]


@pytest.mark.django_db
def test_after_thirteen_months_they_are_forgotten(counted):
    today = timezone.now().date()
    for days in (0, 399, 402):
        make_visits(today - timedelta(days=days), name="/old/")
    add(counted)
    Keeper(counted, ThroughDjango()).write()

    kept = DailyVisits.objects.filter(name="/old/").order_by("day")
    kept = kept.values_list("day", flat=True)
    assert list(kept) == [today - timedelta(days=399), today]


READ_COUNT = """
from pages.models import DailyVisits
print(sum(DailyVisits.objects.filter(name="/").values_list("count", flat=True)))
"""


def test_a_process_that_is_ended_writes_what_it_has_counted(served_site):
    variables = {
        "SECRET_KEY": (served_site.directory / ".secret_key").read_text(),
        "SITE_URL": served_site.url,
        **served_site.variables,
    }
    host = f"localhost:{served_site.port}"
    before = int(served_site.run(READ_COUNT))
    with serve_python(
        served_site.directory, find_free_port(), host=host, **variables
    ) as process:
        process.wait("/readyz")
        statuses = {process.get("/", User_Agent=FIREFOX)[0] for _ in range(3)}
        process.end()

    assert statuses == {200}
    assert int(served_site.run(READ_COUNT)) == before + 3


def test_a_row_has_no_room_for_more_than_a_number():
    names = {field.name for field in DailyVisits._meta.get_fields()}

    assert names == {"id", "day", "kind", "name", "count"}


# What is shown


def make_visits(day, count=1, kind="page", name="/"):
    return DailyVisits.objects.create(day=day, kind=kind, name=name, count=count)


def read(client, address=REPORT):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_report_tells_pages_and_sites_the_most_first(home, admin_client):
    today = timezone.now().date()
    make_visits(today, 5, name="/notes/")
    make_visits(today - timedelta(days=29), 7, name="/ünd/")
    make_visits(today - timedelta(days=60), 4, name="/old/")
    make_visits(today, 3, kind="host", name="news.example.org")
    make_visits(today, 2, kind="host", name="*")

    html = read(admin_client)
    longer = read(admin_client, f"{REPORT}?days=90")

    assert "12 visits of pages" in html
    assert html.index("/ünd/") < html.index("/notes/")
    assert '<a href="/%C3%BCnd/">/ünd/</a></td><td>7</td>' in html
    assert "news.example.org</td><td>3</td>" in html
    assert "All others</td><td>2</td>" in html
    assert "/old/" not in html
    assert "16 visits of pages" in longer
    assert "/old/" in longer
    assert REPORT in read(admin_client, "/admin/")


def test_the_bars_have_the_heights_of_their_numbers(home, admin_client):
    today = timezone.now().date()
    make_visits(today, 10)
    make_visits(today - timedelta(days=1), 5)

    html = read(admin_client, reverse("wagtailadmin_home"))

    bars = re.findall(r'<rect x="(\d+)" y="([\d.]+)" width="8" height="([\d.]+)"', html)
    assert bars == [("280", "30.0", "30.0"), ("290", "0.0", "60.0")]
    assert "15 visits, at most 10 in a day" in html
    table = html[html.index("Visits by day") :]
    assert table[: table.index("</table>")].count('<th scope="row">') == 30
    assert f"{today:%-d %B %Y}</th><td>10</td>" in html


def test_without_visits_panel_and_report_say_so(home, admin_client):
    assert "None was counted yet." in read(admin_client, reverse("wagtailadmin_home"))
    assert "No other site has led here." in read(admin_client)


def test_switched_off_the_report_says_so_and_the_panel_is_gone(
    home, admin_client, settings
):
    settings.VISITS = False
    make_visits(timezone.now().date(), 77)

    html = read(admin_client)

    assert "Visits are not counted: the variable VISITS is 0." in html
    assert "<td>77</td>" not in html
    assert "Visits in the last" not in read(admin_client, reverse("wagtailadmin_home"))


def test_who_may_not_use_reports_does_not_see_them(home, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("visitor"))

    assert client.get(REPORT).status_code == 302


def test_more_visits_take_no_more_queries(home, admin_client):
    def count(number):
        for n in range(number):
            make_visits(date.today() - timedelta(days=n), 2, name=f"/{number}-{n}/")
        read(admin_client)
        with CaptureQueriesContext(connection) as queries:
            read(admin_client)
        return len(queries)

    few = count(1)

    assert count(60) == few
