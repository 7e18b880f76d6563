"""Logging in with a code in a browser, by keyboard, and how that is turned on."""

from base64 import b32decode

from django_otp.oath import totp
from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.desk import fill_login, make_account

PHONE = {"width": 390, "height": 800}


def read_code(secret):
    return f"{totp(b32decode(secret.replace(' ', ''))):06}"


def audit(tab):
    """Return the violations that axe finds, and "too wide" if the page is."""
    found = find_violations(tab)
    if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("too wide")
    return found


def press_to(tab, name):
    """Go to the button of this name by the Tab key, and press it."""
    focused = "document.activeElement.textContent.trim()"
    for _ in range(80):
        tab.keyboard.press("Tab")
        if tab.evaluate(focused) == name:
            break
    assert tab.evaluate(focused) == name
    tab.keyboard.press("Enter")


def test_a_person_turns_it_on_and_logs_in_by_keyboard(served_site, browser, listen):
    name, password = make_account(served_site, "Editor")
    security = f"{served_site.admin_url}account/security/"
    with browser.new_context(viewport=PHONE) as context:
        tab = context.new_page()
        complaints = listen(tab, served_site)
        tab.goto(f"{served_site.admin_url}login/")
        expect(tab.locator("h1")).to_contain_text("Log in")
        assert "Wagtail" not in tab.title() + tab.inner_text("main")
        assert audit(tab) == []
        fill_login(tab, served_site, name, password)

        tab.goto(security)
        assert audit(tab) == []
        press_to(tab, "Turn on two-factor login")
        tab.wait_for_url(f"{security}switch-on/")
        assert audit(tab) == []
        tab.focus("[name=code]")
        tab.keyboard.type(read_code(tab.inner_text(".secret")))
        tab.keyboard.press("Tab")
        tab.keyboard.type(password)
        tab.keyboard.press("Enter")
        codes = tab.get_by_label("Recovery codes").input_value().split()
        assert len(codes) == 10
        assert audit(tab) == []
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        press_to(tab, "Copy")
        expect(tab.get_by_text("Copied")).to_be_visible()
        copied = tab.evaluate("navigator.clipboard.readText()")
        tab.evaluate("window.print = () => { document.title = 'printed'; }")
        press_to(tab, "Print")
        assert tab.title() == "printed"

    with browser.new_context(viewport=PHONE) as context:
        tab = context.new_page()
        complaints += listen(tab, served_site)
        tab.goto(f"{served_site.admin_url}login/")
        tab.fill("[name=username]", name)
        tab.fill("[name=password]", password)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{served_site.admin_url}login/code/")
        assert audit(tab) == []
        tab.keyboard.type("000000")
        tab.keyboard.press("Enter")
        expect(tab.get_by_text("This code is not valid")).to_be_visible()
        assert audit(tab) == []
        tab.keyboard.press("ControlOrMeta+A")
        tab.keyboard.type(codes[0])
        tab.keyboard.press("Enter")
        tab.wait_for_url(served_site.admin_url)
        tab.goto(security)
        expect(tab.get_by_text("9 of your recovery codes are left")).to_be_visible()

    assert copied.split() == codes
    assert complaints == []
