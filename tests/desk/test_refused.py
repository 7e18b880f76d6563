"""Bad input in the editor: a sentence beside the field, and everything else kept."""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from tests.support.factories import make_page
from tests.support.reading import field_of

pytestmark = pytest.mark.django_db

# 20,000 words of 119,999 characters.
MANY_WORDS = " ".join(["words"] * 20_000)


def make_table(*rows, headings=("Work", "Accuracy (%)")):
    """Return what the form sends of a results table of a text and a number column."""
    kinds = ["text", "number"]
    columns = [
        {"type": kind, "order": str(place), "heading": heading, "deleted": ""}
        for place, (kind, heading) in enumerate(zip(kinds, headings, strict=True))
    ]
    grid = {
        "caption": "",
        "column-count": "2",
        "column": columns,
        "row-count": str(len(rows)),
        "row": [{"order": str(place), "deleted": ""} for place in range(len(rows))],
        "cell": [list(row) for row in rows],
    }
    fields = {"caption": "Accuracy.", "source": "", "source_address": ""}
    return {**fields, "table": grid}


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


# Input in the body of a page

TYPED = {
    "a formula that does not parse": (
        ("formula", {"latex": r"\frac{1}{2"}),
        ["latex"],
        "A { has no matching }: add a } where it ends.",
        "frac{1}{2",
    ),
    "a cell that is no number": (
        ("results_table", make_table(["A", "73.1"], ["B", "fast"])),
        ["table", "1", "1"],
        "“fast” is not a number: type digits",
        '"fast"',
    ),
    "a column without a heading": (
        ("results_table", make_table(["A", "73.1"], headings=["Work", ""])),
        ["table"],
        "Column 2 has no heading: type one above its cells.",
        '"73.1"',
    ),
    "20,000 words in a text": (
        ("prose", rich_text(f"<p>{MANY_WORDS}</p>")),
        [],
        "This text has 119,999 characters; at most 60,000 fit: split it",
        MANY_WORDS,
    ),
    "20,000 words in a quote": (
        ("quote", make_quote(text=MANY_WORDS)),
        ["text"],
        "This text has 119,999 characters; at most 5,000 fit: shorten it",
        MANY_WORDS,
    ),
    "two targets of a button": (
        ("buttons", make_button(address="https://example.org/", page="1")),
        ["buttons", "0", "address"],
        "Choose only one target.",
        "https://example.org/",
    ),
}
# Refused in drafts too.
NEVER = {
    "20,000 words in a heading": (
        ("heading", {"text": MANY_WORDS, "level": "h2", "anchor": ""}),
        ["text"],
        "Ensure this value has at most 120 characters (it has 119999).",
        MANY_WORDS,
    ),
    "20,000 words of code": (
        ("code", {"language": "text", "filename": "", "code": MANY_WORDS}),
        ["code"],
        "Ensure this value has at most 50000 characters (it has 119999).",
        MANY_WORDS,
    ),
    "an address that runs a script": (
        ("quote", make_quote(address="javascript:alert(1)")),
        ["address"],
        "Enter a valid URL.",
        "javascript:alert(1)",
    ),
}


@pytest.mark.parametrize("case", TYPED | NEVER)
def test_bad_input_is_refused_beside_its_field_and_nothing_else_is_lost(save, page, case):
    block, path, sentence, typed = (TYPED | NEVER)[case]

    response = publish(save, block)

    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html5lib")
    blocks, errors = read_body(soup)
    assert list(errors["blockErrors"]) == ["1"]
    assert sentence in find_sentences(errors, "1", *path)
    assert typed in json.dumps(blocks[1], ensure_ascii=False)
    assert "A paragraph that must stay." in blocks[0]["value"]
    assert soup.select_one("[name=title]")["value"] == "A title that must stay"
    assert soup.select_one("[name=summary]").text == "A summary that must stay."
    page.refresh_from_db()
    assert page.title == "Notes"
    assert not Revision.objects.exists()


@pytest.mark.parametrize("case", TYPED)
def test_unfinished_input_is_kept_in_a_draft_and_shown_in_its_preview(save, page, case):
    block, *_, typed = TYPED[case]

    save(block)

    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    stored = json.dumps(draft.body.get_prep_value(), ensure_ascii=False)
    assert "A paragraph that must stay." in stored
    assert typed in stored
    assert draft.make_preview_request().status_code == 200
    assert not page.body


@pytest.mark.parametrize("case", NEVER)
def test_forbidden_input_is_refused_in_a_draft_too(save, case):
    block, path, sentence, _ = NEVER[case]

    response = save(block)

    _, errors = read_body(BeautifulSoup(response.content, "html5lib"))
    assert sentence in find_sentences(errors, "1", *path)
    assert not Revision.objects.exists()


@pytest.mark.parametrize(("name", "most"), [("title", 255), ("summary", 300)])
def test_words_beyond_a_field_are_refused_beside_it_and_kept(save, name, most):
    response = save(**{name: MANY_WORDS})

    soup = BeautifulSoup(response.content, "html5lib")
    field = field_of(soup, name)
    assert f"at most {most} characters (it has 119999)" in field.text
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


def test_a_link_in_prose_is_refused_beside_its_address(admin_client):
    address = reverse("wagtailadmin_choose_page_external_link")
    given = {"url": "javascript:alert(1)", "link_text": "the notes"}
    form = {f"external-link-chooser-{name}": value for name, value in given.items()}

    told = admin_client.post(address, form).json()

    soup = BeautifulSoup(told["html"], "html5lib")
    assert told["step"] == "external_link"
    assert "Enter a valid URL." in field_of(soup, "external-link-chooser-url").text
    assert "the notes" in str(field_of(soup, "external-link-chooser-link_text"))


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
