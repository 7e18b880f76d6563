"""Login and its rate limits."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from pages.accounts import rate_limits
from pages.accounts.rate_limits import Limit, hit
from pages.models import RateLimitCount
from tests.support.factories import make_document, make_page

LOGIN = "/admin/login/"
NAME, PASSWORD = "ada", "analytical-engine"
ELSEWHERE = "198.51.100.7"


def log_in(client, password=PASSWORD, name=NAME, address="192.0.2.1", login=LOGIN):
    fields = {"username": name, "password": password}
    return client.post(login, fields, REMOTE_ADDR=address)


def is_in(client):
    return client.get("/admin/").status_code == 200


def read_errors(response):
    html = BeautifulSoup(response.content, "html5lib")
    return [one.text.strip() for one in html.select(".messages .error, .errorlist li")]


def make_address(number):
    return f"10.0.0.{number}"


@pytest.mark.parametrize("login", [LOGIN, "/_util/login/"])
def test_guesses_are_limited_and_the_owner_logs_in_from_elsewhere(ada, login):
    stranger, owner = Client(), Client()

    statuses = [log_in(stranger, f"guess {n}", login=login).status_code for n in range(8)]
    right = log_in(stranger, login=login)

    assert statuses == [200] * 5 + [429] * 3
    assert right.status_code == 429
    assert read_errors(right) == ["Too many attempts. Try again in 15 minutes."]
    assert not is_in(stranger)
    assert log_in(owner, address=ELSEWHERE, login=login).status_code == 302
    assert is_in(owner)


def test_guesses_from_many_addresses_do_not_lock_the_owner_out(ada, client):
    statuses = [
        log_in(Client(), f"guess {n}", address=make_address(n)).status_code for n in range(31)
    ]

    assert statuses == [200] * 31
    assert log_in(client, address=ELSEWHERE).status_code == 302


# Limits


def test_an_unknown_account_gets_the_same_answers(ada):
    def try_often(name):
        answers = [log_in(Client(), f"guess {n}", name=name) for n in range(6)]
        return [(answer.status_code, read_errors(answer)) for answer in answers]

    assert try_often(NAME) == try_often("nobody")


def test_a_correct_password_is_not_counted(ada):
    assert [log_in(Client()).status_code for _ in range(7)] == [302] * 7
    assert set(RateLimitCount.objects.values_list("count", flat=True)) == {0}


def test_one_address_has_a_limit_for_all_accounts(ada):
    statuses = [log_in(Client(), name=f"name {n}", password="guess").status_code for n in range(31)]

    assert statuses == [200] * 30 + [429]


# Other secrets


@pytest.fixture(params=["page", "documents"])
def shared_password(request, home):
    """Addresses of the password form "between us", and of the content behind it."""
    fields = {"restriction_type": "password", "password": "between us"}
    if request.param == "page":
        page = make_page(home)
        restriction = PageViewRestriction.objects.create(page=page, **fields)
        return f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/", page.url
    document = make_document()
    restriction = CollectionViewRestriction.objects.create(collection=document.collection, **fields)
    return f"/documents/authenticate_with_password/{restriction.pk}/", document.url


def test_guesses_of_a_shared_password_are_limited(shared_password):
    form, content = shared_password

    def guess(password, machine="192.0.2.1", content=content):
        fields = {"password": password, "return_url": content}
        return Client().post(form, fields, REMOTE_ADDR=machine)

    right = [guess("between us")["Location"] for _ in range(11)]
    wrong = [guess("guess").status_code for _ in range(11)]
    refused = guess("between us")

    assert right == [content] * 11
    assert wrong == [200] * 10 + [429]
    assert refused.status_code == 429
    assert "Try again in 15 minutes" in read_errors(refused)[0]
    for sent, shown in {
        content: content,
        "https://elsewhere.example/": "/",
        "wagtailadmin_home": "wagtailadmin_home",
    }.items():
        assert guess("between us", ELSEWHERE, sent)["Location"] == shown


def test_password_resets_are_limited(ada, client, settings):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    ada.email = "ada@example.org"
    ada.save()

    asked = [client.post("/admin/password_reset/", {"email": ada.email}) for _ in range(6)]

    assert [answer.status_code for answer in asked] == [302] * 5 + [429]
    assert "Try again in 60 minutes" in asked[-1].text
    assert len(mail.outbox) == 5


# The counts in the database


def test_neither_name_nor_address_is_stored(ada, client):
    log_in(client, "guess")

    kept = str(list(RateLimitCount.objects.values()))

    assert NAME not in kept
    assert "192.0.2.1" not in kept


def test_rows_that_ended_or_have_the_fewest_uses_make_room_for_new_ones(db, monkeypatch):
    monkeypatch.setattr(rate_limits, "CAPACITY", 10)
    often, once = Limit("often", maximum=3, seconds=60), Limit("once", maximum=5, seconds=60)
    for _ in range(3):
        assert not hit((often, "ada"))

    for n in range(50):
        hit((once, make_address(n)))

    assert RateLimitCount.objects.count() == 10
    assert hit((often, "ada"), (once, ELSEWHERE))
    RateLimitCount.objects.update(ends_at=timezone.now())
    assert not hit((often, "ada"), (once, ELSEWHERE))
    assert RateLimitCount.objects.count() == 2


def test_a_use_that_was_counted_while_another_waited_is_kept(db):
    use = (Limit("often", maximum=1, seconds=60), "ada")
    hit(use)
    RateLimitCount.objects.update(ends_at=timezone.now() + timedelta(seconds=65))

    assert hit(use)


def test_a_clock_that_was_a_year_ahead_keeps_nobody_out(db):
    use = (Limit("often", maximum=1, seconds=60), "ada")
    hit(use)
    RateLimitCount.objects.update(ends_at=timezone.now() + timedelta(days=365))

    assert not hit(use)
    assert hit(use) <= 60
