"""Topics are renamed and deleted in the admin, and each has an address of its own."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from projects.models import Topic
from tests.support.factories import make_project


def address(action, *args):
    return reverse(f"wagtailsnippets_projects_topic:{action}", args=args)


def columns(html):
    rows = BeautifulSoup(html, "html5lib").select("table tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row("td")] for row in rows]


def test_the_topics_are_listed_with_how_many_projects_each_has(index, admin_client):
    make_project(index, title="A", topics=["HPC", "Vision"])
    make_project(index, title="B", topics=["HPC"])

    listed = columns(admin_client.get(address("list")).content.decode())
    by_use = columns(
        admin_client.get(
            address("list"), {"ordering": "-project_count"}
        ).content.decode()
    )
    found = columns(admin_client.get(address("list"), {"q": "vis"}).content.decode())

    assert [(row[1].split()[0], row[2]) for row in listed] == [
        ("HPC", "2"),
        ("Vision", "1"),
    ]
    assert [row[2] for row in by_use] == ["2", "1"]
    assert len(found) == 1
    assert address("list") in admin_client.get("/admin/").content.decode()


def test_a_renamed_topic_keeps_its_projects_and_its_address(
    index, admin_client, client
):
    make_project(index, topics=["HPC"])
    topic = Topic.objects.get()

    admin_client.post(
        address("edit", topic.pk), {"name": "High performance", "slug": "hpc"}
    )

    html = client.get(f"{index.url}?topic=hpc").content.decode()
    assert "High performance" in html
    assert "Engine" in html


def test_no_two_topics_have_one_name(index, admin_client):
    make_project(index, topics=["HPC", "Vision"])
    topic = Topic.objects.get(name="Vision")

    response = admin_client.post(
        address("edit", topic.pk), {"name": "hpc", "slug": "vision"}
    )

    assert "A topic of this name exists" in response.content.decode()
    assert {topic.name for topic in Topic.objects.all()} == {"HPC", "Vision"}


def test_a_deleted_topic_is_taken_off_its_projects(index, admin_client, client):
    project = make_project(index, topics=["HPC", "Vision"])
    project.save_revision().publish()
    topic = Topic.objects.get(name="HPC")

    asked = admin_client.get(address("delete", topic.pk))
    admin_client.post(address("delete", topic.pk))

    assert asked.status_code == 200
    assert [topic.name for topic in index.topics] == ["Vision"]
    assert client.get(project.url).status_code == 200
    assert client.get(f"{index.url}?topic=hpc").status_code == 404
    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[project.pk]))
    assert editor.status_code == 200
    html = BeautifulSoup(editor.content, "html5lib")
    assert html.select_one("[name=topics]")["value"].strip() == "Vision"
    project.latest_revision.publish()
    project.refresh_from_db()
    assert [topic.name for topic in project.topics.all()] == ["Vision"]


def test_a_topic_without_a_letter_has_an_address_of_its_own(index, client):
    names = ["++", "🎉", "topic", "C++", "视觉"]
    for number, name in enumerate(names):
        make_project(index, title=f"Project {number}", topics=[name])

    slugs = {topic.name: topic.slug for topic in index.topics}

    assert all(slugs.values())
    assert len(set(slugs.values())) == len(names)
    for number, name in enumerate(names):
        html = client.get(index.url, {"topic": slugs[name]}).content.decode()
        listed = BeautifulSoup(html, "html5lib").select(".rows h2, .rows h3")
        assert [row.text.strip() for row in listed] == [f"Project {number}"]


@pytest.mark.parametrize("name", ["++", "🎉", "-_-"])
def test_a_topic_made_in_the_admin_may_be_called_anything(db, name):
    topic = Topic.objects.create(name=name)

    topic.full_clean()
    assert topic.slug


@pytest.mark.parametrize(
    ("role", "may"), [("Owner", True), ("Editor", False), ("Contributor", False)]
)
def test_only_the_owner_tidies_up_the_topics(index, role, may):
    make_project(index, topics=["HPC", "Vision"])
    user = get_user_model().objects.create_user("somebody")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    first, second = Topic.objects.order_by("name")

    listed = client.get(address("list")).status_code == 200
    client.post(address("edit", first.pk), {"name": "Computing", "slug": "hpc"})
    client.post(address("delete", second.pk))

    assert listed is may
    names = {topic.name for topic in Topic.objects.all()}
    assert names == ({"Computing"} if may else {"HPC", "Vision"})
