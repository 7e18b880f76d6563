"""Login with a second factor."""

import re
from base64 import b32decode
from io import StringIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from pages.accounts import login, two_factor
from tests.accounts.test_login import ELSEWHERE, LOGIN, NAME, PASSWORD, is_in, log_in

CODE = "/admin/login/code/"
SECURITY = "/admin/account/security/"
SWITCH_ON = "/admin/account/security/switch-on/"


@pytest.fixture
def ada(home, django_user_model):
    return django_user_model.objects.create_superuser(NAME, password=PASSWORD)


@pytest.fixture
def app(ada):
    """The secret of an account that has switched it on some time ago."""
    return TOTPDevice.objects.create(user=ada, name="app")


def read_code(device, steps=0):
    """Return the code that the app shows now, or some steps of 30 seconds from now."""
    return f"{totp(device.bin_key, t0=-30 * steps):06}"


def send_code(client, code, address="192.0.2.1"):
    return client.post(CODE, {"code": code}, REMOTE_ADDR=address)


def read_secret(response):
    html = BeautifulSoup(response.content, "html5lib")
    return html.select_one(".secret").text.replace(" ", "")


def switch_on(client):
    """Switch it on as a person does, and return the device and the recovery codes."""
    secret = read_secret(client.get(SWITCH_ON))
    device = TOTPDevice(key=b32decode(secret).hex())
    answer = client.post(SWITCH_ON, {"code": read_code(device), "password": PASSWORD})
    html = BeautifulSoup(answer.content, "html5lib")
    return device, html.select_one(".recovery-codes").text.split()


# Logging in


def test_without_two_factor_login_the_password_is_enough(ada, client):
    assert log_in(client)["Location"] == "/admin/"
    assert is_in(client)


def test_password_and_code_complete_the_login(app, client):
    asked = log_in(client)
    let_in = send_code(client, read_code(app))

    assert asked["Location"] == CODE
    assert let_in["Location"] == "/admin/"
    assert is_in(client)


def test_the_login_continues_to_the_requested_page(app, client):
    fields = {"username": NAME, "password": PASSWORD}
    client.post(LOGIN, {**fields, "next": "/admin/pages/"})
    there = send_code(client, read_code(app))
    other = Client()
    other.post(LOGIN, {**fields, "next": "https://elsewhere.example/"})
    elsewhere = send_code(other, read_code(app, 1))

    assert there["Location"] == "/admin/pages/"
    assert elsewhere["Location"] == "/admin/"


def test_a_wrong_code_is_an_error_of_its_field(app, client):
    log_in(client)

    told = send_code(client, f"{(int(read_code(app)) + 1) % 10**6:06}")

    assert told.status_code == 200
    assert "This code is not valid" in told.text
    assert not is_in(client)


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


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345",
        "1234567",
        "\N{FULLWIDTH DIGIT ONE}23456",
        "abcdef",
        "\0",
        "x" * 5_000,
        "-12345",
    ],
)
def test_malformed_codes_are_refused(app, client, typed):
    log_in(client)

    told = send_code(client, typed)

    html = BeautifulSoup(told.content, "html5lib")
    assert told.status_code == 200
    assert html.select_one(".error-message").text.strip().endswith(".")


def test_spaces_in_a_code_are_ignored(app, client):
    log_in(client)
    code = read_code(app)

    assert send_code(client, f" {code[:3]} {code[3:]} ").status_code == 302


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
        two_factor.switch_off(ada)
    ada.save()

    assert send_code(client, read_code(app))["Location"].startswith(LOGIN)
    assert not is_in(client)


def test_guesses_of_codes_are_limited(app):
    stranger, owner = Client(), Client()
    wrong = f"{(int(read_code(app)) + 1) % 10**6:06}"
    log_in(stranger)
    log_in(owner, address=ELSEWHERE)

    statuses = [send_code(stranger, wrong).status_code for _ in range(6)]
    right = send_code(stranger, read_code(app))

    assert statuses == [200] * 5 + [429]
    assert right.status_code == 429
    assert "Try again in 15 minutes" in right.text
    assert send_code(owner, read_code(app), ELSEWHERE).status_code == 302


