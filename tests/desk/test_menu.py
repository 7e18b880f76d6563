"""The menu of the site, chosen and ordered on one screen."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page

from pages.models import User
from tests.support.factories import make_about, make_contact, make_page
from tests.support.reading import read_html

MENU = "/admin/menu/"


@pytest.fixture
def pages(home):
    """Three pages below home, of which the first two are in the menu."""
    return [
        make_about(home, show_in_menus=True),
        make_contact(home, show_in_menus=True),
        make_page(home, title="Notes"),
    ]


def read_menu(client, home):
    html = read_html(client, "/").partition("<nav")[2].partition("</nav>")[0]
    titles = {page.title for page in home.get_children()}
    return [word for word in html.replace("<", ">").split(">") if word in titles]


def send(client, order, shown, **more):
    form = {"order": [page.pk for page in order], "shown": [page.pk for page in shown], **more}
    return client.post(MENU, form)


def test_pages_are_chosen_and_ordered_in_one_form(home, pages, admin_client, client):
    about, contact, notes = pages
    html = read_html(admin_client, MENU)
    assert [html.count(f'name="shown" value="{page.pk}" checked') for page in pages] == [1, 1, 0]

    answer = send(admin_client, [notes, contact, about], [about, notes])

    assert answer.status_code == 302
    client.logout()
    assert read_menu(client, home) == ["Notes", "About"]
    assert [page.pk for page in home.get_children()] == [notes.pk, contact.pk, about.pk]
    assert Page.find_problems() == ([], [], [], [], [])


def test_publishing_a_draft_later_does_not_undo_the_choice(pages, admin_client):
    about, _contact, notes = pages
    for page in (about, notes):
        page.title += " anew"
        page.save_revision()

    send(admin_client, pages, [notes])
    for page in (about, notes):
        page.refresh_from_db()
        page.get_latest_revision().publish()

    assert list(Page.objects.in_menu().values_list("title", flat=True)) == ["Notes anew"]


def test_a_button_moves_a_row_and_saves_nothing(home, pages, admin_client):
    about, contact, notes = pages

    html = send(admin_client, pages, [notes], move=f"{notes.pk}:up").text

    places = [html.index(f'name="order" value="{page.pk}"') for page in (about, notes, contact)]
    assert places == sorted(places)
    assert f'name="shown" value="{notes.pk}" checked' in html
    assert [page.pk for page in home.get_children()] == [page.pk for page in pages]
    assert not Page.objects.get(pk=notes.pk).show_in_menus
    for move in (f"{about.pk}:up", f"{notes.pk}:down", "x:up", "9999999:down", ""):
        assert send(admin_client, pages, [], move=move).status_code == 200


def test_a_page_that_was_made_meanwhile_keeps_its_choice_and_comes_last(home, pages, admin_client):
    new = make_page(home, title="New", slug="new", show_in_menus=True)

    send(admin_client, pages[::-1], [])

    assert [page.pk for page in home.get_children()] == [
        *(page.pk for page in pages[::-1]),
        new.pk,
    ]
    assert Page.objects.get(pk=new.pk).show_in_menus


def test_drafts_and_private_pages_are_marked(home, admin_client):
    make_page(home, title="Later", live=False)

    assert "draft: shown once it is published" in read_html(admin_client, MENU)


@pytest.mark.parametrize(("role", "code"), [("Owner", 200), ("Editor", 200), ("Contributor", 302)])
def test_only_those_who_may_publish_change_it(home, client, role, code):
    user = User.objects.create_user("someone")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    assert client.get(MENU).status_code == code


@pytest.mark.parametrize("kind", ["contactpage", "standardpage"])
def test_a_new_page_below_home_is_in_the_menu_and_one_further_down_is_not(home, admin_client, kind):
    below = make_page(home)

    def is_checked(parent, kind):
        address = reverse("wagtailadmin_pages:add", args=["pages", kind, parent.pk])
        html = admin_client.get(address).text
        return "checked" in html.partition('name="show_in_menus"')[2].partition(">")[0]

    assert is_checked(home, kind)
    assert not is_checked(below, "standardpage")
