"""Counting of visits, and their rows in the database."""

from datetime import timedelta
from types import SimpleNamespace
from unittest import mock

import pytest
from django.utils import timezone

from pages.models import DailyVisits, SiteVersion
from pages.serving import visits
from pages.serving.visits import Counter, VisitWriter, is_robot
from tests.support.cache import DjangoDatabase, make_server, visit
from tests.support.factories import make_contact, make_owner, make_page
from tests.support.site import find_free_port

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
    *("", "curl/8.14.1", "python-requests/2.32.5", "Go-http-client/2.0", "WhatsApp/2.23.20.0"),
    *("GoogleOther", "kube-probe/1.33"),
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    f"Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) {CHROME} Mobile (compatible; Googlebot/2.1)",
    f"Mozilla/5.0 {KIT}; compatible; GPTBot/1.3; +https://openai.com/gptbot",
    f"Mozilla/5.0 {KIT}; compatible; ChatGPT-User/1.0; +https://openai.com/bot",
    f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} HeadlessChrome/142.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Macintosh) {CHROME} Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "Mozilla/5.0 (compatible; W3C_Validator/1.3)",
    "Mozilla/5.0 (Windows NT 10.0) Pingdom.com_bot_version_1.4",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
]


@pytest.mark.parametrize("agent", BROWSERS)
def test_a_browser_is_not_a_robot(agent):
    assert not is_robot(agent)


@pytest.mark.parametrize("agent", ROBOTS)
def test_a_robot_is_recognised_by_its_user_agent(agent):
    assert is_robot(agent)


# Counting


@pytest.fixture
def server(home):
    make_owner()
    make_page(home, title="Notes")
    make_contact(home)
    return make_server()


def come(server, path="/notes/", method="GET", **headers):
    return visit(server, path, method, **{"user_agent": FIREFOX, **headers})


def test_each_answer_with_a_page_counts(server):
    words = [come(server).cache for _ in range(3)]
    come(server, "/")

    assert words == ["MISS", "HIT", "HIT"]
    assert server.visits.take() == {("page", "/notes/"): 3, ("page", "/"): 1}
    assert server.visits.take() == {}


def test_an_answer_not_modified_or_of_django_counts_without_its_query(server):
    tag = come(server).headers["ETag"]
    assert come(server, "/notes/?email=ada@example.org", if_none_match=tag).status == 304
    with mock.patch.object(server.policy, "is_on", False):
        assert come(server).cache == "BYPASS"
        come(server, "/contact/")

    assert server.visits.take() == {("page", "/notes/"): 3, ("page", "/contact/"): 1}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        *((path, {}) for path in ("/nothing/", "/notes", "/notes.md", "/atom.xml", "/notes//")),
        *((path, {}) for path in ("/search/?q=notes", "/admin/login/", "/draft/made-up")),
        ("/notes/", {"accept": "text/markdown"}),
        ("/notes/", {"sec_purpose": "prefetch"}),
        ("/notes/", {"sec_purpose": "prefetch;prerender"}),
        ("/notes/", {"sec_fetch_dest": "iframe"}),
        ("/notes/", {"sec_fetch_dest": "empty"}),
        ("/notes/", {"cookie": "sessionid=made-up"}),
        ("/notes/", {"user_agent": ROBOTS[-1]}),
        ("/notes/", {"user_agent": ""}),
        ("/notes/", {"method": "HEAD"}),
        ("/notes/", {"method": "POST"}),
    ],
)
def test_prefetches_robots_and_other_answers_do_not_count(server, path, headers):
    for _ in range(2):
        come(server, path, **headers)
    with mock.patch.object(server.policy, "is_on", False):
        come(server, path, **headers)

    assert server.visits.take() == {}


def test_a_referring_site_is_counted_by_its_host_only(server):
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
        *("http://localhost/projects/", "http://192.0.2.7/", "http://[2001:db8::7]/"),
        *("android-app://com.example.mail/", "https://intranet/", "https://exa mple.org/"),
        *("not an address", "https://<script>/", "https://" + "a" * 200 + ".example/"),
    ],
)
def test_a_referer_without_another_host_does_not_count(server, referer):
    come(server, referer=referer)

    assert server.visits.take() == {("page", "/notes/"): 1}