def test_codes_of_one_account_are_limited_from_all_addresses(app, client):
    log_in(client)

    statuses = [
        send_code(client, "abcdef", f"198.51.100.{n}").status_code for n in range(32)
    ]
    refused = send_code(client, read_code(app), "203.0.113.1")

    assert statuses == [200] * 30 + [429] * 2
    assert "Try again in 24 hours" in refused.text


def test_the_login_of_private_pages_asks_for_the_code_too(app, client):
    assert log_in(client, login="/_util/login/")["Location"] == CODE
    assert not is_in(client)


# Recovery codes


def test_a_recovery_code_works_once(ada, app):
    first, second = Client(), Client()
    codes = two_factor.renew_recovery_codes(ada)
    log_in(first)
    log_in(second)

    assert send_code(first, codes[3].upper().replace("-", " ")).status_code == 302
    assert send_code(second, codes[3]).status_code == 200
    assert send_code(second, codes[4]).status_code == 302
    assert two_factor.count_recovery_codes(ada) == 8


def test_new_recovery_codes_end_the_old_ones(ada, app, client):
    old = two_factor.renew_recovery_codes(ada)
    new = two_factor.renew_recovery_codes(ada)
    log_in(client)

    assert len(set(new)) == 10
    assert send_code(client, old[0]).status_code == 200
    assert send_code(client, new[0]).status_code == 302


def test_a_recovery_code_of_another_account_is_refused(app, client, django_user_model):
    grace = django_user_model.objects.create_user("grace")
    codes = two_factor.renew_recovery_codes(grace)
    log_in(client)

    assert send_code(client, codes[0]).status_code == 200


# Whoever has given the password alone is nobody yet


def list_addresses(patterns, before=""):
    """Yield an address for each view of the admin, with made-up numbers and words."""
    for pattern in patterns:
        text = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from list_addresses(pattern.url_patterns, before + text)
        elif isinstance(pattern, URLPattern):
            path = re.sub(r"<int:[^>]+>", "1", before + text)
            path = re.sub(r"<uuid:[^>]+>", "0" * 8 + "-0000" * 3 + "-" + "0" * 12, path)
            path = re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)|\([^)]*\)", "1", path)
            yield "/" + re.sub(r"[\^$?\\]|\.\*", "", path)


def find_addresses():
    found = set(list_addresses(get_resolver().url_patterns))
    return sorted(one for one in found if one.startswith("/admin/"))


OPEN = ("login/", "password_reset/", "sprite/", "jsi18n/")


def test_the_password_alone_opens_no_page_of_the_admin(app, client):
    log_in(client)
    addresses = [
        address
        for address in find_addresses()
        if not address.removeprefix("/admin/").startswith(OPEN)
    ]

    answers = {address: client.get(address) for address in addresses}
    opened = {
        address: answer.status_code
        for address, answer in answers.items()
        if answer.status_code not in {404, 405}
        and not answer.get("Location", "").startswith(LOGIN)
    }

    assert len(addresses) > 150
    assert opened == {}
    assert Session.objects.get().get_decoded().keys() == {"pending_login", "began_at"}


def test_the_password_alone_opens_no_json_and_no_preview(app, client):
    log_in(client)
    asks = {"X-Requested-With": "XMLHttpRequest"}

    for address in ("api/main/pages/", "connection/", ""):
        answer = client.get(f"/admin/{address}", headers=asks)
        assert answer.status_code == 403, address
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


# Switching it on and off


def test_switching_on_needs_a_code_and_the_password(ada, client):
    log_in(client)

    device, codes = switch_on(client)

    assert len(codes) == 10
    assert two_factor.is_on(ada)
    assert is_in(client)
    other = Client()
    assert log_in(other)["Location"] == CODE
    assert send_code(other, read_code(device)).status_code == 200
    assert send_code(other, codes[0]).status_code == 302


def test_the_qr_code_holds_the_secret_below_it(ada, client):
    log_in(client)
    response = client.get(SWITCH_ON)
    key = client.session["new_secret"]
    address = urlsplit(two_factor.make_device(ada, key).config_url)

    html = BeautifulSoup(response.content, "html5lib")
    assert html.select_one(".qr-code svg path")
    assert "style" not in str(html.select_one(".qr-code"))
    assert unquote(address.path) == f"/{site_settings.OTP_TOTP_ISSUER}:{NAME}"
    assert parse_qs(address.query)["secret"] == [read_secret(response)]
    assert read_secret(client.get(SWITCH_ON)) == read_secret(response)


