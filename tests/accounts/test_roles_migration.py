"""Migration that makes the roles."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import GroupPagePermission, PageViewRestriction, Workflow

from tests.accounts.test_roles import PUBLISH, ROLES, SUBMIT, Person


@pytest.fixture
def migration(db):
    """The migration that makes the roles, run and reverted in a transaction."""
    module = import_module("pages.migrations.0003_roles")
    loader = MigrationExecutor(connection).loader
    apps = loader.project_state(("pages", "0003_roles")).apps
    return SimpleNamespace(
        do=lambda: module.make_roles(apps, None), undo=lambda: module.restore_groups(apps, None)
    )


def test_the_roles_replace_the_groups_of_wagtail(home, migration):
    migration.undo()
    users, groups = get_user_model().objects, Group.objects
    users.create_superuser("owner")
    users.create_user("moderator").groups.add(groups.get(name="Moderators"))
    users.create_user("writer").groups.add(groups.get(name="Editors"))
    private = PageViewRestriction.objects.create(page=home, restriction_type="groups")
    private.groups.add(groups.get(name="Moderators"))
    assert {group.name for group in groups.all()} == {"Moderators", "Editors"}

    migration.do()

    roles = {user.username: [group.name for group in user.groups.all()] for user in users.all()}
    assert roles == {"owner": ["Owner"], "moderator": ["Editor"], "writer": ["Contributor"]}
    assert [group.name for group in private.groups.all()] == ["Editor"]
    assert {group.name for group in groups.all()} == set(ROLES)
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Review"]
    page = Person("Contributor").write(home, **SUBMIT)
    assert page.workflow_in_progress


def test_an_existing_group_with_the_name_of_a_role_becomes_that_role(home, migration):
    migration.undo()
    crowd = Group.objects.create(name="Contributor")
    for action in ("add", "publish"):
        GroupPagePermission.objects.create(group=crowd, page=home, permission_type=action)
    Workflow.objects.update(name="Two pairs of eyes")

    migration.do()

    assert not Person("Contributor").write(home, **PUBLISH).live
    assert {group.name for group in Group.objects.all()} == set(ROLES)
    assert Workflow.objects.get().name == "Two pairs of eyes"
