"""Content that is still as the starter made it, and its removal."""

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from pages.models import AboutPage, ContactPage, HomePage, Owner, SiteImage
from pages.starter import find_made, load_starter, removal
from pages.starter.places import find_shown
from pages.starter.removal import NOTHING, STRUCTURE, carry_out, plan_removal
from projects.models import (
    Person,
    ProjectIndexPage,
    ProjectPage,
    PublicationPage,
    Topic,
)
from tests.support.starter_site import ADDRESSES, FFN, SWAN

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def starter(django_db_setup, django_db_blocker):
    """The starter site, loaded once. The changes of each test are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def user():
    return get_user_model().objects.create_superuser("somebody")


def find_edited():
    made = find_made()
    return [address for address in made.pages if not made.is_untouched(address)]


def remove(remaining, user):
    made = find_made()
    plan = plan_removal(made, remaining)
    carry_out(plan, made, remaining, user)
    return plan


def list_addresses():
    return sorted(page.url for page in Page.objects.filter(depth__gt=1))


def test_a_new_site_is_as_the_starter_made_it():
    made = find_made()

    assert sorted(made.pages) == sorted(ADDRESSES)
    assert find_edited() == []


def save_again(page):
    page.save()


def publish_again(page):
    page.save_revision().publish()


def save_as_the_editor_does(page):
    """Save the text with the keys that the editor of rich text adds."""
    if isinstance(page, AboutPage):
        page.bio = page.bio.replace("<p>", '<p data-block-key="ab1c2">')
    page.save_revision().publish()


def forget_the_key(page):
    """Leave the page as a release made it that knew it by its address alone."""
    page.translation_key = Page().translation_key
    page.save()


@pytest.mark.parametrize(
    "touch", [save_again, publish_again, save_as_the_editor_does, forget_the_key]
)
def test_a_page_that_is_saved_again_is_not_edited(touch):
    for page in Page.objects.filter(depth__gt=1).specific():
        touch(page)

    assert sorted(find_made().pages) == sorted(ADDRESSES)
    assert find_edited() == []


def test_a_page_that_others_refer_to_can_go_or_move_without_an_edit_of_theirs():
    ProjectPage.objects.get(slug="swan").delete()
    page = ProjectPage.objects.get(slug="distributed-ffn")
    page.slug = "another-address"
    page.save_revision().publish()

    assert find_edited() == [FFN]


def retitle(page):
    page.title = "My own"


def rewrite(page):
    page.summary = "My own words."


def write_a_block(page):
    page.body = [*((one.block_type, one.value) for one in page.body), ("heading", {"text": "My"})]


def retag(page):
    page.topics.add("my own topic")


def drop_a_talk(page):
    page.talks = [(one.block_type, one.value) for one in page.talks][1:]


@pytest.mark.parametrize("is_published", [True, False], ids=["published", "draft"])
@pytest.mark.parametrize("edit", [retitle, rewrite, write_a_block, retag, drop_a_talk])
def test_a_page_that_was_edited_is_told_from_the_others(edit, is_published):
    page = ProjectPage.objects.get(slug="swan")

    edit(page)
    revision = page.save_revision()
    if is_published:
        revision.publish()

    assert find_edited() == [SWAN]


def test_a_change_of_the_form_is_an_edit():
    ContactPage.objects.get().form_fields.filter(label="Email").update(label="Where to answer")

    assert find_edited() == ["/contact/"]


@pytest.mark.parametrize(
    ("remaining", "addresses"),
    [
        (NOTHING, ["/"]),
        (STRUCTURE, ["/", "/about/", "/contact/", "/projects/", "/publications/"]),
    ],
)
def test_all_of_it_goes_and_what_remains_is_as_a_new_site_has_it(remaining, addresses, user):
    remove(remaining, user)

    made = find_made()
    neutral = getattr(made, remaining)
    assert list_addresses() == addresses
    for address in addresses:
        (leaves,) = made.leaves[address]
        assert {name: [one.content for one in found] for name, found in leaves.items()} == {
            name: [one.content for one in found]
            for name, found in neutral.read_leaves(address).items()
        }
    owner = Owner.load()
    assert (owner.name, owner.native_name, owner.claim, owner.portrait) == ("", "", "", None)
    assert not owner.profiles.exists()
    for model in (Topic, Person, Redirect, SiteImage):
        assert not model.objects.exists()
    assert Site.objects.get().site_name == ""
    assert find_shown(made) == []
    assert plan_removal(made, remaining).is_empty


def test_a_site_with_the_structure_can_become_empty_later(user):
    remove(STRUCTURE, user)

    remove(NOTHING, user)

    assert list_addresses() == ["/"]


def test_edited_content_stays_with_what_holds_it_and_is_listed(user):
    home, swan = HomePage.objects.get(), ProjectPage.objects.get(slug="swan")
    home.headline = "I study seagrass."
    home.save_revision().publish()
    rewrite(swan)
    swan.save_revision().publish()
    Person.objects.filter(name="M. Keceli").update(address="https://example.org/keceli")
    Redirect.objects.filter(old_path="/swan").update(redirect_page=home)
    Owner.objects.update(name="Ada Example", claim="I study seagrass.")
    mine = ProjectIndexPage.objects.get().add_child(
        instance=ProjectPage(title="My own project", summary="Seagrass.")
    )

    plan = remove(NOTHING, user)

    assert list_addresses() == ["/", "/projects/", mine.url, SWAN]
    home = HomePage.objects.get()
    assert (home.headline, home.seo_title, len(home.numbers)) == ("I study seagrass.", "", 0)
    assert ProjectPage.objects.get(slug="swan").summary == "My own words."
    assert ProjectIndexPage.objects.get().summary.startswith("My projects")
    assert {str(topic) for topic in Topic.objects.all()} == {
        *("quantum physics", "device physics", "semiconductors", "2D materials")
    }
    assert [person.name for person in Person.objects.all()] == ["M. Keceli"]
    owner = Owner.load()
    assert (owner.name, owner.claim, owner.employer) == ("Ada Example", "I study seagrass.", "")
    kept = {str(one.target): one.reason for one in plan.kept}
    assert kept["Home"] == "was edited: Headline"
    assert kept["Swan: quantum electron transport simulation"] == "was edited: Summary"
    assert kept["Projects"] == "has pages below it that stay"
    assert kept["M. Keceli"] == "was edited"
    assert kept["/swan"] == "was edited"
    assert kept["semiconductors"] == "is a topic of a page that stays"
    assert find_made().site.site_name == "Ada Example"


def test_messages_of_visitors_keep_their_page(user):
    FormSubmission.objects.create(page=ContactPage.objects.get(), form_data={"name": "Ada"})

    plan = remove(NOTHING, user)

    assert list_addresses() == ["/", "/contact/"]
    assert [one.reason for one in plan.kept if one.target.slug == "contact"] == [
        "has messages of visitors"
    ]


def test_an_edited_draft_keeps_the_draft_and_the_public_page(user):
    home = HomePage.objects.get()
    home.headline = "I study seagrass."
    home.save_revision()

    remove(NOTHING, user)

    home = HomePage.objects.get()
    draft = home.get_latest_revision_as_object()
    assert home.headline.startswith("I make deep learning")
    assert (home.seo_title, draft.seo_title, draft.headline) == ("", "", "I study seagrass.")


def test_a_removal_that_fails_changes_nothing(user, monkeypatch):
    def fail(*arguments):
        raise OSError("The disk is full.")

    monkeypatch.setattr(removal, "empty_owner", fail)

    with pytest.raises(OSError, match="The disk is full"):
        remove(NOTHING, user)

    assert list_addresses() == sorted(ADDRESSES)
    assert find_edited() == []


def test_each_place_that_shows_the_person_is_listed():
    about = AboutPage.objects.get()
    about.bio = "<p>I study seagrass.</p>"
    about.save_revision().publish()
    Owner.objects.update(name="Ada Example", claim="I study seagrass.", footer_note="© Wushi Dong")

    shown = {
        str(one.target): [place.label for place in one.places] for one in find_shown(find_made())
    }

    owner = shown["Ada Example"]
    assert {"Name in its own script", "Also known as", "Portrait", "Profiles", "Footer note"} <= {
        *owner
    }
    assert not {"Name", "Claim"} & {*owner}
    assert shown["Home"] == ["The whole page"]
    assert {"Portrait", "Summary", "Education 1: advisor", "Education 2: institution"} <= {
        *shown["About"]
    }
    assert "Biography" not in shown["About"]
    assert {"Monogram", "/swan", "semiconductors", "M. Keceli"} <= {*shown}
    assert "Contact" not in shown


def test_a_title_and_a_headline_of_the_home_page_are_listed_each():
    home = HomePage.objects.get()
    home.summary = "I study seagrass."
    home.save_revision().publish()

    (one,) = [one for one in find_shown(find_made()) if one.target == home]

    assert {"Headline", "Title in search results", "Description in search results"} <= {
        place.label for place in one.places
    }
    assert {"id_headline", "id_seo_title"} <= {place.anchor for place in one.places}


def test_publications_are_untouched_though_the_owner_has_another_name(user):
    Owner.objects.update(name="Ada Example", also_known_as="A. Example")
    for page in PublicationPage.objects.all():
        page.save()

    assert find_edited() == []
