"""Rights of owner, editor and contributor in the admin."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.contrib.forms.models import FormSubmission
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from pages.accounts import create_first_account
from pages.models import StandardPage
from tests.support.factories import make_contact, make_document, make_image, make_page

ROLES = ["Owner", "Editor", "Contributor"]
PUBLISHERS = ["Owner", "Editor"]
VIEW = "wagtailadmin_pages:workflow_action"


class Person:
    """Account in one role, with a client that is logged in."""

    def __init__(self, role, name="somebody"):
        self.user = get_user_model().objects.create_user(name)
        self.user.groups.add(Group.objects.get(name=role))
        self.client = Client()
        self.client.force_login(self.user)

    def may(self, action, page):
        """Return whether Wagtail permits an action on a page."""
        permissions = Page.objects.get(pk=page.pk).permissions_for_user(self.user)
        return getattr(permissions, f"can_{action}")()

    def write(self, address, title, **fields):
        """Send the form of a page at an address, and return the page."""
        form = {
            "title": title,
            "slug": "written",
            "summary": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
            **fields,
        }
        self.client.post(address, nested_form_data(form))
        return StandardPage.objects.get(slug="written")

    def review(self, page, action, **fields):
        address = reverse(VIEW, args=[page.pk, action, page.current_workflow_task_state.pk])
        return self.client.post(address, fields)


# Pages


@pytest.mark.parametrize("role", ROLES)
def test_every_role_writes_below_the_home_page_and_deletes_its_own_drafts(home, role):
    person = Person(role)
    draft = make_page(home, live=False, owner=person.user)

    assert person.client.get(reverse("wagtailadmin_home")).status_code == 200
    assert person.may("add_subpage", home)
    assert not person.may("add_subpage", home.get_parent())
    assert person.may("edit", draft)
    assert person.may("delete", draft)


@pytest.mark.parametrize("role", ROLES)
def test_owner_and_editor_change_and_publish_the_pages_of_others(home, role):
    person, page = Person(role), make_page(home)

    rights = {
        action: person.may(action, page)
        for action in ("edit", "publish", "unpublish", "delete", "move", "copy")
    }

    assert set(rights.values()) == {role in PUBLISHERS}, rights
    assert person.may("set_view_restrictions", page) is (role in PUBLISHERS)
    for view in ("view_draft", "history"):
        shown = person.client.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk]))
        assert (shown.status_code == 200) is (role in PUBLISHERS)


@pytest.mark.parametrize("role", ROLES)
def test_a_published_page_is_deleted_by_publishers_and_with_its_children_by_the_owner(home, role):
    person = Person(role)
    page = make_page(home, owner=person.user)

    alone = person.may("delete", page)
    make_page(page, title="Below")

    assert alone is (role in PUBLISHERS)
    assert person.may("delete", page) is (role == "Owner")


# Review


@pytest.fixture
def contributor(db):
    return Person("Contributor")


@pytest.fixture
def submitted(home, contributor):
    """Page that a contributor has submitted for review."""
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])
    return contributor.write(address, "Written", **{"action-submit": "1"})


@pytest.mark.parametrize("role", ROLES)
def test_owner_and_editor_approve_submitted_pages(submitted, contributor, role):
    reviewer = Person(role, "reviewer")
    listed = reviewer.client.get(reverse("wagtailadmin_home")).text

    contributor.review(submitted, "approve")
    submitted.refresh_from_db()
    was_live = submitted.live
    reviewer.review(submitted, "approve")

    submitted.refresh_from_db()
    assert not was_live
    assert submitted.live is (role in PUBLISHERS)
    assert ("Awaiting your review" in listed) is (role in PUBLISHERS)


def test_a_rejected_page_stays_a_draft_and_can_be_submitted_again(submitted, contributor):
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])

    Person("Editor", "editor").review(submitted, "reject", comment="Please name the source.")
    page = contributor.write(edit, "With its source", **{"action-restart-workflow": "1"})

    assert not page.live
    assert page.workflow_in_progress
    assert page.get_latest_revision_as_object().title == "With its source"


# Images, documents and messages


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("policy", "make"), [(images, make_image), (documents, make_document)])
def test_every_role_changes_its_own_files_and_publishers_those_of_others(db, role, policy, make):
    user = Person(role).user
    theirs, own = make(), make(uploaded_by_user=user)

    for action in ("change", "delete"):
        assert policy.user_has_permission_for_instance(user, action, own)
        may = policy.user_has_permission_for_instance(user, action, theirs)
        assert may is (role in PUBLISHERS)
    assert policy.user_has_permission(user, "add")
    assert policy.user_has_permission(user, "choose")


@pytest.mark.parametrize("role", ROLES)
def test_owner_and_editor_read_and_delete_messages(home, role):
    person, may = Person(role), role in PUBLISHERS
    contact = make_contact(home, owner=person.user)
    message = FormSubmission.objects.create(page=contact, form_data={"name": "Grace"})

    opened = person.client.get(reverse("wagtailforms:list_submissions", args=[contact.pk]))
    address = reverse("wagtailforms:delete_submissions", args=[contact.pk])
    person.client.post(f"{address}?selected-submissions={message.pk}")

    assert person.may("edit", contact)
    assert (opened.status_code == 200) is may
    assert FormSubmission.objects.exists() is not may


# Rights of the owner alone


@pytest.mark.parametrize("role", ROLES)
def test_only_the_owner_changes_owner_redirects_collections_and_reviews(home, role):
    person = Person(role)

    for view, *args in (
        *(["wagtailadmin_collections:add"], ["wagtailredirects:index"], ["wagtailredirects:add"]),
        *(["wagtailadmin_workflows:add"], ["wagtailsettings:edit", "pages", "owner"]),
        ["wagtailsettings:edit", "pages", "look"],
    ):
        shown = person.client.get(reverse(view, args=args), follow=True)
        is_shown = shown.status_code == 200 and shown.request["PATH_INFO"] != "/admin/"
        assert is_shown is (role == "Owner"), view


@pytest.mark.parametrize("role", ROLES)
def test_no_role_manages_accounts_roles_or_sites(db, role):
    client = Person(role).client

    for name in ("users_users", "users_groups", "sites"):
        for action in ("index", "add"):
            assert client.get(reverse(f"wagtail{name}:{action}")).status_code == 302


def test_the_first_account_is_an_owner(db):
    create_first_account()

    owner = get_user_model().objects.get()
    assert owner.is_superuser
    assert [group.name for group in owner.groups.all()] == ["Owner"]
