"""Sessions end when unused, when old, and when their user ends them."""

import time
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.accounts.test_login import NAME, PASSWORD, is_in, log_in
from tests.operations.test_environment import load_settings

DAY = 24 * 60 * 60
COOKIE = site_settings.SESSION_COOKIE_NAME


@pytest.fixture
def clock(monkeypatch):
    """Function that moves the time forward by some seconds."""
    start, passed = timezone.now(), [0]
    monkeypatch.setattr(time, "time", lambda: start.timestamp() + passed[0])
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(seconds=passed[0]))

    def advance(seconds):
        passed[0] += seconds

    return advance


def test_an_unused_login_ends_after_two_weeks(ada, client, clock):
    log_in(client)

    clock(14 * DAY - 60)
    assert is_in(client)
    clock(14 * DAY + 60)
    assert not is_in(client)


def test_a_used_login_ends_after_two_months(ada, client, clock):
    log_in(client)

    for _ in range(11):
        clock(5 * DAY)
        assert is_in(client)
    clock(6 * DAY)

    assert not is_in(client)
    assert not Session.objects.exists()


def test_a_login_from_the_future_ends(ada, client, clock):
    log_in(client)

    clock(-365 * DAY)

    assert not is_in(client)


def test_a_remembered_login_is_extended_and_another_ends_with_the_browser(ada, client, clock):
    fields = {"username": NAME, "password": PASSWORD}
    first = client.post("/admin/login/", {**fields, "remember": "on"}).cookies[COOKIE]
    soon = client.get("/admin/").cookies
    clock(2 * DAY)
    later = client.get("/admin/").cookies[COOKIE]

    assert first["max-age"] == later["max-age"] == 14 * DAY
    assert COOKIE not in soon
    assert log_in(Client()).cookies[COOKIE]["max-age"] == ""


def test_a_new_login_deletes_expired_sessions(ada, clock):
    for _ in range(3):
        log_in(Client())
    clock(15 * DAY)

    log_in(Client())

    assert Session.objects.count() == 1


def test_logging_out_deletes_the_session(ada, client):
    log_in(client)
    key = client.cookies[COOKIE].value

    client.post("/admin/logout/")

    assert not Session.objects.exists()
    client.cookies[COOKIE] = key
    assert not is_in(client)


def test_other_logins_end_on_request_and_all_with_a_new_password(ada):
    here, there = Client(), Client()
    log_in(here)
    log_in(there)

    here.post("/admin/account/security/log-out/")
    assert is_in(here)
    assert not is_in(there)
    assert here.get("/admin/account/security/log-out/").status_code == 405

    ada.refresh_from_db()
    ada.set_password("difference-engine")
    ada.save()
    assert not is_in(here)


def test_a_login_stays_valid_after_a_change_of_the_secret_key(ada, client, settings):
    ada.end_sessions()
    log_in(client)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key" * 6

    assert is_in(client)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(client)
    assert client.session[SESSION_KEY] == str(ada.pk)


def test_the_cookies_meet_the_conditions_of_their_prefix(ada, settings):
    production = load_settings()
    names = [production[f"{name}_COOKIE_NAME"] for name in ("SESSION", "CSRF")]
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = names
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()

    form = client.get("/admin/login/", secure=True)
    fields = {"username": NAME, "password": PASSWORD}
    let_in = client.post("/admin/login/", fields, secure=True)
    out = client.post("/admin/logout/", secure=True)

    assert names == ["__Host-sessionid", "__Host-csrftoken"]
    assert names[1] in form.cookies
    assert out.cookies[names[0]]["max-age"] == 0
    for cookie in [cookie for one in (form, let_in, out) for cookie in one.cookies.values()]:
        if cookie.key in names:
            flags = [cookie[flag] for flag in ("secure", "path", "domain", "samesite")]
            assert flags == [True, "/", "", "Lax"], cookie.key
    assert let_in.cookies[names[0]]["httponly"]
