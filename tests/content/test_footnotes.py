"""Footnotes, from what is stored to pages, feeds, Markdown and search."""

import json
from html import unescape

import pytest
from bs4 import BeautifulSoup
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from pages.blocks import PROSE_FEATURES
from pages.blocks.footnotes import render_note
from pages.desk.checks.links import find_links
from tests.support.factories import (
    make_about,
    make_body,
    make_figure,
    make_image,
    make_page,
    make_project,
)
from tests.support.reading import read_page


def note(text):
    return f'<embed embedtype="footnote" text="{text}"/>'


def convert(html):
    """Return rich text as it is stored after the editor has loaded and saved it."""
    converter = ContentstateConverter(features=PROSE_FEATURES)
    return converter.to_database_format(converter.from_database_format(html))


def read_notes(main, *, is_beside):
    """Return the texts of the notes in the margin or at the end, without numbers and links."""
    notes = main.select(".sidenote" if is_beside else ".endnotes li")
    for part in main.select(".sidenote > b, [role=doc-backlink]"):
        part.extract()
    return [" ".join(one.get_text().split()) for one in notes]


# Markup


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A *small* **note**.", "A <i>small</i> <b>note</b>."),
        ("**a *b* c**", "**a <i>b</i> c**"),
        ("`a*b*`", "<code>a*b*</code>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"\*not\* this", "*not* this"),
        ("$5 and $10", "$5 and $10"),
        ("see [the *site*](/about/)", 'see <a href="/about/">the <i>site</i></a>'),
        (
            "[x](https://en.example.org/wiki/X_(y))",
            '<a href="https://en.example.org/wiki/X_(y)">x</a>',
        ),
        (
            "At https://example.org/a?b=1&c=2.",
            'At <a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a>.',
        ),
        (
            "[https://a.example](https://b.example)",
            '<a href="https://b.example">https://a.example</a>',
        ),
        ("<b>bold</b> & co", "&lt;b&gt;bold&lt;/b&gt; &amp; co"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ('[x](/a"onclick="b)', '<a href="/a&quot;onclick=&quot;b">x</a>'),
        (r"$\unknown$", r"$\unknown$"),
        ("`<script>`", "<code>&lt;script&gt;</code>"),
    ],
)
def test_the_markup_of_a_note_is_small_and_the_rest_is_text(text, html):
    assert render_note(text) == html


def test_a_note_may_hold_a_formula():
    assert "<math" in render_note("Since $E = mc^2$ holds.")


def test_a_long_text_of_signs_is_read_in_one_go():
    for signs in ("*", "[", "`", "$a", "**a", "[a](", "https://", "\\"):
        assert unescape(render_note(signs * 4000)).startswith(signs)
        assert render_note(signs * 800)


# Storage


@pytest.mark.parametrize(
    "text", ["It’s *one*.", "'&#x27;' & \"x\" <b>", "&amp;lt;", "a > b", "中文 ﬁ"]
)
def test_the_editor_and_the_page_get_a_note_as_typed(text):
    attribute = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    stored = f"<p>Words{note(attribute.replace('>', '&gt;'))} go on.</p>"
    converter = ContentstateConverter(features=PROSE_FEATURES)

    state = json.loads(converter.from_database_format(stored))
    kept = BeautifulSoup(converter.to_database_format(json.dumps(state)), "html.parser")

    [entity] = state["entityMap"].values()
    assert (entity["type"], entity["data"]) == ("FOOTNOTE", {"text": text})
    assert kept.embed["text"] == text
    assert kept.p.get_text() == "Words go on."


def test_an_empty_note_is_dropped_and_another_becomes_one_paragraph():
    assert "embed" not in convert(f"<p>Words{note('  ')}.</p>")
    assert 'text="one two"' in convert(f"<p>Words{note('one&#10;&#10; two')}.</p>")


# Pages


@pytest.fixture
def project(index):
    """A project with notes in all kinds of rich text."""
    body = make_body(
        ("prose", f"<p>Opening{note('First')}.</p><p>More{note('Second')}.</p>"),
        ("quote", {"text": f"<p>Quoted{note('Third')}.</p>", "attribution": "", "address": ""}),
        ("note", {"text": f"<p>Aside{note('Fourth')}.</p>"}),
        ("figure", make_figure(make_image(), caption=f"<p>Shown{note('Fifth')}.</p>")),
        ("prose", f"<ul><li>Item{note('Sixth')}</li></ul>"),
    )
    return make_project(index, body=body)


