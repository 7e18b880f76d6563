"""Bad input in the editor: a sentence beside the field, and everything else kept."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Revision
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from pages.models import SiteImage
from tests.factories import make_document, make_image, make_page
from tests.picture_files import (
    WAYS,
    add,
    change,
    draw,
    encode,
    make_bomb,
    make_png,
    upload,
)

pytestmark = pytest.mark.django_db

# 20,000 words of 119,999 characters.
MANY_WORDS = " ".join(["words"] * 20_000)
HTML = b"<!doctype html><script>alert(1)</script>"


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


def field_of(soup, name):
    """Return the part of a form that holds a field, with what is said beside it."""
    return soup.select_one(f"[name={name}]").find_parent(attrs={"data-field": True})


def read_body(soup):
    """Return the blocks that the form shows, and the errors beside them."""
    return json.loads(soup.select_one("#body")["data-w-block-arguments-value"])


def find_sentences(errors, *path):
    for step in path:
        errors = errors.get("blockErrors", errors)[step]
    return " ".join(errors["messages"])


# What is typed into a page

TYPED = {
    "a formula that does not parse": (
        ("formula", {"latex": r"\frac{1}{2"}),
        ["latex"],
        "A brace { is never closed: add a } where it ends.",
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
        "This text has 119,999 characters, and 60,000 fit here: split it",
        MANY_WORDS,
    ),
    "20,000 words in a quote": (
        ("quote", make_quote(text=MANY_WORDS)),
        ["text"],
        "This text has 119,999 characters, and 5,000 fit here: shorten it",
        MANY_WORDS,
    ),
    "two targets of a button": (
        ("buttons", make_button(address="https://example.org/", page="1")),
        ["buttons", "0", "address"],
        "Choose only one target.",
        "https://example.org/",
    ),
}
# Refused in drafts too: what no page may hold, and what the database cannot.
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
def test_bad_input_is_refused_beside_its_field_and_nothing_else_is_lost(
    save, page, case
):
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
    assert soup.select_one("[name=summary]")["value"] == "A summary that must stay."
    page.refresh_from_db()
    assert page.title == "Notes"
    assert not Revision.objects.exists()


@pytest.mark.parametrize("case", TYPED)
def test_what_is_unfinished_is_kept_in_a_draft_and_shown_in_its_preview(
    save, page, case
):
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
def test_what_no_page_may_hold_is_refused_in_a_draft_too(save, case):
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
    assert field.select_one(f"[name={name}]")["value"] == MANY_WORDS
    blocks, _ = read_body(soup)
    assert "A paragraph that must stay." in blocks[0]["value"]
    assert not Revision.objects.exists()


def test_a_row_that_lacks_a_cell_is_taken_as_one_without_a_value(save, page):
    publish(save, ("results_table", make_table(["A", "73.1"], ["B"])))

    page.refresh_from_db()
    rows = [[cell.text for cell in row] for row in page.body[1].value.rows]
    assert rows == [["A", "73.1"], ["B", ""]]


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


# Documents

DOCUMENTS = {
    "a page named like a paper": ("paper.pdf", HTML, "named .pdf but holds no such"),
    "a page named like a film": ("film.mp4", HTML, "named .mp4 but holds no such"),
    "a page named like slides": ("talk.pptx", HTML, "named .pptx but holds no such"),
    "a program named like data": (
        "data.csv",
        b"MZ\0\0",
        "named .csv but holds no such",
    ),
    "a program": ("tool.exe", b"MZ\0\0", "File extension “exe” is not allowed"),
    "an empty file": ("paper.pdf", b"", "The submitted file is empty."),
}


def add_document(client, name, data):
    form = {"title": "A title that must stay", "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("wagtaildocs:add"), form)


@pytest.mark.parametrize("case", DOCUMENTS)
def test_what_is_no_document_is_refused_beside_the_file(admin_client, case):
    name, data, sentence = DOCUMENTS[case]

    response = add_document(admin_client, name, data)

    soup = BeautifulSoup(response.content, "html5lib")
    assert sentence in field_of(soup, "file").text
    assert soup.select_one("[name=title]")["value"] == "A title that must stay"
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("paper.pdf", b"%PDF-1.7\n"),
        ("Paper.PDF", b"\xef\xbb\xbf%PDF-1.7\n"),
        ("film.mp4", b"\0\0\0\x20ftypisom"),
        ("film.webm", b"\x1a\x45\xdf\xa3"),
        ("talk.pptx", b"PK\x03\x04"),
        ("data.csv", "Größe;1\n".encode()),
        ("data.csv", "Größe;1\n".encode("utf-16")),
        ("notes.txt", "Größe".encode("latin-1")),
    ],
)
def test_a_document_that_is_what_it_says_is_taken(admin_client, name, data):
    add_document(admin_client, name, data)

    assert get_document_model().objects.get().file.read() == data


def test_a_document_keeps_its_file_while_its_title_changes(admin_client):
    document = make_document(title="notes.pdf")
    address = reverse("wagtaildocs:edit", args=[document.pk])

    admin_client.post(address, {"title": "Sketch"})

    document.refresh_from_db()
    assert document.title == "Sketch"


# Pictures

PNG = encode(draw(), "PNG")
PICTURES = {
    "an empty file": ("disc.png", b"", "empty"),
    "an ending that is unknown": ("disc.tiff", PNG, "A .tiff file cannot be taken"),
    "no ending": ("disc", PNG, "without an ending"),
    "a drawing with scripts": ("disc.svg", b"<svg/>", "A .svg file cannot be taken"),
    "a page named like a picture": ("disc.png", HTML, "holds no such picture"),
    "a JPEG named .png": (
        "disc.png",
        encode(draw(), "JPEG"),
        "is named .png but is JPEG",
    ),
    "a PNG named .heic": ("disc.heic", PNG, "is named .heic but is PNG"),
    "a picture cut off": ("disc.png", PNG[:-40], "damaged"),
    "a photo cut off": ("disc.jpg", encode(draw(400, 400), "JPEG")[:2000], "damaged"),
    "pixels that are noise": (
        "disc.png",
        make_png(64, 48, (b"IDAT", b"noise")),
        "damaged",
    ),
    "more bytes than a picture needs": (
        "disc.png",
        PNG + bytes(20 * 1024 * 1024),
        "20.0\xa0MB can be taken",
    ),
    "41 megapixels": (
        "disc.png",
        make_png(41_000, 1000, (b"IDAT", b"")),
        "too many pixels (41,000 by 1,000)",
    ),
    "200 megapixels": ("disc.png", make_bomb(), "too many pixels"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", PICTURES)
def test_what_is_no_picture_for_a_page_is_refused_beside_the_file(admin_client, case):
    name, data, sentence = PICTURES[case]

    response = add(admin_client, upload(name, data), description="A disc")

    soup = BeautifulSoup(response.content, "html5lib")
    assert sentence in field_of(soup, "file").text
    assert soup.select_one("input[name=description]")["value"] == "A disc"
    assert not SiteImage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_uploading_refuses_a_lie(admin_client, way):
    response = way(admin_client, upload("disc.png", HTML))

    assert response.status_code == 200
    assert "holds no such picture" in response.content.decode()
    assert not SiteImage.objects.filter(title="Disc").exists()


@pytest.mark.django_db
def test_a_replacement_that_is_refused_leaves_the_picture_as_it_was(admin_client):
    image = make_image()

    change(admin_client, image, upload("disc.png", PNG[:-40]))

    assert SiteImage.objects.get().file.read() == image.file.read()
