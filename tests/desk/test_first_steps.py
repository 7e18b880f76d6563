"""The first steps of an owner, and the removal of the starter content in the admin."""

import re
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.models import Page
from wagtail.users.models import UserProfile

from pages.models import AboutPage, HomePage, Owner, SiteImage
from pages.operations.startup import fill
from projects.models import ProjectIndexPage, ProjectPage

STEPS = ["you", "profiles", "content", "project", "time"]
DASHBOARD = "/admin/"
PANEL = "Still the starter’s"


@pytest.fixture
def owner(admin_client, django_user_model):
    return admin_client


@pytest.fixture
def editor(client, django_user_model, db):
    user = django_user_model.objects.create_user("editor")
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)
    return client


def address_of(step):
    return reverse("first_step", args=[step])


def draw_picture():
    file = BytesIO()
    Image.new("RGB", (900, 1200), "teal").save(file, "JPEG")
    return SimpleUploadedFile("me.jpg", file.getvalue(), "image/jpeg")


def fill_profiles(*profiles):
    data = {"profiles-TOTAL_FORMS": len(profiles), "profiles-INITIAL_FORMS": 0}
    for number, (kind, address) in enumerate(profiles):
        data |= {f"profiles-{number}-kind": kind, f"profiles-{number}-address": address}
    return data


