"""Language markup in rich text, from the editor to pages and feeds."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from playwright.sync_api import expect
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from pages.blocks import PROSE_FEATURES
from pages.models import Owner
from tests.support import desk
from tests.support.factories import make_body, make_project
from tests.support.reading import read_page

MARKED = '<p>The <span lang="ar" dir="auto">الجبر</span> of it.</p>'


@pytest.fixture
def converter():
    return ContentstateConverter(features=PROSE_FEATURES)


def test_the_editor_shows_and_keeps_the_mark(converter):
    edited = json.loads(converter.from_database_format(MARKED))

    [entity] = edited["entityMap"].values()
    assert (entity["type"], entity["data"]) == ("FOREIGN", {"lang": "ar"})
    kept = BeautifulSoup(converter.to_database_format(json.dumps(edited)), "html5lib")
    assert kept.span.attrs == {"lang": "ar", "dir": "auto"}
    assert kept.p.text == "The الجبر of it."


@pytest.mark.parametrize("code", ["", "Arabic!", '"><script>', "x", "a" * 99, None])
def test_words_with_an_invalid_code_are_kept_without_markup(converter, code):
    edited = json.loads(converter.from_database_format(MARKED))
    [entity] = edited["entityMap"].values()
    entity["data"] = {"lang": code}

    html = converter.to_database_format(json.dumps(edited))

    kept = BeautifulSoup(html, "html5lib")
    assert kept.span is None
    assert kept.p.text == "The الجبر of it."


def test_readers_of_pages_and_feeds_get_the_language(index, client):
    project = make_project(index, body=make_body(("prose", MARKED)))
    project.save_revision().publish()

    page = read_page(client, project)
    [item] = client.get("/feed.json").json()["items"]

    for html in (page.main, BeautifulSoup(item["content_html"], "html5lib")):
        assert html.find("span", lang="ar").text == "الجبر"
    assert "The الجبر of it." in client.get("/projects/engine.md").content.decode()


@pytest.mark.parametrize("text", ["Chinese", "z", "zh_TW", "中文", "zh-", "en us"])
def test_an_invalid_language_code_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="write it like zh, ar or pt-BR"):
        Owner(name="Ada", native_language=text).clean_fields()


def test_words_are_marked_by_selecting_them_and_naming_their_language(owner, served_site):
    page = desk.find_page(served_site, slug="contact")
    desk.open_editor(owner, served_site, page)
    owner.on("dialog", lambda dialog: dialog.accept("fr"))
    field = owner.locator("[data-contentpath=thanks]")
    text = field.locator("[contenteditable=true]")

    text.click()
    owner.keyboard.press("Control+A")
    owner.locator("button[name=FOREIGN]:visible").first.click()

    expect(text.locator("span[lang=fr]").first).to_be_visible()
    stored = owner.locator("input[name=thanks]")
    # The editor writes there a moment later.
    expect(stored).to_have_value(re.compile('"FOREIGN"'))
    kept = json.loads(stored.input_value())
    [entity] = kept["entityMap"].values()
    assert entity["data"] == {"lang": "fr"}
