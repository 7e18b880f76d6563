"""Sections of a body: anchors of headings, the contents, and the opening."""

import pytest
from bs4 import BeautifulSoup

from pages.blocks import HeadingBlock
from tests.content.test_blocks import BODY, render
from tests.support.factories import make_body

pytestmark = pytest.mark.django_db


def test_headings_can_be_linked_to():
    body = make_body(
        ("heading", {"text": "The results", "level": "h2", "anchor": "results"}),
        ("heading", {"text": "Fußnoten & Größe", "level": "h3", "anchor": ""}),
    )

    html = render(body)

    heading = html.find("h2", id="results")
    assert heading.a["href"] == "#results"
    assert heading.a["aria-label"] == "Link to “The results”"
    assert heading.get_text(strip=True) == "The results"
    assert html.find(id=heading["aria-labelledby"]).text == "The results"
    assert html.find("h3", id="fußnoten-größe")


def test_a_heading_keeps_its_anchor_when_its_text_changes():
    heading = HeadingBlock()

    saved = heading.clean(heading.to_python({"text": "Results", "level": "h2"}))
    changed = heading.clean(heading.to_python({**saved, "text": "What came out"}))

    assert saved["anchor"] == changed["anchor"] == "results"


@pytest.mark.parametrize(
    ("texts", "anchors"),
    [
        (["Results"] * 3, ["results", "results-2", "results-3"]),
        (["结果", "🎉", "x" * 120], ["结果", "section", "x" * 80]),
        # Page templates use these anchors for their own sections.
        (["Talks", "Track record"], ["talks-2", "track-record-2"]),
    ],
)
def test_each_heading_gets_an_anchor_of_its_own(texts, anchors):
    body = make_body(*[("heading", {"text": text, "level": "h2"}) for text in texts])

    assert [block.value["anchor"] for block in BODY.clean(body)] == anchors


def make_sections(*names):
    """Return the stored headings of sections with a text each."""
    return [
        block
        for name in names
        for block in (
            ("heading", {"text": name, "level": "h2", "anchor": name.lower()}),
            ("prose", f"<p>About {name}.</p><p>And more.</p>"),
        )
    ]


def test_a_long_page_lists_its_sections_and_leads_back_to_its_top():
    speed = ("heading", {"text": "Speed", "level": "h3", "anchor": "speed"})
    sections = make_sections("Aim", "Data", "Methods", "Results")

    html = render(make_body(*sections, speed))

    contents = html.find("nav", class_="contents")
    assert contents.find_previous(class_="heading") is None
    links = [(link["href"], link.text) for link in contents.find_all("a")]
    assert links == [
        *(("#aim", "Aim"), ("#data", "Data"), ("#methods", "Methods"), ("#results", "Results")),
    ]
    assert not contents.details.has_attr("open")
    assert contents.summary.text == "Contents"
    assert html.find("a", href="#top")["aria-label"] == "Back to top"
    short = render(make_body(*sections[:6], speed))
    assert short.find(class_="contents") is None
    assert short.find("a", href="#top") is None


def test_a_block_puts_the_contents_elsewhere_and_lists_two_sections_too():
    contents = ("contents", None)
    aim, *others = zip(*[iter(make_sections("Aim", "Data", "Methods", "Results"))] * 2, strict=True)

    long = render(make_body(*aim, contents, *sum(others, ())))
    short = render(make_body(contents, *aim, *others[0]))
    one = render(make_body(contents, *aim))

    assert long.find(class_="contents").find_previous("h2")["id"] == "aim"
    assert len(long.find_all(class_="contents")) == 1
    assert [link.text for link in short.find(class_="contents").find_all("a")] == ["Aim", "Data"]
    assert one.find(class_="contents") is None


@pytest.mark.parametrize(
    ("before", "opening"),
    [
        ([], "About Aim."),
        ([("contents", None)], "About Aim."),
        ([("prose", "<ul><li>One</li><li>Two</li></ul>")], "One Two"),
        ([("prose", "<p>Alone.</p>")], "Alone."),
        ([("quote", {"text": "<p>So be it.</p>"})], ""),
    ],
)
def test_the_opening_of_a_body_ends_with_its_first_paragraph(before, opening):
    body = make_body(*before, *make_sections("Aim", "Data", "Methods", "Results"))

    parts = [
        BeautifulSoup(BODY.render(body, {"part": part}), "html5lib") for part in ("opening", "rest")
    ]

    shown = parts[0].find(class_="prose")
    assert " ".join(shown.get_text(" ").split() if shown else []) == opening
    together = BeautifulSoup("".join(map(str, parts)), "html5lib")
    paragraphs = [item.text for item in together.select(".prose > *, .quote p")]
    assert paragraphs == [item.text for item in render(body).select(".prose > *, .quote p")]
    assert parts[0].find(class_="contents") is None
    assert parts[1].find(class_="contents")
