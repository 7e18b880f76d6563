"""Topics: renaming and deleting in the admin, and the address of each."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from projects.models import Topic
from tests.support.factories import make_note, make_project


def address(action, *args):
    return reverse(f"wagtailsnippets_projects_topic:{action}", args=args)


def columns(html):
    rows = BeautifulSoup(html, "html5lib").select("table tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row("td")] for row in rows]


def test_topics_are_listed_with_their_number_of_projects_and_notes(index, note_index, admin_client):
    make_project(index, title="A", topics=["HPC", "Vision"])
    make_project(index, title="B", topics=["HPC"])
    make_note(note_index, topics=["HPC"])

    def list_topics(**query):
        rows = columns(admin_client.get(address("list"), query).text)
        return [(row[1].split()[0], row[2], row[4]) for row in rows]

    assert list_topics() == [("HPC", "2", "1"), ("Vision", "1", "0")]
    assert list_topics(ordering="project_count") == [("Vision", "1", "0"), ("HPC", "2", "1")]
    assert list_topics(q="vis") == [("Vision", "1", "0")]
    assert "/snippets/projects/topic/" in admin_client.get("/admin/").content.decode()


def test_a_renamed_topic_keeps_its_projects_and_its_address(index, admin_client, client):
    make_project(index, topics=["HPC"])
    topic = Topic.objects.get()

    fields = {"name": "High performance", "slug": "hpc"}
    admin_client.post(address("edit", topic.pk), fields)

    html = client.get(f"{index.url}?topic=hpc").content.decode()
    assert "High performance" in html
    assert "Engine" in html


def test_two_topics_cannot_have_the_same_name(index, admin_client):
    make_project(index, topics=["HPC", "Vision"])
    topic = Topic.objects.get(name="Vision")

    fields = {"name": "hpc", "slug": "vision"}
    response = admin_client.post(address("edit", topic.pk), fields)

    assert "A topic of this name exists" in response.content.decode()
    assert {topic.name for topic in Topic.objects.all()} == {"HPC", "Vision"}


def test_a_deleted_topic_is_removed_from_its_projects(index, admin_client, client):
    project = make_project(index, topics=["HPC", "Vision"])
    project.save_revision().publish()
    topic = Topic.objects.get(name="HPC")

    asked = admin_client.get(address("delete", topic.pk))
    admin_client.post(address("delete", topic.pk))

    assert asked.status_code == 200
    assert list(index.find_list().topic_names.values()) == ["Vision"]
    assert client.get(project.url).status_code == 200
    assert client.get(f"{index.url}?topic=hpc").status_code == 404
    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[project.pk]))
    assert editor.status_code == 200
    html = BeautifulSoup(editor.content, "html5lib")
    assert html.select_one("[name=topics]")["value"].strip() == "Vision"
    project.latest_revision.publish()
    project.refresh_from_db()
    assert [topic.name for topic in project.topics.all()] == ["Vision"]


def test_a_topic_without_letters_has_its_own_address(index, client):
    names = ["++", "🎉", "topic", "视觉"]
    for name in names:
        make_project(index, title=f"On {name}", topics=[name])

    slugs = {name: slug for slug, name in index.find_list().topic_names.items()}

    assert len({*slugs.values()} - {""}) == len(names)
    for name, slug in slugs.items():
        html = BeautifulSoup(client.get(index.url, {"topic": slug}).content, "html5lib")
        assert [row.text.strip() for row in html.select(".rows h2")] == [f"On {name}"]


@pytest.mark.parametrize(
    ("role", "may"), [("Owner", True), ("Editor", False), ("Contributor", False)]
)
def test_only_the_owner_renames_and_deletes_topics(index, role, may):
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
