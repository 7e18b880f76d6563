"""Other sites are asked with manners, and what they answer is kept."""

import contextlib
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from pages.links.check import check_links
from pages.links.external import LimitReachedError, read_wait
from pages.models import Link, Problem
from tests.support.factories import make_page
from tests.support.link_checks import find_problems, make_prose, run

# What they answer


def test_a_page_that_is_there_is_asked_for_once_and_not_fetched(other, make_asker):
    other.answers["/here?a=1"] = (200, {})

    finding = make_asker().ask(f"{other.url}/here?a=1#part")

    assert finding.problem == ""
    assert other.requests == [("HEAD", "/here?a=1")]
    assert other.headers[0]["User-Agent"] == "Recto link check (+http://localhost/)"
    assert other.headers[0]["Host"] == other.url.removeprefix("http://")


def test_a_server_that_does_not_know_head_is_asked_for_a_small_part(other, make_asker):
    other.answers["/"] = ("no HEAD", {})

    finding = make_asker().ask(f"{other.url}/")

    assert finding.problem == ""
    assert [method for method, path in other.requests] == ["HEAD", "GET"]
    assert other.headers[1]["Range"] == "bytes=0-1023"
    assert other.headers[0]["Range"] is None


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        *((200, ""), (204, ""), (416, ""), (302, ""), (304, "")),
        *((404, Problem.MISSING), (410, Problem.MISSING)),
        *((401, Problem.UNCLEAR), (403, Problem.UNCLEAR), (999, Problem.UNCLEAR)),
        *((500, Problem.ERROR), (502, Problem.ERROR), (503, Problem.ERROR)),
        (429, Problem.BUSY),
    ],
)
def test_an_answer_of_another_site_is_told_by_its_status(
    other, make_asker, status, problem
):
    other.answers["/"] = (status, {})

    assert make_asker().ask(f"{other.url}/").problem == problem


def test_a_server_that_had_a_bad_moment_is_asked_again_after_a_pause(
    other, make_asker, clock
):
    other.answers["/"] = [(503, {}), (200, {})]

    finding = make_asker(pause=7, delay=1).ask(f"{other.url}/")

    assert finding.problem == ""
    assert other.requests == [("HEAD", "/"), ("GET", "/")]
    assert clock.slept == [7]


def test_a_page_that_has_moved_for_good_is_told_with_its_new_address(other, make_asker):
    other.answers["/old"] = (301, {"Location": "/newer"})
    other.answers["/newer"] = (308, {"Location": "/newest"})
    other.answers["/newest"] = (302, {"Location": "/today"})
    other.answers["/today"] = (200, {})

    finding = make_asker().ask(f"{other.url}/old")

    assert finding.problem == Problem.REDIRECTED
    assert finding.detail == f"It has moved to {other.url}/newest"


def test_a_page_that_is_elsewhere_for_now_is_in_order(other, make_asker):
    other.answers["/old"] = (302, {"Location": "/new"})
    other.answers["/new"] = (301, {"Location": "/end"})
    other.answers["/end"] = (200, {})

    assert make_asker().ask(f"{other.url}/old").problem == ""


def test_the_end_of_redirects_counts(other, make_asker):
    other.answers["/old"] = (301, {"Location": "/gone"})

    assert make_asker().ask(f"{other.url}/old").problem == Problem.MISSING


def test_redirects_are_followed_five_times(other, make_asker):
    for number in range(6):
        other.answers[f"/{number}"] = (302, {"Location": f"/{number + 1}"})
    other.answers["/6"] = (200, {})
    asker = make_asker()

    assert asker.ask(f"{other.url}/1").problem == ""
    assert asker.ask(f"{other.url}/0").problem == Problem.LOOP


def test_a_redirect_in_a_circle_ends(other, make_asker):
    other.answers["/"] = (301, {"Location": "/"})

    assert make_asker().ask(f"{other.url}/").problem == Problem.LOOP
    assert len(other.requests) == 6


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x/", "http://["]
)
def test_a_redirect_leads_only_to_the_web(other, make_asker, location):
    other.answers["/"] = (302, {"Location": location})

    assert make_asker().ask(f"{other.url}/").problem == Problem.MALFORMED
    assert len(other.requests) == 1


def test_a_redirect_to_a_name_beyond_ascii_is_followed(other, make_asker):
    other.answers["/"] = (302, {"Location": "/größe".encode().decode("latin-1")})
    other.answers["/gr%C3%B6%C3%9Fe"] = (200, {})

    assert make_asker().ask(f"{other.url}/").problem == ""


# Manners


def test_a_host_is_asked_slowly(other, make_asker, clock):
    other.answers = {f"/{number}": (200, {}) for number in range(3)}
    asker = make_asker(delay=2)

    for number in range(3):
        asker.ask(f"{other.url}/{number}")

    assert clock.slept == [2, 2]


def test_two_hosts_do_not_wait_for_each_other(other, make_asker, clock):
    other.answers["/"] = (200, {})
    asker = make_asker(delay=2)

    asker.ask(f"{other.url}/")
    asker.ask(f"{other.url.replace('127.0.0.1', '127.1')}/")

    assert clock.slept == []


