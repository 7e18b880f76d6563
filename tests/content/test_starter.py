"""The starter site: its pages, what they say of their owner, redirects and search."""

import html
import json
import re

import pytest
import yaml
from django.db import transaction
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Page, Site

from pages.blocks import INLINE_FEATURES, PROSE_FEATURES
from pages.models import AboutPage, HomePage, Owner, SiteImage
from pages.starter import CONTENT, load_starter
from projects.models import Author, ProjectPage, PublicationPage
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
DLS_TITLE = (
    "Scaling Distributed Training of Flood-Filling Networks on HPC Infrastructure for Brain Mapping"
)
ACS_TITLE = "Quantum Electron Transport in Ohmic Edge Contacts between Two-Dimensional Materials"
CODE, ARXIV = "https://github.com/wushidonguc", "https://arxiv.org/abs"
DLS_LINKS = ["https://ieeexplore.ieee.org/abstract/document/8945106", f"{ARXIV}/1905.06236"]
ACS_LINKS = ["https://doi.org/10.1021/acsaelm.9b00095", f"{ARXIV}/1811.02135"]
# Facts of each page that can be checked elsewhere, and the pages that it links to.
FACTS = {
    "/": [
        *("Wushi Dong", "董悟时", "Applied Scientist at Amazon Web Services (AWS)"),
        *("131,072", "68 %", "4.5 h", "73.1 %", "72.7 % in the paper"),
        *(DLS_TITLE, ACS_TITLE, FFN, SWAN, TWO_STREAM, DLS, ACS, "/publications/"),
    ],
    "/about/": [
        *("Ph.D. in Physics", "University of Chicago", "Professor Peter B. Littlewood"),
        *("Bachelor, Physics", "University of Science and Technology of China (USTC)"),
        *("Research intern", "IBM Research AI, Almaden", "SageMaker Neo", "TensorFlow 2"),
        "more than 130,000 CPU cores of the Theta supercomputer",
        *(FFN, SWAN, TWO_STREAM, CODE, "https://linkedin.com/in/dongws"),
    ],
    "/projects/": [FFN, SWAN, TWO_STREAM],
    FFN: [
        *("2048 Intel Knights Landing nodes", "131,072 cores"),
        "At 2048 nodes the parallel efficiency is about 68 %",
        "With the Adam optimizer the training reaches 95 % accuracy after about 4.5 hours",
        *("W. Dong, M. Keceli, R. Vescovi, H. Li", "S. Flender, T. Uram and 4 more"),
        *(DLS_TITLE, "November 2019", "October 2019"),
        *(f"{CODE}/distributed_ffn", DLS, *DLS_LINKS),
    ],
    TWO_STREAM: [
        *("UCF-101, split 1; 9537 training videos", "batches of 128 videos"),
        *("73.1 % against 72.7 %", "78.8 % against 81.0 %", "82.0 % against 85.9 %"),
        *("MIT", "arXiv:1212.0402", "W. Dong, A. Ozcan", "April 2018"),
        *(f"{CODE}/two-stream-action-recognition-keras", f"{ARXIV}/1212.0402"),
    ],
    SWAN: [
        *("GPL v3", "Wannier90", "Keldysh non-equilibrium Green’s functions"),
        *(ACS_TITLE, "APS March Meeting", "March 2018", "March 2017", "March 2016"),
        *("MRS Spring Meeting", "April 2017", "W. Dong, A. L. Bezanilla, P. B. Littlewood"),
        *(f"{CODE}/swan", ACS, *ACS_LINKS),
    ],
    "/publications/": [DLS_TITLE, ACS_TITLE, DLS, ACS],
    DLS: [DLS_TITLE, DLS_AUTHORS, "IEEE", "@inproceedings{", FFN, *DLS_LINKS],
    ACS: [
        *(ACS_TITLE, "W. Dong, P. B. Littlewood", "@article{", SWAN, *ACS_LINKS),
        *("ACS Applied Electronic Materials", "1 (6)", "799–803", "2019"),
    ],
}
FINISHED = {
    "distributed-ffn": "2019-05-08",
    "swan": "2018-11-11",
    "two-stream-action-recognition-keras": "2018-10-23",
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


def test_the_site_has_the_name_of_the_owner_and_keeps_its_address():
    site = Site.objects.get()

    assert site.root_page.specific == HomePage.objects.get()
    assert site.site_name == "Wushi Dong"
    assert (site.hostname, site.port) == ("localhost", 80)


def test_pages_are_found_by_search():
    assert [page.slug for page in ProjectPage.objects.search("Keldysh")] == ["swan"]
    assert PublicationPage.objects.search("Vishwanath").count() == 1


def test_the_portrait_is_drawn_from_the_name_and_its_usage_is_recorded():
    image = SiteImage.objects.get()
    users = [user for user, _ in image.get_usage()]

    assert (image.width, image.height) == (960, 1200)
    assert not list(CONTENT.parent.rglob("*.png"))
    assert Owner.load() in users
    assert AboutPage.objects.get().page_ptr in users


def test_an_edited_page_is_kept():
    about = AboutPage.objects.get()
    about.bio = "<p>I write this myself.</p>"
    about.save_revision().publish()

    assert load_starter() is False

    assert AboutPage.objects.get().bio == "<p>I write this myself.</p>"


def test_deleted_pages_do_not_come_back():
    HomePage.objects.get().delete()

    assert load_starter() is False

    assert list(Page.objects.values_list("depth", flat=True)) == [1]


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


def test_the_best_results_are_marked():
    body = ProjectPage.objects.get(slug="two-stream-action-recognition-keras").body
    table = body.first_block_by_name("results_table").value

    cells = [(cell.text, cell.is_best) for row in table.rows for cell in row]

    assert cells == [
        *[("Simonyan et al.", False), ("72.7", False), ("81.0", True), ("85.9", True)],
        *[("This work", False), ("73.1", True), ("78.8", False), ("82.0", False)],
    ]


def test_projects_have_their_dates_and_the_owner_is_marked_among_the_authors():
    projects = ProjectPage.objects.all()
    owners = Author.objects.filter(is_owner=True).values_list("name", flat=True)

    assert {page.slug: str(page.finished_on) for page in projects} == FINISHED
    assert list(owners) == ["W. Dong"] * PublicationPage.objects.count()


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