def test_a_wrong_code_or_password_does_not_switch_it_on(ada, client):
    log_in(client)
    secret = read_secret(client.get(SWITCH_ON))
    device = TOTPDevice(key=b32decode(secret).hex())
    wrong = f"{(int(read_code(device)) + 1) % 10**6:06}"

    code = client.post(SWITCH_ON, {"code": wrong, "password": PASSWORD})
    password = client.post(SWITCH_ON, {"code": read_code(device), "password": "x"})

    assert "does not match the secret" in code.text
    assert "not your password" in password.text
    assert read_secret(password) == secret
    assert not two_factor.is_on(ada)
    assert not StaticToken.objects.exists()


def test_switching_it_on_ends_other_logins(ada):
    here, there = Client(), Client()
    log_in(here)
    log_in(there)

    switch_on(here)

    assert is_in(here)
    assert not is_in(there)


@pytest.mark.parametrize("proof", ["password", "code", "recovery code"])
def test_switching_off_needs_the_password_or_a_code(ada, app, client, proof):
    codes = two_factor.renew_recovery_codes(ada)
    client.force_login(ada)
    given = {
        "password": PASSWORD,
        "code": read_code(app),
        "recovery code": codes[0],
    }[proof]

    refused = client.post(SECURITY, {"proof": "x", "switch_off": "1"})
    still_on = two_factor.is_on(ada)
    client.post(SECURITY, {"proof": given, "switch_off": "1"})

    assert "neither your password nor a valid code" in refused.text
    assert still_on
    assert not two_factor.is_on(ada)
    assert not StaticToken.objects.exists()
    assert log_in(Client())["Location"] == "/admin/"


def test_new_recovery_codes_are_shown_once(ada, app, client):
    client.force_login(ada)

    shown = client.post(SECURITY, {"proof": PASSWORD})
    code = two_factor.StaticDevice.objects.get().token_set.first().token
    written = f"{code[:4]}-{code[4:8]}-{code[8:]}"

    assert written in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert written not in client.get(SECURITY).text
    assert "10 of your recovery codes are left" in client.get(SECURITY).text


def test_guesses_of_the_confirmation_are_limited(ada, app, client):
    client.force_login(ada)

    tries = [
        client.post(SECURITY, {"proof": f"guess {n}", "switch_off": "1"})
        for n in range(6)
    ]
    last = client.post(SECURITY, {"proof": PASSWORD, "switch_off": "1"})

    assert [one.status_code for one in tries] == [200] * 5 + [429]
    assert last.status_code == 429
    assert "Try again in 15 minutes" in last.text
    assert two_factor.is_on(ada)


def test_the_account_page_shows_whether_it_is_on(ada, client):
    client.force_login(ada)

    before = client.get("/admin/account/").text
    TOTPDevice.objects.create(user=ada, name="app")
    after = client.get("/admin/account/").text

    assert "Two-factor login is off" in before
    assert "Two-factor login is on" in after
    assert SECURITY in after


def test_the_settings_of_the_account_can_still_be_saved(ada, client):
    client.force_login(ada)

    html = BeautifulSoup(client.get("/admin/account/").content, "html5lib")
    fields = {
        field["name"]: field.select_one("[selected]")["value"]
        for field in html.select("main form select[name]")
    }
    names = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"}
    fields |= {f"name_email-{name}": value for name, value in names.items()}

    saved = client.post("/admin/account/", fields)

    ada.refresh_from_db()
    assert saved.status_code == 302
    assert ada.last_name == "Lovelace"


# For those who have lost everything


def test_a_command_switches_it_off(ada, app):
    two_factor.renew_recovery_codes(ada)
    said = StringIO()

    call_command("disable_two_factor", NAME, stdout=said)

    assert said.getvalue() == "Two-factor login is off for ada.\n"
    assert log_in(Client())["Location"] == "/admin/"
    assert not StaticToken.objects.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("nobody", "There is no account 'nobody'"), (NAME, "is off for ada already")],
)
def test_the_command_says_what_is_wrong(ada, name, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("disable_two_factor", name)
