"""The buttons of the page editor, schedules, and the place where publishing leads to."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from tests.support.factories import make_page
from tests.support.reading import read_messages

PUBLISH = {"action-publish": "action-publish"}
SCHEDULE = {"action-schedule": "action-schedule"}


@pytest.fixture
def page(home):
    page = make_page(home, title="Notes", slug="notes", summary="Of 1843.")
    page.save_revision().publish()
    return page


def address_of(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def address_below(page):
    return reverse("wagtailadmin_pages:add", args=["pages", "standardpage", page.pk])


def send(client, address, *actions, **fields):
    """Press a button of the editor, and follow to where it leads."""
    form = {
        "title": "Notes",
        "slug": "notes",
        "summary": "Of 1844.",
        "body": streamfield([]),
        "comments": inline_formset([]),
        **fields,
    }
    for action in actions:
        form |= action
    return client.post(address, nested_form_data(form), follow=True)


def log_in(role, name="somebody"):
    user = get_user_model().objects.create_user(name)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def read_bar(client, address):
    """Return the texts of the buttons that are in sight, and of those in the menu."""
    bar = BeautifulSoup(client.get(address).text, "html5lib").select_one(".footer nav")
    menu = [button.extract() for button in bar.select(".w-dropdown :is(a, button[type=submit])")]
    shown = bar.select("button[type=submit]")
    return [[" ".join(one.get_text().split()) for one in part] for part in (shown, menu)]


def in_two_days(**more):
    time = timezone.localtime() + timedelta(days=2, **more)
    return time.replace(second=0, microsecond=0)


def write(time):
    return time.strftime("%Y-%m-%d %H:%M")


# Buttons


def test_save_and_publish_stand_side_by_side(home, page, admin_client):
    assert read_bar(admin_client, address_of(page)) == [["Save draft", "Publish"], ["Unpublish"]]
    assert read_bar(admin_client, address_below(home)) == [["Save draft", "Publish"], []]


def test_review_is_offered_where_somebody_else_reviews(home, page, admin_client):
    contributor, editor = log_in("Contributor"), log_in("Editor", "editor")
    own = make_page(
        home,
        title="Own",
        slug="own",
        owner=get_user_model().objects.get(username="somebody"),
        live=False,
    )

    alone = read_bar(contributor, address_of(own))
    assert alone == [["Save draft"], ["Submit to Review"]]
    for address in (address_of(page), address_below(home)):
        assert "Submit to Review" in read_bar(admin_client, address)[1]
        assert "Submit to Review" in read_bar(editor, address)[1]
    get_user_model().objects.exclude(username="admin").update(is_active=False)
    for address in (address_of(page), address_below(home)):
        assert "Submit to Review" not in read_bar(admin_client, address)[1]


# After publishing


@pytest.mark.parametrize("is_new", [False, True])
def test_whoever_publishes_a_page_stays_in_its_editor(home, page, admin_client, is_new):
    address = address_below(home) if is_new else address_of(page)
    response = send(admin_client, address, PUBLISH, slug="letters")

    published = Page.objects.get(slug="letters")
    assert response.redirect_chain == [(address_of(published), 302)]
    assert "Page 'Notes' has been published." in read_messages(response)[0]
    link = BeautifulSoup(response.text, "html5lib").find("a", string="View live")
    assert link["href"].endswith("/letters/")


def test_the_place_to_return_to_is_kept(page, admin_client):
    response = send(admin_client, address_of(page), PUBLISH, next="/admin/reports/locked/")

    assert response.redirect_chain == [
        (f"{address_of(page)}?next=%2Fadmin%2Freports%2Flocked%2F", 302)
    ]


# Schedules


@pytest.mark.parametrize("is_new", [False, True])
def test_a_saved_schedule_takes_effect_and_names_its_time_zone(
    home, page, admin_client, is_new, settings
):
    settings.TIME_ZONE = "Asia/Shanghai"
    time = in_two_days()
    address = address_below(home) if is_new else address_of(page)

    dialog = admin_client.get(address).text
    response = send(admin_client, address, SCHEDULE, slug="letters", go_live_at=write(time))

    scheduled = Page.objects.get(slug="notes" if not is_new else "letters")
    assert "time zone Asia/Shanghai" in dialog
    assert "(Asia/Shanghai)" in " ".join(read_messages(response))
    assert scheduled.scheduled_revision.approved_go_live_at == time
    assert scheduled.live is not is_new


def test_a_schedule_without_a_time_to_come_publishes_no_draft(page, admin_client):
    expiry = in_two_days()
    for go_live_at in ("", "2001-01-01 10:00", "soon"):
        send(admin_client, address_of(page), SCHEDULE, go_live_at=go_live_at)
        page.refresh_from_db()
        assert page.scheduled_revision is None
        assert page.specific.summary == "Of 1843."

    send(admin_client, address_of(page), SCHEDULE, expire_at=write(expiry))

    page.refresh_from_db()
    assert page.expire_at == expiry
    assert page.specific.summary == "Of 1843."
    send(admin_client, address_of(page), SCHEDULE)
    page.refresh_from_db()
    assert page.expire_at is None


def test_a_schedule_is_saved_only_by_whoever_may_not_publish(home):
    contributor = log_in("Contributor")
    page = make_page(home, live=False, owner=get_user_model().objects.get(username="somebody"))
    page.save_revision()

    dialog = contributor.get(address_of(page)).text
    send(contributor, address_of(page), SCHEDULE, go_live_at=write(in_two_days()))
    page.refresh_from_db()

    assert "when somebody who may publish the page does so" in dialog
    assert page.scheduled_revision is None
    assert page.get_latest_revision_as_object().go_live_at


def test_an_unfinished_page_is_not_scheduled(page, admin_client):
    time = write(in_two_days())
    response = send(admin_client, address_of(page), SCHEDULE, title="", go_live_at=time)

    assert page.scheduled_revision is None
    assert "This field is required." in response.text
