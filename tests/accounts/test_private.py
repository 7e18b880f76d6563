"""Private pages: their forms, and the rights of visitors who know the password."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from html5lib import HTMLParser
from wagtail.models import PageViewRestriction

from pages.models import StandardPage
from tests.support.factories import make_owner, make_page

LOGIN = "/_util/login/"


@pytest.fixture
def page(home):
    make_owner(name="Ada Lovelace")
    return make_page(home, title="Secret plans", summary="An engine in the cellar.")


@pytest.fixture
def restriction(page):
    return PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="between us"
    )


@pytest.fixture
def grace(django_user_model):
    return django_user_model.objects.create_user("grace", password="nanoseconds")


def read(response):
    html = response.content.decode()
    # Raises at the first violation of the standard.
    HTMLParser(strict=True).parse(html)
    return BeautifulSoup(html, "html5lib")


def send(client, form, **fields):
    """Send a form as a browser does, with its hidden fields."""
    hidden = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
    return client.post(form["action"], {**hidden, **fields}, follow=True)


def test_a_private_page_asks_for_its_password(restriction, page, client):
    response = client.get(page.url)

    html = read(response)
    assert html.main.h1.text == "Password required"
    assert html.title.text == "Password required · Ada Lovelace"
    assert html.select_one("meta[name=robots]")["content"] == "noindex"
    assert html.select_one(".site-head")
    assert html.select_one("form.form .field label")["for"] == "id_password"
    assert "Secret plans" not in response.content.decode()
    assert "cellar" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_the_password_opens_the_page_and_nothing_of_the_admin(restriction, page):
    client = Client(enforce_csrf_checks=True)
    form = read(client.get(page.url)).form

    refused = read(send(client, form, password="guessed"))
    opened = send(client, refused.form, password="between us")

    assert "not correct" in refused.select_one(".field .errorlist").text
    assert refused.select_one("#id_password")["aria-invalid"] == "true"

    assert opened.redirect_chain[-1][0] == page.url
    assert read(opened).main.h1.text == page.title
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert "unsafe" not in opened["Content-Security-Policy"]
    assert "wagtail-userbar" not in opened.content.decode()
    assert "unsafe" not in client.get("/")["Content-Security-Policy"]


def test_the_form_of_a_password_exists_for_its_live_pages_alone(restriction, page, home, client):
    draft, public = make_page(page, title="Draft", live=False), make_page(home, title="Public")
    elsewhere = PageViewRestriction.objects.create(
        page=make_page(home, title="Elsewhere"), restriction_type="groups"
    )

    def ask(restriction, page):
        address = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
        return {client.get(address).status_code, client.post(address, {"x": "y"}).status_code}

    assert ask(restriction, page) == ask(restriction, make_page(page, title="Child")) == {200}
    assert ask(restriction, draft) == ask(restriction, public) == {404}
    assert ask(restriction, elsewhere.page) == ask(elsewhere, elsewhere.page) == {404}


@pytest.mark.parametrize("value", ["", "made-up", "x" * 2_000])
def test_an_invalid_session_gives_no_rights(page, client, value):
    client.cookies[settings.SESSION_COOKIE_NAME] = value

    response = client.get(page.url)

    assert response.status_code == 200
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "wagtail-userbar" not in response.content.decode()


def test_a_page_for_accounts_redirects_to_the_login_and_back(page, grace):
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    client = Client(enforce_csrf_checks=True)

    asked = client.get(page.url, follow=True)
    html = read(asked)
    refused = read(send(client, html.form, username="grace", password="guessed"))
    opened = send(client, refused.form, username="grace", password="nanoseconds")

    assert asked.redirect_chain[-1][0].startswith(LOGIN)
    assert html.main.h1.text == "Log in"
    assert html.select_one("meta[name=robots]")["content"] == "noindex"
    assert "correct username and password" in refused.main.text
    assert opened.redirect_chain[-1][0] == page.url
    assert read(opened).main.h1.text == page.title
    html = read(Client().get(LOGIN))
    opened = send(Client(), html.form, username="grace", password="nanoseconds")
    assert opened.redirect_chain == [("/", 302)]


def test_an_account_without_the_right_to_a_page_gets_a_message(page, client, grace):
    client.force_login(grace)
    PageViewRestriction.objects.create(page=page, restriction_type="groups")

    html = read(client.get(page.url, follow=True))

    assert "Your account may not read this page" in html.main.text


def test_a_form_without_its_token_is_refused_with_a_page(restriction, page):
    client = Client(enforce_csrf_checks=True)

    refused = client.post(read(client.get(page.url)).form["action"], {"password": "between us"})

    html = read(refused)
    assert refused.status_code == 403
    assert "try again" in html.main.text
    assert html.select_one("meta[name=robots]")["content"] == "noindex"


def test_the_children_of_a_private_page_are_not_public(restriction, page, home):
    make_page(page, title="Plans of the cellar")
    make_page(home, title="Plans of the attic")

    titles = [page.title for page in StandardPage.objects.public()]
    assert titles == ["Plans of the attic"]
