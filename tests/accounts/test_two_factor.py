"""Login with a second factor."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.oath import totp

from pages.accounts import login, two_factor
from tests.accounts.test_login import ELSEWHERE, LOGIN, NAME, PASSWORD, is_in, log_in

CODE = "/admin/login/code/"


def read_code(device, steps=0):
    """Return the code that the app shows now, or after some steps of 30 seconds."""
    return f"{totp(device.bin_key, t0=-30 * steps):06}"


def send_code(client, code, address="192.0.2.1"):
    return client.post(CODE, {"code": code}, REMOTE_ADDR=address)


def make_wrong_code(device):
    return f"{(int(read_code(device)) + 5) % 10**6:06}"


# Logging in


@pytest.mark.parametrize("login", [LOGIN, "/_util/login/"])
def test_a_login_needs_password_and_code(app, client, login):
    asked = log_in(client, login=login)
    is_in_before_the_code = is_in(client)
    send_code(client, read_code(app))

    assert asked["Location"] == CODE
    assert not is_in_before_the_code
    assert is_in(client)


@pytest.mark.parametrize(
    ("requested", "shown"),
    [("/admin/pages/", "/admin/pages/"), ("https://elsewhere.example/", "/admin/")],
)
def test_the_login_continues_to_the_requested_page(app, client, requested, shown):
    client.post(LOGIN, {"username": NAME, "password": PASSWORD, "next": requested})

    assert send_code(client, read_code(app))["Location"] == shown


def test_a_code_works_once(app):
    first, second = Client(), Client()
    log_in(first)
    log_in(second)
    code = read_code(app)

    assert send_code(first, code).status_code == 302
    assert send_code(second, code).status_code == 200
    assert not is_in(second)


def test_the_clock_of_the_app_may_be_half_a_minute_off(app, client):
    log_in(client)
    refused = send_code(client, read_code(app, 3))

    assert refused.status_code == 200
    assert send_code(client, read_code(app, 1)).status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\0", "x" * 5_000])
def test_malformed_codes_are_refused(app, client, typed):
    log_in(client)

    response = send_code(client, typed)

    html = BeautifulSoup(response.content, "html5lib")
    assert response.status_code == 200
    assert html.select_one(".error-message").text.strip().endswith(".")


def test_a_code_without_a_password_is_refused(app, client):
    assert client.get(CODE)["Location"] == LOGIN
    assert send_code(client, read_code(app))["Location"] == LOGIN
    assert not is_in(client)


def test_a_pending_login_expires(app, client, monkeypatch):
    log_in(client)
    monkeypatch.setattr(login, "CODE_TIMEOUT", -1)

    asked = client.post(CODE, {"code": read_code(app)}, follow=True)

    assert asked.redirect_chain[0][0].startswith(LOGIN)
    assert "Your login has expired" in asked.text
    assert not is_in(client)


@pytest.mark.parametrize("change", ["password", "is_active", "second factor"])
def test_a_changed_account_must_log_in_again(ada, app, client, change):
    log_in(client)
    if change == "password":
        ada.set_password("difference-engine")
    elif change == "is_active":
        ada.is_active = False
    else:
        two_factor.turn_off(ada)
    ada.save()

    assert send_code(client, read_code(app))["Location"].startswith(LOGIN)
    assert not is_in(client)


def test_guesses_of_codes_are_limited(app):
    stranger, owner = Client(), Client()
    log_in(stranger)
    log_in(owner, address=ELSEWHERE)

    wrong = [send_code(stranger, make_wrong_code(app)) for _ in range(6)]
    right = send_code(stranger, read_code(app))

    assert [response.status_code for response in wrong] == [200] * 5 + [429]
    assert "This code is not valid" in wrong[0].text
    assert not is_in(stranger)
    assert right.status_code == 429
    assert "Try again in 15 minutes" in right.text
    assert send_code(owner, read_code(app), ELSEWHERE).status_code == 302


def test_codes_of_one_account_are_limited_from_all_addresses(app, client):
    log_in(client)

    statuses = [send_code(client, "abcdef", f"198.51.100.{n}").status_code for n in range(32)]
    refused = send_code(client, read_code(app), "203.0.113.1")

    assert statuses == [200] * 30 + [429] * 2
    assert "Try again in 24 hours" in refused.text


# Recovery codes


def test_a_recovery_code_works_once_for_its_account(ada, app, django_user_model):
    first, second = Client(), Client()
    grace = django_user_model.objects.create_user("grace")
    [other, *_] = two_factor.renew_recovery_codes(grace)
    [old, *_] = two_factor.renew_recovery_codes(ada)
    codes = two_factor.renew_recovery_codes(ada)
    log_in(first)
    log_in(second)

    assert send_code(first, other).status_code == 200
    assert send_code(first, old).status_code == 200
    assert send_code(first, codes[3].upper().replace("-", " ")).status_code == 302
    assert send_code(second, codes[3]).status_code == 200
    assert send_code(second, codes[4]).status_code == 302
    assert two_factor.count_recovery_codes(ada) == 8


# The password alone


def test_the_password_alone_opens_no_page_of_the_admin(app, client):
    log_in(client)

    assert Session.objects.get().get_decoded().keys() == {"pending_login", "began_at"}
    assert get_user(client).is_anonymous
    for address in ("", "pages/", "account/", "account/security/", "api/main/pages/"):
        assert client.get(f"/admin/{address}")["Location"].startswith(LOGIN)
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    assert client.get("/admin/connection/", headers=ajax).status_code == 403
    assert "wagtail-userbar" not in client.get("/").text


def test_a_password_reset_does_not_skip_the_code(app, client, settings, mailoutbox):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    app.user.email = "ada@example.org"
    app.user.save()
    client.post("/admin/password_reset/", {"email": app.user.email})
    address = urlsplit(re.search(r"http\S+confirm\S+", mailoutbox[0].body)[0]).path
    form = client.get(address, follow=True)
    path = form.redirect_chain[-1][0]

    password = "difference-engine"
    client.post(path, {"new_password1": password, "new_password2": password})

    assert not is_in(client)
    assert log_in(client, password)["Location"] == CODE
    assert not is_in(client)
