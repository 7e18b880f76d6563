"""Pasting into the editor: who may, and pictures that are uploaded with a paste."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pages.models import SiteImage, User
from tests.support.clipboard import TEXTS
from tests.support.image_files import draw, encode, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def paste(admin_client):
    """A function that sends a clipboard, and returns the answer."""

    def paste(html="", text="", status=200):
        parts = {"html": html, "text": text}
        form = {name: SimpleUploadedFile("blob", part.encode()) for name, part in parts.items()}
        answer = admin_client.post(reverse("paste"), form)
        assert answer.status_code == status
        return answer.json()

    return paste


@pytest.fixture
def send(admin_client):
    """A function that sends a form of the pictures, and returns the answer."""

    def send(status=200, **form):
        answer = admin_client.post(reverse("paste_pictures"), form)
        assert answer.status_code == status
        return answer.json()

    return send


def test_blocks_come_as_the_editor_holds_them(paste):
    answer = paste(text="## Methods\n\n- *One*\n\n> Quoted\n\n```\nx\n```")

    heading, prose, quote, code = answer["blocks"]
    assert answer["kind"] == "markdown"
    assert heading["type"] == "heading"
    assert (heading["value"]["text"], heading["value"]["level"]) == ("Methods", ["h2"])
    [item] = json.loads(prose["value"])["blocks"]
    assert (item["text"], item["type"]) == ("One", "unordered-list-item")
    assert item["inlineStyleRanges"] == [{"offset": 0, "length": 3, "style": "ITALIC"}]
    assert json.loads(quote["value"]["text"])["blocks"][0]["text"] == "Quoted"
    assert code["value"]["code"] == "x"


def test_a_picture_in_pasted_text_is_uploaded_with_its_alternative_text(paste):
    answer = paste((TEXTS / "web_page.html").read_text())

    [figure] = [block["value"] for block in answer["blocks"] if block["type"] == "figure"]
    image = SiteImage.objects.get()
    assert figure["image"]["image"]["id"] == image.pk
    assert figure["image"]["alt_text"] == image.description == "A blue sea"
    assert answer["sentences"] == [
        "One picture is at another site and was not fetched: a link is in its place."
    ]


@pytest.mark.parametrize(
    "source", ["data:image/png;base64,AAAA", "data:image/png;base64,!", "data:image/svg+xml,<svg/>"]
)
def test_a_pasted_picture_that_is_refused_leaves_its_caption(paste, source):
    html = f'<figure><img src="{source}" alt="Sea"><figcaption>The sea.</figcaption></figure>'

    answer = paste(html, "The sea.")

    [block] = answer["blocks"]
    assert block["type"] == "prose"
    assert "The sea." in block["value"]
    assert len(answer["sentences"]) == 1
    assert not SiteImage.objects.exists()


def test_what_is_too_large_is_refused_with_a_sentence(paste):
    assert "several parts" in paste(text="x" * 500_001, status=400)["error"]


def test_one_picture_becomes_a_figure_and_several_become_a_gallery(send):
    first = send(picture=upload("sea.png"))["image"]
    second = send(picture=upload("land.png", encode(draw(30, 20), "PNG")), words="Land")["image"]

    [figure] = send(image=[first])["blocks"]
    [gallery] = send(image=[second, first])["blocks"]

    assert figure["type"] == "figure"
    assert figure["value"]["image"]["image"]["id"] == first
    # A file name describes nothing: the words are asked for.
    assert figure["value"]["image"]["alt_text"] == ""
    shown = [picture["value"]["image"] for picture in gallery["value"]["pictures"]]
    assert [picture["alt_text"] for picture in shown] == ["Land", ""]
    assert SiteImage.objects.get(pk=first).title == "sea"


def test_a_picture_of_the_library_is_not_kept_twice(send):
    images = {send(picture=upload(name))["image"] for name in ("sea.png", "again.png")}

    assert images == {SiteImage.objects.get().pk}


def test_a_file_that_is_no_picture_is_refused_with_its_name(send):
    answer = send(400, picture=upload("notes.png", b"no picture"))

    assert "“notes.png” was not uploaded." in answer["error"]
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize("name", ["paste", "paste_pictures"])
def test_only_who_may_edit_pages_may_paste(client, name):
    user = User.objects.create_user("ada", password="secret")
    address = reverse(name)
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    assert client.post(address, headers=ajax).status_code == 403

    client.force_login(user)
    assert client.post(address, headers=ajax).status_code == 403

    user.groups.add(Group.objects.get(name="Contributor"))
    assert client.post(address, headers=ajax).status_code == 200
    assert client.get(address, headers=ajax).status_code == 405
