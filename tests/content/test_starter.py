"""The starter site: its pages, what they say of their owner, redirects and search."""

import html
import json
import re

import pytest
import yaml
from django.db import transaction
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Page

from pages.blocks import INLINE_FEATURES, PROSE_FEATURES
from pages.models import AboutPage, HomePage, Owner, SiteImage
from pages.starter import CONTENT, load_starter
from tests.support.starter_site import ACS, ADDRESSES, DLS, FFN, SWAN, TWO_STREAM

REDIRECTS = {
    "/about": "/about/",
    "/projects": "/projects/",
    "/contact": "/contact/",
    "/distributed_ffn": FFN,
    "/swan": SWAN,
    "/two-stream-action-recognition-keras": TWO_STREAM,
    "/feed.xml": "/atom.xml",
}
DLS_AUTHORS = (
    "W. Dong, M. Keceli, R. Vescovi, H. Li, C. Adams, E. Jennings, S. Flender, T. Uram, "
    "V. Vishwanath, N. Ferrier, N. Kasthuri, P. B. Littlewood"
)
# Facts that a page takes from several fields or from other pages, and pages that it links to.
FACTS = {
    "/": ["Wushi Dong", "董悟时", "131,072", "68 %", "4.5 h", FFN, SWAN, TWO_STREAM, DLS, ACS],
    "/about/": ["Ph.D. in Physics", "Bachelor, Physics", "SageMaker Neo", FFN, SWAN, TWO_STREAM],
    "/projects/": [FFN, SWAN, TWO_STREAM],
    FFN: [
        "S. Flender, T. Uram and 4 more",
        "November 2019",
        "https://arxiv.org/abs/1905.06236",
        DLS,
    ],
    TWO_STREAM: ["73.1 % against 72.7 %", "April 2018", "https://arxiv.org/abs/1212.0402"],
    SWAN: ["GPL v3", "March 2018", "https://doi.org/10.1021/acsaelm.9b00095", ACS],
    "/publications/": [DLS, ACS],
    DLS: [DLS_AUTHORS, "@inproceedings{", FFN, "https://arxiv.org/abs/1905.06236"],
    ACS: ["W. Dong, P. B. Littlewood", "@article{", "1 (6)", "799–803", SWAN],
}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def starter(django_db_setup, django_db_blocker):
    """The starter site, loaded once. The changes of each test are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pages(starter):
    """The HTML of each page of the starter site."""
    answers = {address: Client().get(address) for address in ADDRESSES}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.content.decode() for address, answer in answers.items()}


def read_text(markup):
    """Return the text of the markup, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


# Pages


def test_the_site_has_these_pages_in_its_menu_each_with_a_description():
    pages = Page.objects.filter(depth__gt=1).specific()
    descriptions = {page.description for page in pages}
    menu = HomePage.objects.get().get_children().in_menu()

    assert sorted(page.url for page in pages) == sorted(ADDRESSES)
    assert len(descriptions) == len(ADDRESSES)
    assert all(50 <= len(description) <= 160 for description in descriptions)
    titles = [page.title for page in menu]
    assert titles == ["About", "Projects", "Publications", "Contact"]


def read_fields(content):
    """Return the fields of a page or revision; PostgreSQL sorts the keys in a stream."""
    return {
        name: json.loads(value) if isinstance(value, str) and value[:2] == "[{" else value
        for name, value in content.items()
    }


def test_each_page_is_published_with_an_identical_revision():
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


def test_the_portrait_is_drawn_from_the_name_and_its_usage_is_recorded():
    image = SiteImage.objects.get()
    users = [user for user, _ in image.get_usage()]

    assert (image.width, image.height) == (960, 1200)
    assert not list(CONTENT.parent.rglob("*.png"))
    assert Owner.load() in users
    assert AboutPage.objects.get().page_ptr in users


@pytest.mark.parametrize("end", ["", "/", "?from=elsewhere", "/?from=elsewhere"])
@pytest.mark.parametrize("old", REDIRECTS)
def test_an_old_address_redirects_to_its_page(old, end):
    new = REDIRECTS[old]

    answer = Client().get(f"{old}{end}")

    if f"{old}{end}".startswith(new):  # with a slash it is the new address
        assert answer.status_code == 200
    else:
        assert answer.status_code == 301
        assert answer["Location"].partition("?")[0] == new


# Facts


@pytest.mark.parametrize("address", FACTS)
def test_a_page_states_its_facts_and_links_to_their_sources(address, pages):
    text = read_text(pages[address])
    links = re.findall(r'<a [^>]*?href="([^"]*)"', html.unescape(pages[address]))

    missing = [fact for fact in FACTS[address] if fact not in links]
    assert [fact for fact in missing if fact.startswith(("/", "http")) or fact not in text] == []


def test_the_name_has_its_language_and_the_portrait_its_description(pages):
    assert re.search(r'lang="zh"[^>]*>董悟时<', pages["/"])
    for address in ("/", "/about/"):
        assert 'alt="Monogram: the letters W and D between two lines"' in pages[address]


# Texts


def find_rich_texts(value, key=""):
    """Yield the name of the field and the text of each rich text."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else [(key, v) for v in value]
        for name, inner in pairs:
            yield from find_rich_texts(inner, name)
    elif str(value).startswith("<"):
        yield key, value


def find_tags(markup):
    return re.findall(r"</?\w+", re.sub(r"(</?)em\b", r"\1i", markup))


@pytest.mark.parametrize("file", sorted(CONTENT.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_editor_does_not_change_a_rich_text(file):
    for name, text in find_rich_texts(yaml.safe_load(file.read_text(encoding="utf-8"))):
        features = PROSE_FEATURES if name in {"prose", "bio"} else INLINE_FEATURES
        converter = ContentstateConverter(features)

        edited = converter.to_database_format(converter.from_database_format(text))

        assert read_text(edited.replace("<", " <")) == read_text(text.replace("<", " <"))
        assert find_tags(edited) == find_tags(text)
