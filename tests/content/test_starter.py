"""The starter site: its pages, redirects and search."""

import json
import re

import pytest
import yaml
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from pages.blocks import INLINE_FEATURES, PROSE_FEATURES
from pages.models import AboutPage, ContactPage, HomePage, Owner, SiteImage
from pages.starter import CONTENT, load_starter
from projects.models import ProjectPage, PublicationPage
from tests.support.starter_site import ADDRESSES, ENDINGS, REDIRECTS, read_text

# Pages


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_served(address, answers):
    assert answers[address].status_code == 200


def test_there_are_no_other_pages(starter):
    pages = Page.objects.filter(depth__gt=1)

    assert sorted(page.url for page in pages) == sorted(ADDRESSES)


def read_fields(content):
    """Return the fields of a page or revision; PostgreSQL sorts the keys in a stream."""
    return {
        name: json.loads(value) if isinstance(value, str) and value[:2] == "[{" else value
        for name, value in content.items()
    }


def test_each_page_is_published_with_an_identical_revision(starter):
    for page in Page.objects.filter(depth__gt=1).specific():
        revision = page.revisions.get()
        now = read_fields(json.loads(page.to_json()))
        stored = read_fields(revision.content)

        assert not page.has_unpublished_changes
        assert page.live_revision == page.latest_revision == revision
        assert {name for name in now if now[name] != stored[name]} == {
            *("live", "live_revision", "latest_revision", "latest_revision_created_at"),
            *("first_published_at", "last_published_at"),
        }


def test_the_menu_has_its_order(starter):
    entries = HomePage.objects.get().get_children().in_menu()

    titles = [page.title for page in entries]
    assert titles == ["About", "Projects", "Publications", "Contact"]


def test_each_page_has_its_own_description(starter):
    descriptions = [page.description for page in Page.objects.filter(depth__gt=1).specific()]

    assert len(set(descriptions)) == len(ADDRESSES)
    assert all(50 <= len(description) <= 160 for description in descriptions)


def test_the_site_has_the_name_of_the_owner_and_keeps_its_address(db):
    before = Site.objects.get()

    load_starter()

    site = Site.objects.get()
    assert site.root_page.specific == HomePage.objects.get()
    assert site.site_name == "Wushi Dong"
    assert (site.hostname, site.port) == (before.hostname, before.port)


def test_pages_are_found_by_search(starter):
    assert [page.slug for page in ProjectPage.objects.search("Keldysh")] == ["swan"]
    assert PublicationPage.objects.search("Vishwanath").count() == 1


def test_the_usage_of_the_portrait_is_recorded(starter):
    users = [user for user, _ in SiteImage.objects.get().get_usage()]

    assert Owner.load() in users
    assert AboutPage.objects.get().page_ptr in users


def test_the_contact_form_asks_for_name_address_and_message(starter):
    fields = ContactPage.objects.get().form_fields.all()

    assert [field.label for field in fields] == ["Name", "Address", "Message"]


def find_rich_texts(value, key=""):
    """Yield the name of the field and the text of each rich text."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else [(key, v) for v in value]
        for name, inner in pairs:
            yield from find_rich_texts(inner, name)
    elif str(value).startswith("<"):
        yield key, value


RICH_TEXTS = [
    found
    for file in sorted(CONTENT.glob("*.yaml"))
    for found in find_rich_texts(yaml.safe_load(file.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize(("name", "text"), RICH_TEXTS)
def test_the_editor_does_not_change_a_rich_text(name, text):
    features = PROSE_FEATURES if name in {"prose", "bio"} else INLINE_FEATURES
    converter = ContentstateConverter(features)

    edited = converter.to_database_format(converter.from_database_format(text))

    def find_tags(markup):
        return re.findall(r"</?\w+", re.sub(r"(</?)em\b", r"\1i", markup))

    assert read_text(edited.replace("<", " <")) == read_text(text.replace("<", " <"))
    assert find_tags(edited) == find_tags(text)


# Redirects


@pytest.mark.parametrize("end", ENDINGS)
@pytest.mark.parametrize("old", REDIRECTS)
def test_an_old_address_redirects_to_its_page(old, end, answers):
    new = REDIRECTS[old]

    answer = answers[f"{old}{end}"]

    if f"{old}{end}".startswith(new):  # with a slash it is the new address
        assert answer.status_code == 200
    else:
        assert answer.status_code == 301
        assert answer["Location"].partition("?")[0] == new
        assert answers[new].status_code == 200


def test_the_admin_lists_the_redirects(starter, admin_client):
    listing = admin_client.get("/admin/redirects/").content.decode()

    assert Redirect.objects.count() == len(REDIRECTS)
    assert all(f"{old}\n" in listing or f"{old}<" in listing for old in REDIRECTS)