def test_a_path_too_long_for_its_column_does_not_count(server, home):
    page = make_page(home, title="Long", slug="a" * 250)
    make_page(page, title="Longer", slug="b" * 250)

    answer = come(server, f"/{'a' * 250}/{'b' * 250}/")

    assert (answer.status, answer.cache) == (200, "BYPASS")
    assert server.visits.take() == {}


def test_nothing_is_counted_when_visits_are_off(home, settings):
    settings.VISITS = False
    server = make_server()

    assert come(server, "/").status == 200
    assert server.visits is None


# The rows in the database


@pytest.fixture
def counted():
    return Counter("https://example.org")


def add(counter, path="/", times=1, referer=None):
    headers = {"user-agent": FIREFOX} | ({"referer": referer} if referer else {})
    for _ in range(times):
        counter.count(SimpleNamespace(method="GET", path=path, headers=headers))


def list_kept():
    return {(v.day, v.kind, v.name): v.count for v in DailyVisits.objects.all()}


@pytest.mark.django_db
def test_processes_add_to_the_same_rows_and_change_no_page(counted, home):
    before = SiteVersion.objects.get().value
    today = timezone.now().date()
    for _ in range(2):
        writer = VisitWriter(counted, DjangoDatabase())
        add(counted, "/a/", 3, referer="https://one.example/")
        add(counted, "/ü/")
        writer.write()
        writer.write()

    assert SiteVersion.objects.get().value == before
    assert list_kept() == {
        (today, "page", "/a/"): 6,
        (today, "page", "/ü/"): 2,
        (today, "host", "one.example"): 6,
    }


@pytest.mark.django_db
def test_counts_are_kept_while_the_database_is_unavailable(counted, caplog):
    database = DjangoDatabase()
    writer = VisitWriter(counted, database)
    database.is_away = True
    for _ in range(2):
        add(counted, times=2)
        writer.write()
    database.is_away = False
    writer.write()

    assert list(list_kept().values()) == [4]
    assert "The visits could not be written yet" in caplog.text


def test_nothing_is_written_without_visits(counted):
    database = mock.Mock()
    VisitWriter(counted, database).write()

    assert not database.execute.called


@pytest.mark.django_db
def test_names_beyond_the_bound_of_a_day_share_a_row(counted, monkeypatch):
    monkeypatch.setattr(visits, "MAX_NAMES", 3)
    writer = VisitWriter(counted, DjangoDatabase())
    for batch in range(3):
        for number in range(3):
            add(counted, referer=f"https://site{batch}{number}.example/")
        writer.write()

    hosts = DailyVisits.objects.hosts()
    assert sorted(hosts.values_list("name", "count")) == [
        ("*", 6),
        ("site00.example", 1),
        ("site01.example", 1),
        ("site02.example", 1),
    ]


def make_visits(*days):
    rows = [DailyVisits(day=day, kind="page", name="/old/", count=1) for day in days]
    DailyVisits.objects.bulk_create(rows)


@pytest.mark.django_db
def test_visits_are_kept_for_the_last_four_hundred_days_that_had_any(counted):
    today = timezone.now().date()
    make_visits(*(today - timedelta(days=days) for days in range(402)))
    add(counted)
    VisitWriter(counted, DjangoDatabase()).write()

    kept = DailyVisits.objects.filter(name="/old/").order_by("day")
    assert kept.count() == 400
    assert kept.first().day == today - timedelta(days=399)


@pytest.mark.django_db
def test_a_clock_that_is_a_year_ahead_deletes_no_visits(counted):
    year_ago = timezone.now().date() - timedelta(days=365)
    make_visits(*(year_ago - timedelta(days=days) for days in range(300)))
    add(counted)
    VisitWriter(counted, DjangoDatabase()).write()

    assert DailyVisits.objects.filter(name="/old/").count() == 300


READ_COUNT = """
from pages.models import DailyVisits
print(sum(DailyVisits.objects.filter(name="/").values_list("count", flat=True)))
"""


def test_a_process_writes_its_counts_when_it_ends(served_site):
    before = int(served_site.run(READ_COUNT))
    with served_site.serve(find_free_port()) as process:
        process.wait("/readyz")
        statuses = {process.get("/", User_Agent=FIREFOX)[0] for _ in range(3)}
        process.end()

    assert statuses == {200}
    assert int(served_site.run(READ_COUNT)) == before + 3


def test_a_row_identifies_no_visitor():
    names = {field.name for field in DailyVisits._meta.get_fields()}

    assert names == {"id", "day", "kind", "name", "count"}
