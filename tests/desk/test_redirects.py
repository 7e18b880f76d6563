"""Redirects are deleted several at once."""

import pytest
from django.contrib.auth.models import Group
from wagtail.contrib.redirects.models import Redirect

from pages.models import User

LIST = "/admin/redirects/"
DELETE = "/admin/bulk/wagtailredirects/redirect/delete/"


@pytest.fixture
def redirects(home):
    paths = ["/old-1", "/old-2", "/other"]
    return [Redirect.objects.create(old_path=path, redirect_link="/") for path in paths]


def left():
    return list(Redirect.objects.order_by("old_path").values_list("old_path", flat=True))


def test_chosen_redirects_are_deleted_after_one_question(redirects, admin_client):
    for address in (LIST, f"{LIST}results/"):
        html = admin_client.get(address).text
        assert html.count("data-bulk-action-checkbox") >= 3
    query = f"?id={redirects[0].pk}&id={redirects[2].pk}&next={LIST}"

    question = admin_client.get(DELETE + query).text
    assert "Delete these 2 redirects?" in question
    assert "/old-1" in question
    assert left() == ["/old-1", "/old-2", "/other"]
    answer = admin_client.post(DELETE + query)

    assert answer.url == LIST
    assert left() == ["/old-2"]


def test_all_of_a_search_are_only_those_that_it_found(redirects, admin_client):
    admin_client.post(f"{DELETE}?id=all&q=old&next={LIST}")

    assert left() == ["/other"]


def test_an_editor_deletes_none(redirects, client):
    user = User.objects.create_user("editor")
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)

    client.post(f"{DELETE}?id={redirects[0].pk}&next={LIST}")

    assert len(left()) == 3
    assert client.get(LIST).status_code == 302
