"""Rights of owner, editor and contributor in the admin, exercised through its forms."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from pages.accounts import create_first_account
from pages.models import Owner, SiteImage, StandardPage
from tests.support.factories import make_contact, make_document, make_image, make_owner, make_page

ROLES = ["Owner", "Editor", "Contributor"]
PUBLISHERS = ["Owner", "Editor"]


class Person:
    """Account in one role, with a client that is logged in."""

    def __init__(self, role, name="somebody"):
        self.user = get_user_model().objects.create_user(name)
        self.user.groups.add(Group.objects.get(name=role))
        self.client = Client()
        self.client.force_login(self.user)

    def opens(self, view, *args):
        """Return whether the admin shows this view instead of a redirect."""
        return self.client.get(reverse(view, args=args)).status_code == 200

    def post(self, view, *args, **fields):
        return self.client.post(reverse(view, args=args), fields)

    def write(self, parent, title="Written", **fields):
        """Send the form of a new page, and return the page or None."""
        form = make_form(title, **fields)
        self.post("wagtailadmin_pages:add", "pages", "standardpage", parent.pk, **form)
        return StandardPage.objects.filter(title=title).first()

    def rewrite(self, page, title, **fields):
        form = make_form(title, slug=page.slug, **fields)
        self.post("wagtailadmin_pages:edit", page.pk, **form)


def make_form(title, **fields):
    return nested_form_data(
        {
            "title": title,
            "slug": "written",
            "summary": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


PUBLISH = {"action-publish": "1"}
SUBMIT = {"action-submit": "1"}


@pytest.fixture
def person(db):
    return Person


@pytest.fixture
def page(home):
    """Published page without an owner."""
    page = make_page(home)
    page.save_revision().publish()
    return page


@pytest.fixture
def submitted(home, person):
    """Page that a contributor has submitted for review, and the contributor."""
    contributor = person("Contributor")
    return contributor.write(home, **SUBMIT), contributor


# Pages


@pytest.mark.parametrize("role", ROLES)
def test_every_role_writes_and_edits_drafts_below_the_home_page(home, person, role):
    writer = person(role)

    draft = writer.write(home)
    writer.rewrite(draft, "Written again")

    draft.refresh_from_db()
    assert not draft.live
    assert draft.draft_title == "Written again"
    assert writer.opens("wagtailadmin_home")
    assert writer.write(Page.objects.get(depth=1), title="Beside") is None


@pytest.mark.parametrize("role", PUBLISHERS)
def test_owner_and_editor_publish_and_unpublish(home, page, person, role):
    publisher = person(role)

    publisher.rewrite(page, "Corrected", **PUBLISH)
    own = publisher.write(home, "My own", **PUBLISH)
    publisher.post("wagtailadmin_pages:unpublish", own.pk)

    page.refresh_from_db()
    own.refresh_from_db()
    assert page.title == "Corrected"
    assert page.live
    assert not own.live


def test_a_contributor_cannot_change_the_pages_of_others(page, person):
    contributor = person("Contributor")

    contributor.rewrite(page, "Spoilt", **PUBLISH)
    for view in ("unpublish", "delete"):
        contributor.post(f"wagtailadmin_pages:{view}", page.pk)
    contributor.post("wagtailadmin_pages:move_confirm", page.pk, 1)
    contributor.post("wagtailadmin_pages:copy", page.pk, new_title="Copy")

    found = Page.objects.get(pk=page.pk)
    assert (found.title, found.draft_title, found.path) == (page.title, page.title, page.path)
    assert found.live
    assert not Page.objects.filter(title="Copy").exists()
    for view in ("view_draft", "history", "set_privacy"):
        assert not contributor.opens(f"wagtailadmin_pages:{view}", page.pk)


def test_a_contributor_deletes_own_drafts_only(home, submitted):
    page, contributor = submitted
    page.get_latest_revision().publish()
    draft = contributor.write(home, "Draft", slug="begun")

    for one in (page, draft):
        contributor.post("wagtailadmin_pages:delete", one.pk)

    assert list(StandardPage.objects.all()) == [page]


def test_only_the_owner_deletes_a_page_with_its_children(home, person):
    parent = make_page(home)
    make_page(parent, title="Below")

    person("Editor", "editor").post("wagtailadmin_pages:delete", parent.pk)
    left = Page.objects.filter(pk=parent.pk).exists()
    person("Owner").post("wagtailadmin_pages:delete", parent.pk)

    assert left
    assert not Page.objects.filter(pk=parent.pk).exists()


# Review


@pytest.mark.parametrize("role", PUBLISHERS)
def test_owner_and_editor_approve_submitted_pages(submitted, person, role):
    page, _ = submitted
    state = page.current_workflow_task_state
    reviewer = person(role, "reviewer")
    listed = reviewer.client.get(reverse("wagtailadmin_home")).text

    reviewer.post("wagtailadmin_pages:workflow_action", page.pk, "approve", state.pk)

    page.refresh_from_db()
    assert "Awaiting your review" in listed
    assert page.title in listed
    assert page.live


def test_a_rejected_page_stays_a_draft_and_can_be_submitted_again(submitted, person):
    page, contributor = submitted
    state, comment = page.current_workflow_task_state, {"comment": "Please name the source."}
    view = "wagtailadmin_pages:workflow_action"

    person("Editor", "editor").post(view, page.pk, "reject", state.pk, **comment)
    contributor.rewrite(page, "With its source", **{"action-restart-workflow": "1"})

    page = StandardPage.objects.get(pk=page.pk)
    assert not page.live
    assert page.workflow_in_progress
    assert page.get_latest_revision_as_object().title == "With its source"


def test_a_contributor_cannot_approve_a_page(submitted, person):
    page, contributor = submitted
    state = page.current_workflow_task_state
    other = person("Contributor", "other")

    for user in (contributor, other):
        user.post("wagtailadmin_pages:workflow_action", page.pk, "approve", state.pk)

    page.refresh_from_db()
    assert "Awaiting your review" not in other.client.get(reverse("wagtailadmin_home")).text
    assert not page.live
    assert page.workflow_in_progress


# Images and documents


@pytest.mark.parametrize("role", ROLES)
def test_every_role_changes_its_own_files_and_publishers_those_of_others(person, role):
    image, document = make_image(title="theirs.png"), make_document()
    user = person(role)

    user.post("wagtailimages:edit", image.pk, title="changed.png", tags="")
    image.refresh_from_db()
    user.post("wagtailimages:delete", image.pk)
    user.post("wagtaildocs:delete", document.pk)
    file = ContentFile(b"mine", name="mine.txt")
    user.post("wagtaildocs:add", title="mine", file=file)
    user.post("wagtailimages:add", title="mine", file=make_image().file.open())
    own = SiteImage.objects.get(title="mine")
    user.post("wagtailimages:edit", own.pk, title="renamed", tags="")
    own.refresh_from_db()
    user.post("wagtailimages:delete", own.pk)

    may, documents = role in PUBLISHERS, get_document_model().objects
    assert (image.title == "changed.png") is may
    assert SiteImage.objects.filter(pk=image.pk).exists() is not may
    assert documents.filter(pk=document.pk).exists() is not may
    assert user.opens("wagtailimages_chooser:choose")
    assert documents.get(title="mine").uploaded_by_user == user.user
    assert (own.title, own.uploaded_by_user) == ("renamed", user.user)
    assert not SiteImage.objects.filter(pk=own.pk).exists()


# Rights of the owner alone


OWNERS_FORM = {
    **{field.name: "" for field in Owner._meta.fields if field.name != "id"},
    "name": "Changed",
    "profiles": inline_formset([]),
}


@pytest.mark.parametrize("role", ROLES)
def test_only_the_owner_changes_owner_redirects_collections_and_reviews(home, person, role):
    owner, user = make_owner(name="Ada Lovelace"), person(role)
    root = Collection.get_first_root_node()

    form = nested_form_data(OWNERS_FORM)
    user.post("wagtailsettings:edit", "pages", "owner", owner.pk, **form)
    user.post("wagtailadmin_collections:add", name="Figures", parent=root.pk)
    redirect = {"old_path": "/old", "redirect_page": str(home.pk), "is_permanent": "on"}
    user.post("wagtailredirects:add", **redirect, site="", redirect_link="")

    owner.refresh_from_db()
    is_owner = role == "Owner"
    assert (owner.name == "Changed") is is_owner
    assert Redirect.objects.exists() is is_owner
    assert user.opens("wagtailredirects:index") is is_owner
    assert Collection.objects.filter(name="Figures").exists() is is_owner
    assert user.opens("wagtailadmin_workflows:add") is is_owner


@pytest.mark.parametrize("role", ROLES)
def test_no_role_manages_accounts_roles_or_sites(db, person, role):
    user = person(role)

    names = {"username": "mallory", "first_name": "M", "last_name": "M"}
    passwords = {"password1": "between-us-4", "password2": "between-us-4"}
    fields = {**names, **passwords, "email": "m@example.org", "is_superuser": "on"}
    user.post("wagtailusers_users:add", **fields)
    user.post("wagtailusers_groups:add", name="Kings")

    assert not get_user_model().objects.filter(username="mallory").exists()
    assert not Group.objects.filter(name="Kings").exists()
    for view in ("users_users", "users_groups", "sites"):
        assert not user.opens(f"wagtail{view}:index")


@pytest.mark.parametrize("role", ROLES)
def test_owner_and_editor_read_and_delete_messages(home, person, role):
    user, may = person(role), role in PUBLISHERS
    contact = make_contact(home, owner=user.user)
    message = FormSubmission.objects.create(page=contact, form_data={"name": "Grace"})

    opened = user.opens("wagtailforms:list_submissions", contact.pk)
    address = reverse("wagtailforms:delete_submissions", args=[contact.pk])
    user.client.post(f"{address}?selected-submissions={message.pk}")

    assert user.opens("wagtailadmin_pages:edit", contact.pk)
    assert opened is may
    assert FormSubmission.objects.exists() is not may


def test_the_first_account_is_an_owner(db):
    create_first_account()

    owner = get_user_model().objects.get()
    assert owner.is_superuser
    assert [group.name for group in owner.groups.all()] == ["Owner"]
