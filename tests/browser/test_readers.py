"""Pages as different readers see them: on paper, in forced colours, in other scripts."""

import io

import pypdf
import pytest

# Names of parts, all in Hebrew, and what stands beside them in English.
WORD, LONG_WORD = "גביש", "w" * 80
MORE_PAGES = f"""
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body, make_data, make_figure, make_image

def make_table(columns, word="Value"):
    headings = [("{WORD}", "text"), *((f"{{word}} {{n}}", "number") for n in range(1, columns))]
    rows = [["{WORD}", *(f"{{row}}.{{n}} ± 0.01" for n in range(1, columns))] for row in (1, 2, 3)]
    return ("results_table", make_data(headings, *rows, caption="{WORD}.", source="{WORD}"))

sentence = "Electrons move in crystals, as waves do between walls. "
long = " + ".join(f"\\\\frac{{{{\\\\partial f_{{n}}}}}}{{{{\\\\partial x_{{n}}}}}}" for n in range(9))
paper = make_body(
    ("heading", {{"text": "Before", "level": "h2", "anchor": "before"}}),
    ("prose", f"<p>{{sentence * 4}}<a href='/projects/'>Projects</a>, <a href='#before'>x</a></p>"),
    make_table(20),
    ("prose", f"<p>{{sentence * 4}}</p>"),
    ("formula", {{"latex": " + ".join("x_{{%d}}" % n for n in range(60))}}),
    ("prose", f"<p>{{sentence * 4}}</p>"),
)
hebrew = make_body(
    ("contents", None),
    ("heading", {{"text": "{WORD} 1.", "level": "h2", "anchor": "one"}}),
    ("prose", "<p>{WORD} in English.</p><ul><li>{WORD}</li></ul><ol><li>{WORD}</li></ol>"),
    ("quote", {{"text": "<p>{WORD}</p>", "attribution": "{WORD}"}}),
    ("note", {{"text": "<p>{WORD}</p>"}}),
    ("figure", make_figure(make_image(), caption="<p>{WORD}</p>", credit="{WORD}")),
    make_table(3, "{WORD}"),
    ("buttons", {{"buttons": [{{"text": "{WORD}", "address": "https://example.org/"}}]}}),
    ("embed", {{"title": "{WORD}", "address": "https://vimeo.com/1234567"}}),
    ("code", {{"language": "python", "filename": "a.py", "code": "x = 1"}}),
)
home = HomePage.objects.get()
home.add_child(instance=StandardPage(title="On paper", body=paper))
fields = {{"title": "{WORD}", "summary": "{WORD}", "body": hebrew}}
home.add_child(instance=StandardPage(slug="hebrew", text_language="he", **fields))
home.add_child(instance=StandardPage(slug="unmarked", **fields))
"""
# Directions of the words in Hebrew, and of code and headings of the site.
READ_DIRECTIONS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = {};
    while (walker.nextNode()) {
        const text = walker.currentNode, parent = text.parentElement;
        const kind = /[\u0590-\u05ff]/.test(text.data) ? "hebrew"
            : parent.closest("pre, math, .site-head, .site-foot") ? "other" : null;
        if (text.data.trim() && kind && parent.checkVisibility())
            (found[kind] ??= []).push(getComputedStyle(parent).direction);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def more_pages(site):
    site.run(MORE_PAGES)
    return site


def read_paper(tab, size):
    """Return the pages of a print: their sizes, and their texts with place and size of letters."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(tab.pdf(format=size))).pages:
        texts = []

        def add(text, outer, inner, _font, size, texts=texts):
            scale = abs(outer[0])
            place = outer[4] + inner[4] * outer[0]
            texts.append((text, place, round(size * abs(inner[0]) * scale, 1)))

        page.extract_text(visitor_text=add)
        width, height = map(float, page.mediabox[2:])
        found.append((width, height, [text for text in texts if text[0].strip()]))
    return found


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_what_is_too_wide_for_paper_is_set_smaller_or_turned_and_nothing_else(
    more_pages, tab, size
):
    tab.goto(f"{more_pages.url}/on-paper/")

    pages = read_paper(tab, size)
    words = "".join("".join(text.split()) for *_, texts in pages for text, *_ in texts)

    turned = [texts for width, height, texts in pages if width > height]
    assert 1 <= len(turned) < len(pages)
    assert "Value19" in words
    assert "59" in words
    for number, (width, _height, texts) in enumerate(pages, start=1):
        assert str(number) in [text.strip() for text, *_ in texts]
        sizes = {size for text, _place, size in texts if "Electrons" in text}
        assert sizes <= {11}
        for text, place, letters in texts:
            assert 50 < place < width - 50 - 0.4 * letters * len(text.split("\n")[0]), text


def test_paper_has_absolute_addresses_of_links_but_not_of_those_in_headings(more_pages, tab):
    tab.goto(f"{more_pages.url}/on-paper/")
    words = "".join(text for *_, texts in read_paper(tab, "A4") for text, *_ in texts)
    tab.goto(more_pages.url)
    home = "".join(text for *_, texts in read_paper(tab, "A4") for text, *_ in texts)

    assert f"({more_pages.url}/projects/)" in words.replace("\n", "")
    assert "#before" not in words
    assert "/projects/" not in home.replace("\n", "").partition("Recent publications")[0]


def test_forced_colours_show_the_current_page_filter_and_theme(site, tab):
    tab.emulate_media(forced_colors="active")
    tab.goto(f"{site.url}/projects/")
    for name in (".site-head [aria-current]", ".filters [aria-current]"):
        current = tab.locator(name).first.element_handle()
        shown = current.screenshot()
        current.evaluate("link => link.removeAttribute('aria-current')")
        assert current.screenshot() != shown, name
    # The pointer and the focus have a look of their own.
    choice = tab.locator(".theme label", has_text="dark")
    unchosen = choice.screenshot()
    choice.locator("input").evaluate("choice => { choice.checked = true; }")
    assert choice.screenshot() != unchosen


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/", ".site-head nav a"),
        ("/", ".site-head .name"),
        ("/every-block/", ".buttons a"),
        ("/every-block/", ".contents summary"),
        ("/every-block/", ".site-foot a"),
        ("/projects/", ".filters a"),
        ("/contact/", "button[type=submit]"),
    ],
)
def test_a_long_word_does_not_widen_the_page(site, tab, path, part):
    tab.set_viewport_size({"width": 320, "height": 600})
    tab.goto(site.url + path)

    tab.locator(f"{part}:visible").first.evaluate(
        "(part, word) => { part.textContent = word; }", LONG_WORD
    )

    assert tab.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("slug", ["hebrew", "unmarked"])
def test_each_block_has_the_direction_of_its_words(more_pages, tab, slug):
    tab.goto(f"{more_pages.url}/{slug}/")

    directions = tab.evaluate(READ_DIRECTIONS)
    cells = tab.locator(".results-table tr").first.locator("th")
    boxes = [cell.bounding_box()["x"] for cell in cells.all()]

    assert len(directions["hebrew"]) > 18
    # Headings over numbers stand above their last digit.
    assert set(directions["hebrew"]) == {"rtl"}
    assert set(directions["other"]) == {"ltr"}
    assert boxes == sorted(boxes, reverse=True)


def test_only_scripts_with_an_italic_are_slanted(more_pages, tab):
    tab.goto(f"{more_pages.url}/unmarked/")

    for name, words in (("h1 + .lead", WORD), ("h1 + .lead", f"A {WORD}"), (".heading", "中文")):
        part = tab.locator(name).first
        # The letters that have an italic are left out.
        part.evaluate("(part, words) => { part.innerHTML = words.replace('A ', '\u200e'); }", words)
        shown = part.screenshot()
        part.evaluate("part => { part.style.fontStyle = 'normal'; }")
        assert part.screenshot() == shown, words