ORDER = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"]


def test_notes_are_numbered_through_the_page_and_lead_there_and_back(project, client):
    main = read_page(client, project).main

    references = main.select(".noteref")
    assert [reference.a.text for reference in references] == list("123456")
    places = {element["id"]: element for element in main.select("[id]")}
    for number, reference in enumerate(references, start=1):
        for link in reference("a"):
            assert link["aria-label"] == f"Footnote {number}"
            assert link["role"] == "doc-noteref"
            back = places[link["href"][1:]].find("a", role="doc-backlink")
            assert back["aria-label"] == "Back to the text"
            assert places[back["href"][1:]] is reference
    section = main.find("section", role="doc-endnotes")
    assert places[section["aria-labelledby"]].text == "Notes"
    assert read_notes(main, is_beside=True) == ORDER
    assert read_notes(main, is_beside=False) == ORDER


def test_notes_of_what_stands_in_the_margin_come_after_it(project, client):
    main = read_page(client, project).main

    # The opening of a project is beside its facts.
    assert main.select(".page-head .sidenote") == []
    assert main.select_one(".facts ~ .sidenotes .sidenote").b.text == "1"
    aside = main.select_one(".note")
    assert [child.name for child in aside.find_all(recursive=False)] == ["p", "small"]


def test_a_reader_without_styles_gets_each_note_once(project, client):
    main = read_page(client, project).main
    for hidden in main.select("[hidden]"):
        hidden.decompose()

    assert main.get_text().count("Second") == 1
    assert main.select_one(".noteref").text == "1"


def test_a_page_without_notes_has_no_list_of_them(index, client):
    assert "endnotes" not in str(read_page(client, make_project(index)))


def test_notes_before_the_body_come_first_in_its_list(home, client):
    about = make_about(home, bio=f"<p>I{note('Me')}.</p>")
    about.experience = [
        ("position", {"title": "A", "employer": "B", "text": f"<p>C{note('D')}</p>"})
    ]
    about.body = make_body(("prose", f"<p>We{note('Us')}.</p>"))
    about.save_revision().publish()

    main = read_page(client, about).main

    assert read_notes(main, is_beside=False) == ["Me", "D", "Us"]


def test_the_numbers_of_a_page_begin_with_1_each_time(project, client):
    for _ in range(2):
        assert read_page(client, project).select_one(".noteref").a.text == "1"


# Feeds, Markdown, search, checks


def test_a_feed_has_marker_and_notes_at_the_end(project, client):
    project.save_revision().publish()

    [item] = client.get("/feed.json").json()["items"]

    content = BeautifulSoup(item["content_html"], "html5lib")
    assert [one.text for one in content.select("sup")] == list("123456")
    assert read_notes(content, is_beside=False) == ORDER
    assert content.get_text().count("Second") == 1


def test_markdown_has_its_own_form_of_notes(home, client):
    text = f"<p>Words{note('See *there*, $x^2$, [here](/about/) too.')}, [^2] as typed{note('Two')}.</p>"
    make_page(home, body=make_body(("prose", text), ("code", {"code": "x", "language": "text"})))

    text = client.get("/notes.md").content.decode()

    assert r"Words[^1], \[^2\] as typed[^2]." in text
    assert "\n[^1]: See *there*, $x^2$, [here](http://localhost/about/) too.\n" in text
    assert text.endswith("\n[^2]: Two\n")
    assert "Notes" not in text.replace("# Notes\n", "", 1)


@pytest.mark.parametrize("place", ["prose", "quote", "bio"])
def test_search_finds_the_words_of_notes(home, client, place):
    text = f"<p>Some words{note('A rare *cephalopod* swims')} go on.</p>"
    if place == "bio":
        page = make_about(home, bio=text)
    else:
        value = text if place == "prose" else {"text": text, "attribution": "", "address": ""}
        page = make_page(home, body=make_body((place, value)))

    results = read_page(client, "/search/?q=cephalopod").select(".row")

    assert [row.a["href"] for row in results] == [page.url]
    assert "Some words (A rare cephalopod swims) go on." in results[0].get_text()


def test_links_in_notes_are_checked(home):
    page = make_page(home, body=make_body(("prose", f"<p>A{note('[here](/gone/)')}.</p>")))

    assert [(link.text, link.address) for link in find_links(page)] == [("here", "/gone/")]
