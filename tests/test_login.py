"""Who guesses passwords gets nowhere, and keeps nobody out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from pages.accounts import throttle
from pages.accounts.throttle import Throttle, client_network, take
from pages.models import ThrottleCount
from tests.support.factories import make_page
from tests.support.site import run_python
from tests.test_uploads import make_document

# Each is a whole request: the whole proof, 10,000, takes some minutes.
GUESSES = 120
LOGIN = "/admin/login/"
NAME, PASSWORD = "ada", "analytical-engine"
ELSEWHERE = "198.51.100.7"


@pytest.fixture
def ada(home, django_user_model):
    return django_user_model.objects.create_superuser(NAME, password=PASSWORD)


def log_in(client, password=PASSWORD, name=NAME, address="192.0.2.1", login=LOGIN):
    fields = {"username": name, "password": password}
    return client.post(login, fields, REMOTE_ADDR=address)


def is_in(client):
    return client.get("/admin/").status_code == 200


def read_errors(response):
    html = BeautifulSoup(response.content, "html5lib")
    return [one.text.strip() for one in html.select(".messages .error, .errorlist li")]


def number(address):
    """Return the address of this number: each is another machine."""
    return f"10.{address // 65536}.{address // 256 % 256}.{address % 256}"


# The proof


def test_guesses_get_nowhere_and_the_owner_logs_in_from_elsewhere(ada):
    stranger, owner = Client(), Client()

    statuses = [log_in(stranger, f"guess {n}").status_code for n in range(GUESSES)]
    right = log_in(stranger)

    assert statuses == [200] * 5 + [429] * (GUESSES - 5)
    assert right.status_code == 429
    assert not is_in(stranger)
    assert ThrottleCount.objects.count() == 3
    assert log_in(owner, address=ELSEWHERE).status_code == 302
    assert is_in(owner)


def test_guesses_from_everywhere_keep_nobody_out_who_has_logged_in_before(ada):
    owner, new = Client(), Client()
    log_in(owner, address=ELSEWHERE)
    owner.post("/admin/logout/")

    statuses = [
        log_in(Client(), f"guess {n}", address=number(n)).status_code
        for n in range(GUESSES)
    ]

    assert statuses == [200] * 100 + [429] * (GUESSES - 100)
    assert ThrottleCount.objects.count() < 300
    assert log_in(new, address=ELSEWHERE).status_code == 429
    assert log_in(owner, address=number(1)).status_code == 302
    assert is_in(owner)


# What is counted


@pytest.mark.parametrize("login", [LOGIN, "/_util/login/"])
def test_who_must_wait_is_told_so_in_a_sentence(ada, client, login):
    for n in range(5):
        log_in(client, f"guess {n}", login=login)

    refused = log_in(client, login=login)

    assert refused.status_code == 429
    assert read_errors(refused) == [
        "There were too many wrong attempts: try again in 15 minutes."
    ]


def test_the_answers_do_not_tell_whether_there_is_such_an_account(ada):
    def try_often(name):
        answers = [log_in(Client(), f"guess {n}", name=name) for n in range(6)]
        return [(answer.status_code, read_errors(answer)) for answer in answers]

    assert try_often(NAME) == try_often("nobody")


def test_after_the_wait_it_goes_on(ada, client):
    for n in range(6):
        log_in(client, f"guess {n}")
    ThrottleCount.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    statuses = [log_in(Client(), f"guess {n}").status_code for n in range(6)]

    assert statuses == [200] * 5 + [429]


def test_what_is_right_is_not_counted(ada):
    assert [log_in(Client()).status_code for _ in range(7)] == [302] * 7
    assert set(ThrottleCount.objects.values_list("count", flat=True)) == {0}


def test_one_address_may_guess_at_few_accounts(ada):
    statuses = [
        log_in(Client(), name=f"name {n}", password="guess").status_code
        for n in range(35)
    ]

    assert statuses == [200] * 30 + [429] * 5


def test_a_browser_that_has_logged_in_before_must_wait_as_well(ada, client):
    log_in(client)
    client.post("/admin/logout/")

    statuses = [log_in(client, "guess").status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]


@pytest.mark.parametrize("made_up", ["", "x", "eyJ:x:y", "x" * 4000])
def test_a_cookie_that_was_made_up_makes_no_difference(ada, client, made_up):
    for n in range(5):
        log_in(client, f"guess {n}")
    client.cookies["device"] = made_up

    assert log_in(client).status_code == 429


def test_the_cookie_of_one_account_is_none_of_another(ada, client, django_user_model):
    django_user_model.objects.create_user("grace", password=PASSWORD)
    log_in(client, name="grace")

    for n in range(5):
        log_in(Client(), f"guess {n}")

    assert log_in(client).status_code == 429


def test_the_cookie_of_a_browser_names_nobody_and_no_script_reads_it(ada, client):
    cookie = log_in(client).cookies["device"]

    assert NAME not in cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_who_looks_at_the_login_gets_no_such_cookie(ada, client):
    assert "device" not in client.get(LOGIN).cookies
    assert "device" not in log_in(client, "guess").cookies


def test_behind_a_proxy_its_last_address_counts(ada, settings):
    settings.IS_BEHIND_PROXY = True

    def guess(n, address):
        fields = {"username": NAME, "password": "guess"}
        headers = {"X-Forwarded-For": f"203.0.113.{n}, {address}"}
        return Client().post(LOGIN, fields, headers=headers).status_code

    assert [guess(n, "192.0.2.1") for n in range(6)] == [200] * 5 + [429]
    assert guess(7, ELSEWHERE) == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("no address", "no address"),
    ],
)
def test_all_addresses_of_one_client_count_as_one(rf, address, network):
    assert client_network(rf.get("/", REMOTE_ADDR=address)) == network


# Other secrets that can be guessed


def test_the_password_of_a_page_cannot_be_guessed_for_long(home):
    page = make_page(home)
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="between us"
    )
    address = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"

    def guess(password, machine="192.0.2.1"):
        fields = {"password": password, "return_url": page.url}
        return Client().post(address, fields, REMOTE_ADDR=machine)

    statuses = [guess("guess").status_code for _ in range(11)]
    refused = guess("between us")

    assert statuses == [200] * 10 + [429]
    assert refused.status_code == 429
    assert "try again in 15 minutes" in read_errors(refused)[0]
    assert guess("between us", ELSEWHERE)["Location"] == page.url


def test_the_password_of_a_document_cannot_be_guessed_for_long(home, client):
    document = make_document()
    restriction = CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="password", password="x"
    )
    address = f"/documents/authenticate_with_password/{restriction.pk}/"

    def guess(password):
        fields = {"password": password, "return_url": document.url}
        return client.post(address, fields)

    right = [guess("x").status_code for _ in range(11)]
    wrong = [guess("guess").status_code for _ in range(11)]

    assert right == [302] * 11
    assert wrong == [200] * 10 + [429]


def test_nobody_has_mail_sent_to_others_for_long(ada, client, settings):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    ada.email = "ada@example.org"
    ada.save()

    asked = [
        client.post("/admin/password_reset/", {"email": ada.email}) for _ in range(6)
    ]

    assert [answer.status_code for answer in asked] == [302] * 5 + [429]
    assert "try again in 60 minutes" in asked[-1].text
    assert len(mail.outbox) == 5


# Where it is counted


def test_neither_name_nor_address_is_kept(ada, client):
    log_in(client, "guess")

    kept = str(list(ThrottleCount.objects.values()))

    assert NAME not in kept
    assert "192.0.2.1" not in kept


def test_there_are_never_more_counts_than_room(db, monkeypatch):
    monkeypatch.setattr(throttle, "CAPACITY", 20)
    busy = (Throttle("account", limit=9, seconds=60), "ada")

    waits = [
        take(busy, (Throttle("address", limit=5, seconds=60), number(n)))
        for n in range(60)
    ]

    assert ThrottleCount.objects.count() <= 21
    assert [bool(wait) for wait in waits] == [False] * 9 + [True] * 51


def test_room_is_made_for_a_new_count_and_what_is_used_most_stays(db, monkeypatch):
    monkeypatch.setattr(throttle, "CAPACITY", 10)
    often = Throttle("often", limit=3, seconds=60)
    for _ in range(3):
        take((often, "ada"))

    for n in range(50):
        take((Throttle("once", limit=5, seconds=60), number(n)))

    assert ThrottleCount.objects.count() == 10
    assert take((often, "ada"))


def test_what_has_ended_goes(db):
    for n in range(10):
        take((Throttle("once", limit=5, seconds=60), number(n)))
    ThrottleCount.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    take((Throttle("once", limit=5, seconds=60), ELSEWHERE))

    assert ThrottleCount.objects.count() == 1


TAKE = """
import os, time
from datetime import timedelta
from django.utils import timezone
from pages.accounts.throttle import Throttle
from pages.models import ThrottleCount

end = timezone.now() + timedelta(hours=1)
ThrottleCount.objects.create(key=f"ready {os.getpid()}", ends_at=end)
while ThrottleCount.objects.filter(key__startswith="ready").count() < 2:
    time.sleep(0.01)
throttle = Throttle("shared", limit=150, seconds=600)
print(sum(throttle.allows("ada") for _ in range(100)))
"""


def test_processes_count_together(copy_database):
    variables = {
        "SECRET_KEY": site_settings.SECRET_KEY,
        "SITE_URL": "http://localhost",
        "DATABASE_URL": copy_database(),
    }

    def run(_):
        return run_python("manage.py", "shell", "-v0", "-c", TAKE, **variables)

    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(run, range(2)))

    assert [one.stderr for one in ended] == ["", ""]
    assert sum(int(one.stdout) for one in ended) == 150
