"""Turning two-factor login on and off."""

from base64 import b32decode
from io import StringIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from pages.accounts import two_factor
from tests.accounts.test_login import NAME, PASSWORD, is_in, log_in
from tests.accounts.test_two_factor import CODE, make_wrong_code, read_code, send_code

SECURITY = "/admin/account/security/"
TURN_ON = "/admin/account/security/switch-on/"


def read_secret(response):
    html = BeautifulSoup(response.content, "html5lib")
    return html.select_one(".secret").text.replace(" ", "")


def turn_on(client):
    """Turn two-factor login on, and return the code used for it and the recovery codes."""
    code = read_code(open_app(client.get(TURN_ON)))
    answer = client.post(TURN_ON, {"code": code, "password": PASSWORD})
    html = BeautifulSoup(answer.content, "html5lib")
    return code, html.select_one(".recovery-codes").text.split()


def open_app(response):
    """Return an app that has read the secret of the response."""
    return TOTPDevice(key=b32decode(read_secret(response)).hex())


def test_turning_on_needs_a_code_and_the_password_and_ends_other_logins(ada, client):
    there = Client()
    log_in(client)
    log_in(there)

    code, codes = turn_on(client)

    assert len(codes) == 10
    assert two_factor.is_on(ada)
    assert is_in(client)
    assert not is_in(there)
    other = Client()
    assert log_in(other)["Location"] == CODE
    assert send_code(other, code).status_code == 200
    assert send_code(other, codes[0]).status_code == 302


def test_the_qr_code_holds_the_secret_below_it(ada, client):
    log_in(client)
    response = client.get(TURN_ON)
    key = client.session["new_secret"]
    address = urlsplit(two_factor.make_device(ada, key).config_url)

    html = BeautifulSoup(response.content, "html5lib")
    assert html.select_one(".qr-code svg path")
    assert "style" not in str(html.select_one(".qr-code"))
    assert unquote(address.path) == f"/{site_settings.OTP_TOTP_ISSUER}:{NAME}"
    assert parse_qs(address.query)["secret"] == [read_secret(response)]
    assert read_secret(client.get(TURN_ON)) == read_secret(response)


def test_a_wrong_code_or_password_does_not_turn_it_on(ada, client):
    log_in(client)
    page = client.get(TURN_ON)
    app = open_app(page)

    fields = {"code": make_wrong_code(app), "password": PASSWORD}
    code = client.post(TURN_ON, fields)
    password = client.post(TURN_ON, {"code": read_code(app), "password": "x"})

    assert "does not match the secret" in code.text
    assert "not your password" in password.text
    assert read_secret(password) == read_secret(page)
    assert not two_factor.is_on(ada)
    assert not StaticToken.objects.exists()


@pytest.mark.parametrize("proof", ["password", "code", "recovery code"])
def test_turning_off_needs_the_password_or_a_code(ada, app, client, proof):
    codes = two_factor.renew_recovery_codes(ada)
    client.force_login(ada)
    given = {"password": PASSWORD, "code": read_code(app), "recovery code": codes[0]}[proof]

    refused = client.post(SECURITY, {"proof": "x", "turn_off": "1"})
    still_on = two_factor.is_on(ada)
    client.post(SECURITY, {"proof": given, "turn_off": "1"})

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

    proofs = ["guess"] * 5 + [PASSWORD]
    answers = [client.post(SECURITY, {"proof": proof, "turn_off": "1"}) for proof in proofs]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Try again in 15 minutes" in answers[-1].text
    assert two_factor.is_on(ada)


def test_the_account_page_shows_whether_it_is_on_and_can_be_saved(ada, client):
    client.force_login(ada)
    before = client.get("/admin/account/").text
    TOTPDevice.objects.create(user=ada, name="app")
    after = client.get("/admin/account/").text
    fields = {
        field["name"]: field.select_one("[selected]")["value"]
        for field in BeautifulSoup(after, "html5lib").select("main form select[name]")
    }
    names = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"}
    fields |= {f"name_email-{name}": value for name, value in names.items()}

    saved = client.post("/admin/account/", fields)

    assert "Two-factor login is off" in before
    assert "Two-factor login is on" in after
    assert SECURITY in after
    ada.refresh_from_db()
    assert saved.status_code == 302
    assert ada.last_name == "Lovelace"


def test_the_command_turns_it_off_once(ada, app):
    two_factor.renew_recovery_codes(ada)
    output = StringIO()

    call_command("disable_two_factor", NAME, stdout=output)

    assert output.getvalue() == "Two-factor login is off for ada.\n"
    assert log_in(Client())["Location"] == "/admin/"
    assert not StaticToken.objects.exists()
    for name, message in ((NAME, "is off for ada already"), ("nobody", "no account 'nobody'")):
        with pytest.raises(CommandError, match=message):
            call_command("disable_two_factor", name)