def test_the_owner_of_a_new_site_is_led_to_the_first_steps_once(
    owner, editor, django_user_model, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    fill(start_over=False, with_starter="none")

    assert editor.get(DASHBOARD).status_code == 200
    first, second = owner.get(DASHBOARD), owner.get(DASHBOARD)

    assert first["Location"] == reverse("first_steps")
    assert owner.get(first["Location"])["Location"] == address_of("you")
    assert second.status_code == 200


def test_a_site_from_before_is_not_led_to_them(owner, home):
    assert owner.get(DASHBOARD).status_code == 200


def test_each_step_can_be_skipped_and_leads_on(owner, starter):
    for step, following in zip(STEPS, [*STEPS[1:], None], strict=True):
        shown = owner.get(address_of(step))
        assert shown.status_code == 200
        assert f'<a href="{address_of(step)}" aria-current="step">' in shown.content.decode()

        answer = owner.post(address_of(step), {"skip": "1"})

        assert answer["Location"] == (address_of(following) if following else DASHBOARD)
        resumed = owner.get(reverse("first_steps"))["Location"]
        assert resumed == address_of(following or "you")
    assert Owner.load().name == "Wushi Dong"


def test_the_steps_make_the_site_the_owner_s(owner, starter, admin_user):
    you = {"name": "Ada Example", "claim": "I study seagrass.", "upload": draw_picture()}
    assert 'value="Wushi Dong"' not in owner.get(address_of("you")).content.decode()

    owner.post(address_of("you"), you)
    profiles = fill_profiles(("github", "https://github.com/ada"), ("", ""))
    owner.post(address_of("profiles"), profiles)
    listed = owner.post(address_of("content"), {"keep": "none"}, follow=True).content.decode()
    digest = re.search(r'name="digest" value="(\w+)"', listed)[1]
    choice = {"digest": digest, "remaining": "none", "step": "1"}
    led = owner.post(reverse("starter_content"), choice, follow=True)
    project = {"title": "Seagrass from above", "summary": "Meadows counted by drones."}
    made = owner.post(address_of("project"), project, follow=True)
    last = owner.post(address_of("time"), {"current_time_zone": "Europe/Lisbon"})

    assert led.redirect_chain[-1][0] == address_of("project")
    assert last["Location"] == DASHBOARD
    person = Owner.load()
    assert (person.name, person.claim) == ("Ada Example", "I study seagrass.")
    assert (person.native_name, person.also_known_as, person.employer) == ("", "", "")
    assert person.portrait.description == "Portrait of Ada Example"
    assert [profile.address for profile in person.profiles.all()] == ["https://github.com/ada"]
    assert SiteImage.objects.get() == person.portrait
    page = ProjectPage.objects.get()
    assert (page.title, page.live, page.get_parent().live) == ("Seagrass from above", False, True)
    assert f"/admin/pages/{page.pk}/edit/" in made.content.decode()
    assert sorted(one.url for one in Page.objects.filter(depth=3)) == ["/projects/"]
    assert UserProfile.get_for_user(admin_user).current_time_zone == "Europe/Lisbon"
    with CaptureQueriesContext(connection) as queries:
        assert PANEL not in owner.get(DASHBOARD).content.decode()
    assert not any("wagtailredirects" in query["sql"] for query in queries)  # no comparison


def test_the_dashboard_lists_edited_places_that_a_removal_has_left(owner, starter):
    about = AboutPage.objects.get()
    about.summary = "Wushi Dong writes code."
    about.save_revision().publish()
    listed = owner.get(reverse("starter_content")).content.decode()
    digest = re.search(r'name="digest" value="(\w+)"', listed)[1]

    owner.post(reverse("starter_content"), {"digest": digest, "remaining": "none"})

    shown = owner.get(DASHBOARD).content.decode()
    assert PANEL in shown
    assert f'href="/admin/pages/{about.pk}/edit/#id_summary"' in shown


def test_a_wrong_field_is_named_and_nothing_is_stored(owner, starter):
    answer = owner.post(address_of("profiles"), fill_profiles(("github", "no address")))
    nameless = owner.post(address_of("you"), {"name": "", "claim": "x"})

    assert "Enter a valid URL." in answer.content.decode()
    assert "This field is required." in nameless.content.decode()
    assert Owner.load().name == "Wushi Dong"
    assert Owner.load().profiles.count() == 2


def test_profiles_of_the_owner_can_be_changed_and_deleted(owner, home):
    owner.post(address_of("profiles"), fill_profiles(("github", "https://github.com/ada")))
    profile = Owner.load().profiles.get()
    data = fill_profiles(("gitlab", "https://gitlab.com/ada"), ("arxiv", "https://arxiv.org/a/ada"))
    data |= {"profiles-INITIAL_FORMS": 1, "profiles-0-id": profile.pk}

    owner.post(address_of("profiles"), data)

    found = [profile.kind for profile in Owner.load().profiles.all()]
    assert found == ["gitlab", "arxiv"]


def test_a_kept_starter_is_no_longer_listed(owner, starter):
    before = owner.get(DASHBOARD).content.decode()

    owner.post(address_of("content"), {"keep": "kept"})

    with CaptureQueriesContext(connection) as queries:
        after = owner.get(DASHBOARD).content.decode()
    assert not any("wagtailredirects" in query["sql"] for query in queries)  # no comparison
    assert PANEL in before
    assert f"/admin/pages/{HomePage.objects.get().pk}/edit/" in before
    assert PANEL not in after
    assert AboutPage.objects.exists()


def test_the_dashboard_links_each_place_to_its_field(owner, starter):
    home = HomePage.objects.get()
    home.summary = "I study seagrass."
    home.save_revision().publish()

    shown = owner.get(DASHBOARD).content.decode()

    person = Owner.load().pk
    assert f'href="/admin/settings/pages/owner/{person}/#id_native_name"' in shown
    assert f'href="/admin/pages/{home.pk}/edit/#id_headline"' in shown
    assert f'href="/admin/pages/{home.pk}/edit/#id_seo_title"' in shown
    assert "/admin/redirects/" in shown


@pytest.mark.parametrize(
    ("start", "said"), [("none", "everything is yours"), ("structure", "with its usual pages")]
)
def test_a_site_that_began_without_a_person_names_none(start, said, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fill(start_over=False, with_starter=start)

    for step in STEPS:
        assert "Wushi" not in owner.get(address_of(step)).content.decode()
    assert said in owner.get(address_of("content")).content.decode()
    assert owner.post(address_of("content"), {"keep": "kept"})["Location"] == address_of("project")


def test_a_list_that_has_changed_is_shown_again(owner, starter):
    listed = owner.get(reverse("starter_content")).content.decode()
    digest = re.search(r'name="digest" value="(\w+)"', listed)[1]
    AboutPage.objects.update(summary="My own words.")

    answer = owner.post(reverse("starter_content"), {"digest": digest, "remaining": "none"})

    assert "look at the list again" in answer.content.decode()
    assert ProjectIndexPage.objects.exists()


@pytest.mark.parametrize("view", ["first_step", "first_steps_done"])
def test_an_unknown_step_is_not_found(view, owner):
    assert owner.get(reverse(view, args=["41"])).status_code == 404


def test_only_the_owner_removes_and_takes_the_steps(editor, starter):
    addresses = [reverse("starter_content"), *map(address_of, STEPS)]
    for address in addresses:
        assert editor.get(address).status_code == 302
        assert editor.post(address, {"remaining": "none", "skip": "1"}).status_code == 302
    editor.get(reverse("first_steps_done", args=["you"]))

    shown = editor.get(DASHBOARD).content.decode()
    assert PANEL not in shown
    assert "First steps" not in shown
    assert ProjectIndexPage.objects.exists()
    assert Owner.load().first_steps == {}


def test_the_menu_has_the_steps_and_the_removal_until_it_is_done(owner, starter):
    before = owner.get(DASHBOARD).content.decode()
    owner.post(address_of("content"), {"keep": "kept"})
    after = owner.get(DASHBOARD).content.decode()

    for shown in (before, after):
        assert reverse("first_steps") in shown
    assert f'"url": "{reverse("starter_content")}"' in before
    assert f'"url": "{reverse("starter_content")}"' not in after


def test_a_site_that_began_empty_has_no_removal_in_its_menu(owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fill(start_over=False, with_starter="structure")
    owner.get(DASHBOARD)

    shown = owner.get(DASHBOARD).content.decode()

    assert f'"url": "{reverse("starter_content")}"' not in shown
    assert PANEL not in shown