@pytest.mark.parametrize(
    ("limits", "number"),
    [({"requests": 3}, 3), ({"requests_to_host": 2}, 2), ({"seconds": 4}, 5)],
)
def test_a_run_is_bounded(other, make_asker, limits, number):
    other.answers["/"] = (200, {})
    asker = make_asker(delay=1, **limits)

    for _ in range(10):
        with contextlib.suppress(LimitReachedError):
            asker.ask(f"{other.url}/")

    assert len(other.requests) == number


def test_a_host_that_asks_for_a_short_wait_gets_it(other, make_asker, clock):
    other.answers["/"] = [(429, {"Retry-After": "30"}), (200, {})]

    finding = make_asker(pause=1).ask(f"{other.url}/")

    assert finding.problem == ""
    assert clock.slept == [30]


def test_a_host_that_asks_for_a_long_wait_is_left_alone(other, make_asker, clock):
    other.answers["/"] = (429, {"Retry-After": "7200"})
    asker = make_asker()

    finding = asker.ask(f"{other.url}/")
    with pytest.raises(LimitReachedError):
        asker.ask(f"{other.url}/other")

    assert finding.problem == Problem.BUSY
    assert finding.rest == timedelta(hours=2)
    assert len(other.requests) == 1
    assert clock.slept == []


def test_a_wait_may_be_a_date():
    in_a_minute = format_datetime(timezone.now() + timedelta(seconds=61))

    assert 55 < read_wait(in_a_minute) < 65
    assert read_wait("Wed, 21 Oct 2015 07:28:00 GMT") == 0


@pytest.mark.parametrize("text", [None, "", "soon", "-1", "1e9", "٣"])
def test_a_wait_that_makes_no_sense_is_none(text):
    assert read_wait(text) == 0


# What is kept of other sites


@pytest.fixture
def page_with(home, other):
    """A function that makes a page with links to the other site."""

    def make(*paths):
        return make_page(
            home, title="Links", body=make_prose(*(other.url + path for path in paths))
        )

    return make


def test_other_sites_are_asked_only_on_request(page_with, other):
    page_with("/gone")

    run()

    assert other.requests == []
    assert Link.objects.get(is_external=True).checked_at is None


def test_the_command_asks_no_inner_host(page_with, other):
    page_with("/gone")

    output = run(external=True)

    assert other.requests == []
    assert f"{other.url}/gone\n    Not on the public internet" in output


def test_a_link_that_stands_twice_is_asked_once_and_not_again_soon(
    page_with, other, home, make_asker
):
    other.answers["/"] = (200, {})
    page_with("/", "/gone", "/")
    make_page(home, title="More", slug="more", body=make_prose(f"{other.url}/"))

    check_links(make_asker())
    first = [path for _, path in other.requests]
    check_links(make_asker())

    assert sorted(first) == ["/", "/gone", "/gone"]
    assert len(other.requests) == 3
    assert find_problems() == {f"{other.url}/gone": Problem.MISSING}


def test_a_link_is_asked_again_after_a_week_and_a_broken_one_after_a_day(
    page_with, other, make_asker
):
    other.answers["/"] = (200, {})
    page_with("/", "/gone")
    check_links(make_asker())
    checked = {link.address: link for link in Link.objects.filter(is_external=True)}

    good, broken = checked[f"{other.url}/"], checked[f"{other.url}/gone"]

    assert good.due_at - good.checked_at == timedelta(days=7)
    assert broken.due_at - broken.checked_at == timedelta(days=1)


def test_a_run_that_was_ended_is_taken_up_where_it_was(page_with, other, make_asker):
    other.answers = {f"/{number}": (200, {}) for number in range(5)}
    page_with(*other.answers)

    left = check_links(make_asker(requests=2))
    then = check_links(make_asker())

    assert left == 3
    assert then == 0
    assert sorted(path for _, path in other.requests) == ["/0", "/1", "/2", "/3", "/4"]


def test_what_was_found_before_a_crash_is_kept(page_with, other, make_asker):
    other.answers = {f"/{number}": (200, {}) for number in range(3)}
    page_with(*other.answers)
    asker = make_asker()
    ask = asker.ask

    def ask_and_crash(address):
        if len(other.requests) == 2:
            raise KeyboardInterrupt
        return ask(address)

    asker.ask = ask_and_crash
    with pytest.raises(KeyboardInterrupt):
        check_links(asker)

    assert (
        Link.objects.filter(is_external=True, problem="")
        .exclude(checked_at=None)
        .count()
        == 2
    )


def test_a_link_that_is_mended_elsewhere_is_not_wrong_any_more(
    page_with, other, make_asker
):
    page_with("/late")
    check_links(make_asker())
    other.answers["/late"] = (200, {})
    Link.objects.update(due_at=timezone.now())

    check_links(make_asker())

    assert find_problems() == {}
    assert Link.objects.get(is_external=True).wrong_since is None
