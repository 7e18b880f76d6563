"""Bad input in the editor: a sentence beside the field, and everything else kept."""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests.support.factories import make_page
from tests.support.reading import field_of

pytestmark = pytest.mark.django_db

# 10,001 words of 60,005 characters, more than any field takes.
MANY_WORDS = " ".join(["words"] * 10_001)


def make_table(*rows):
    """Return what the form sends of a results table of a text and a number column."""
    columns = [
        {"type": "text", "order": "0", "heading": "Work", "deleted": ""},
        {"type": "number", "order": "1", "heading": "Accuracy (%)", "deleted": ""},
    ]
    grid = {
        "caption": "",
        "column-count": "2",
        "column": columns,
        "row-count": str(len(rows)),
        "row": [{"order": str(place), "deleted": ""} for place in range(len(rows))],
        "cell": [list(row) for row in rows],
    }
    return {"caption": "Accuracy.", "source": "", "source_address": "", "table": grid}


def make_quote(text="Poetical science.", address=""):
    text = rich_text(f"<p>{text}</p>")
    return {"text": text, "attribution": "", "address": address}


def make_button(**target):
    button = {"text": "Read", "page": "", "document": "", "address": "", **target}
    return {"buttons": streamfield([("", button)])}


@pytest.fixture
def page(home):
    return make_page(home, title="Notes", slug="notes")


@pytest.fixture
def save(page, admin_client):
    """A function that sends the editor's form of the page, and returns the answer."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    def save(*blocks, **fields):
        kept = ("prose", rich_text("<p>A paragraph that must stay.</p>"))
        form = {
            "title": "A title that must stay",
            "slug": "notes",
            "summary": "A summary that must stay.",
            "body": streamfield([kept, *blocks]),
            "comments": inline_formset([]),
        }
        return admin_client.post(address, nested_form_data(form | fields))

    return save


def publish(save, *blocks, **fields):
    return save(*blocks, **fields, **{"action-publish": "action-publish"})


def read_body(soup):
    """Return the blocks that the form shows, and the errors beside them."""
    return json.loads(soup.select_one("#body")["data-w-block-arguments-value"])


def find_sentences(errors, *path):
    for step in path:
        errors = errors.get("blockErrors", errors)[step]
    return " ".join(errors["messages"])


# Blocks with bad input: the path of its field, what is said there, and what was typed.

TYPED = [
    (
        ("formula", {"latex": r"\frac{1}{2"}),
        ["latex"],
        "A { has no matching }: add a } where it ends.",
        "frac{1}{2",
    ),
    (
        ("results_table", make_table(["A", "73.1"], ["B", "fast"])),
        ["table", "1", "1"],
        "“fast” is not a number: type digits",
        '"fast"',
    ),
    (
        ("prose", rich_text(f"<p>{MANY_WORDS}</p>")),
        [],
        "This text has 60,005 characters; at most 60,000 fit: split it",
        MANY_WORDS,
    ),
    (
        ("quote", make_quote(text=MANY_WORDS)),
        ["text"],
        "This text has 60,005 characters; at most 5,000 fit: shorten it",
        MANY_WORDS,
    ),
    (
        ("buttons", make_button(address="https://example.org/", page="1")),
        ["buttons", "0", "address"],
        "Choose only one target.",
        "https://example.org/",
    ),
]
# Refused in drafts too.
NEVER = [
    (
        ("heading", {"text": MANY_WORDS, "level": "h2", "anchor": ""}),
        ["text"],
        "Ensure this value has at most 120 characters (it has 60005).",
        MANY_WORDS,
    ),
    (
        ("quote", make_quote(address="javascript:alert(1)")),
        ["address"],
        "Enter a valid URL.",
        "javascript:alert(1)",
    ),
]


def assert_refused(response, cases, page):
    """Assert that the form tells each case beside its field, and has lost nothing else."""
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html5lib")
    (kept, *blocks), errors = read_body(soup)
    assert len(errors["blockErrors"]) == len(cases)
    for place, (_, path, sentence, typed) in enumerate(cases):
        assert sentence in find_sentences(errors, str(place + 1), *path)
        assert typed in json.dumps(blocks[place], ensure_ascii=False)
    assert "A paragraph that must stay." in kept["value"]
    assert soup.select_one("[name=title]")["value"] == "A title that must stay"
    assert soup.select_one("[name=summary]").text == "A summary that must stay."
    page.refresh_from_db()
    assert page.title == "Notes"
    assert not Revision.objects.exists()


def test_unfinished_input_is_refused_beside_its_field_and_kept_in_a_draft(save, page):
    blocks = [block for block, *_ in TYPED]

    assert_refused(publish(save, *blocks), TYPED, page)
    save(*blocks)

    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    kept, *stored = draft.body.get_prep_value()
    assert "A paragraph that must stay." in kept["value"]
    for block, (*_, typed) in zip(stored, TYPED, strict=True):
        assert typed in json.dumps(block, ensure_ascii=False)
    assert draft.make_preview_request().status_code == 200
    assert not page.body


def test_forbidden_input_is_refused_beside_its_field_in_a_draft_too(save, page):
    blocks = [block for block, *_ in NEVER]

    assert_refused(publish(save, *blocks), NEVER, page)
    assert_refused(save(*blocks), NEVER, page)


def test_words_beyond_a_field_are_refused_beside_it_and_kept(save):
    soup = BeautifulSoup(save(title=MANY_WORDS, summary=MANY_WORDS).content, "html5lib")

    # Lists and browsers get the first 255 characters of a title.
    for name, most in (("title", 1000), ("summary", 300)):
        field = field_of(soup, name)
        assert f"at most {most} characters (it has 60005)" in field.text
        control = field.select_one(f"[name={name}]")
        assert control.get("value", control.text) == MANY_WORDS
    blocks, _ = read_body(soup)
    assert "A paragraph that must stay." in blocks[0]["value"]
    assert not Revision.objects.exists()


def test_prose_loses_a_link_that_runs_a_script_and_keeps_its_words(save, page):
    text = '<p>Read <a href="javascript:alert(1)">the notes</a>.</p>'

    publish(save, ("prose", rich_text(text)))

    page.refresh_from_db()
    assert "javascript" not in page.body[1].value.source
    assert "the notes" in page.body[1].value.source


def test_a_very_long_page_is_saved_whole(save, page):
    table = make_table(*[[f"Work {row}", "73.1"] for row in range(20)])
    blocks = [
        ("heading", {"text": "Results", "level": "h2", "anchor": ""}),
        ("prose", rich_text(f"<p>{'words ' * 9_000}</p>")),
        ("results_table", table),
        ("quote", make_quote()),
        ("formula", {"latex": "x^2"}),
    ]

    publish(save, *blocks * 50)

    page.refresh_from_db()
    assert len(page.body) == 1 + 250
