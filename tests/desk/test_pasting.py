"""Conversion of what a clipboard holds: of word processors, web pages, Markdown and plain text."""

import pytest

from pages.desk.pasting.converting import convert
from pages.desk.pasting.markdown import is_markdown
from pages.desk.pasting.tables import TooLargeError
from tests.support.clipboard import RANGES, TEXTS

LISTS = (
    "<ul><li>North<ul><li>Pier</li></ul></li><li>South</li></ul>"
    "<ol><li>Dive</li><li>Count</li></ol>"
    '<p>See <a href="https://example.org/a_b">the data</a>.</p>'
)
WORDS = (
    "Cells grew to 10<sup>3</sup> per ml{}; CO<sub>2</sub> was <b>high</b> and "
    "<i>Emiliania huxleyi</i> rare"
)
FORMULA = '<embed embedtype="formula" latex="E = mc^2"/>'
CODE = "for i in range(3):\n    print(i)"


def read(html="", text="", **options):
    """Return the type and the stored value of each block that a clipboard becomes."""
    return [(block.type, block.value) for block in convert(html, text, **options).blocks]


def read_text(text):
    """Return the stored rich text of plain text or Markdown that stays within one text."""
    [(kind, value)] = read(text=text)
    assert kind == "prose"
    return value


def make_heading(text, level="h2"):
    return ("heading", {"text": text, "level": level, "anchor": ""})


def make_listing(code, language="text"):
    return ("code", {"language": language, "filename": "", "code": code})


def read_table(value):
    """Return the columns and the rows of a stored table."""
    table = value["table"]
    columns = [(column["type"], column["heading"]) for column in table["columns"]]
    return columns, [row["values"] for row in table["rows"]]


@pytest.mark.parametrize("program", ["word", "google_docs", "libreoffice"])
def test_a_text_of_a_word_processor_keeps_its_form(program):
    blocks = read((TEXTS / f"{program}.html").read_text(), "Sampling")

    kinds = [kind for kind, _value in blocks if kind != "figure"]
    assert kinds == ["heading", "prose", "heading", "prose", "results_table", "code", "prose"]
    words, lists, last = (value for kind, value in blocks if kind == "prose")
    place = " at 4 °C" if program == "word" else ""
    assert words.startswith("<p>" + WORDS.format(place))
    assert lists == LISTS
    assert last.endswith("<p>End.</p>")
    assert blocks[0] == make_heading("Sampling")
    assert blocks[2] == make_heading("Sites", "h3")
    assert read_table(blocks[4][1]) == (
        [("text", "Site"), ("number", "Depth (m)"), ("number", "Flux (m⁻²)")],
        [["North", "12.5", "1,204"], ["South", "8", "-97"]],
    )
    assert blocks[5] == make_listing(CODE)


@pytest.mark.parametrize("program", ["word", "libreoffice"])
def test_a_footnote_goes_to_its_reference(program):
    words = read((TEXTS / f"{program}.html").read_text(), "Sampling")[1][1]

    assert "Counted" in words
    assert "[1]" not in words


def test_a_web_page_keeps_code_quotes_formulas_and_pictures():
    conversion = convert((TEXTS / "web_page.html").read_text(), "Sampling")

    blocks = [(block.type, block.value) for block in conversion.blocks]
    kinds = [kind for kind, _value in blocks]
    assert kinds == ["heading", "prose", "code", "quote", "figure", "prose", "formula"]
    assert "10<sup>3</sup> per ml, by <code>count_all()</code> and" in blocks[1][1]
    assert FORMULA in blocks[1][1]
    assert 'href="https://example.org/a_(b)"' in blocks[1][1]
    assert "alert" not in blocks[1][1]
    assert "hidden" not in blocks[1][1]
    assert blocks[2] == make_listing(CODE, "python")
    assert blocks[3][1]["text"] == "<p>If I have seen <i>further</i>.</p>"
    assert (blocks[4][1]["alt"], blocks[4][1]["caption"]) == (
        "A blue sea",
        "<p>The <b>sea</b>.</p>",
    )
    assert blocks[5][1] == '<p>Icons: ★ and <a href="https://example.org/map.png">A map</a></p>'
    assert blocks[6] == ("formula", {"latex": "a^2 + b^2"})
    assert conversion.far_pictures == 1


def test_a_spreadsheet_becomes_a_table_with_numbers():
    [(kind, value)] = read((RANGES / "calc.html").read_text(), "Site\tDepth (m)\tCount")

    assert kind == "results_table"
    assert read_table(value) == (
        [("text", "Site"), ("number", "Depth (m)"), ("number", "Count")],
        [["North", "12.5", "1204"], ["South", "8", "97"]],
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <b>two</b></p><p>three</p>", "<p>One <b>two</b></p><p>three</p>"),
        ("a <b>b <i>c</i></b> d", "<p>a <b>b </b><b><i>c</i></b> d</p>"),
        ("<p>one<br>two<br><br>three</p>", "<p>one<br/>two</p><p>three</p>"),
        ("<div>one<div>two</div>three</div>", "<p>one</p><p>two</p><p>three</p>"),
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"),
        ('<a href="javascript:alert(1)">x</a><b>y</b>', "<p>x<b>y</b></p>"),
        ("<p><code>foo</code></p>", "<p><code>foo</code></p>"),
        ('<ol start="3"><li>c</li><li>d</li></ol>', "<p>3. c</p><p>4. d</p>"),
        ("<ul><li><p>one</p><p>more</p></li></ul>", "<ul><li>one<br/>more</li></ul>"),
        ("<table><tr><td><b>boxed</b></td></tr></table>", "<p><b>boxed</b></p>"),
        (
            "<b>see</b> https://example.org/x.",
            '<p><b>see</b> <a href="https://example.org/x">https://example.org/x</a>.</p>',
        ),
        (f"<h2>{'long ' * 30}</h2>", f"<p><b>{'long ' * 29}long</b></p>"),
    ],
)
def test_formatted_paragraphs_stay_within_one_text(html, text):
    assert read(html, "x") == [("prose", text)]


def test_cells_over_several_rows_and_columns_keep_their_place():
    html = (
        "<table><caption>Fluxes</caption><tr><th>Site<th>Year<th>N</tr>"
        '<tr><td rowspan="2">North</td><td>2019</td><td>3</td></tr><tr><td>2020</td><td>4</td></tr>'
        '<tr><td colspan="2">All</td><td>7</td></tr></table>'
    )
    html = html.replace("<th>Year<th>N", "</th><th>Year</th><th>N</th>")

    [(_kind, value)] = read(html, "x")

    assert value["caption"] == "Fluxes"
    assert read_table(value)[1] == [
        ["North", "2019", "3"],
        ["North", "2020", "4"],
        ["All", "", "7"],
    ]


@pytest.mark.parametrize(
    "text", ["one\ntwo\nthree", "one\n\ntwo\r\n\r\nthree\n", "one\rtwo\rthree"]
)
def test_plain_paragraphs_stay_paragraphs(text):
    assert read_text(text) == "<p>one</p><p>two</p><p>three</p>"


def test_plain_paragraphs_stay_paragraphs_with_web_addresses_among_them():
    text = "a < b\n\nSee https://example.org/a_(b), or (https://example.com).\n\nEnd"

    assert read_text(text) == (
        '<p>a &lt; b</p><p>See <a href="https://example.org/a_(b)">https://example.org/a_(b)</a>, '
        'or (<a href="https://example.com">https://example.com</a>).</p><p>End</p>'
    )


def test_markdown_becomes_what_it_means():
    text = (TEXTS / "markdown.md").read_text()

    blocks = read(text=text)

    assert [kind for kind, _value in blocks] == [
        *("heading", "prose", "heading", "prose", "code", "results_table", "formula", "quote"),
    ]
    assert blocks[0] == make_heading("Sampling")
    words = blocks[1][1]
    assert words.startswith("<p>Cells grew to 10<sup>3</sup> per <i>ml</i>, <b>fast</b>, see ")
    assert '<a href="https://example.org/a_b">the data</a> and <code>x_y</code>' in words
    assert f"With {FORMULA}," in words
    assert "A note with" in words
    assert words.endswith("but $5 and $10, $HOME, snake_case and 5 * 3 * 2.</p>")
    assert blocks[3][1] == LISTS.partition("<p>")[0]
    assert blocks[4] == make_listing("for i in range(3):\n    print(i)  # __init__", "python")
    assert read_table(blocks[5][1]) == (
        [("text", "Site"), ("number", "Depth (m)")],
        [["North", "12.5"], ["South", "8"]],
    )
    assert blocks[6] == ("formula", {"latex": r"\int_0^1 x\,dx"})
    assert blocks[7][1]["text"] == "<p>Quoted <i>words</i>.</p>"


def test_markdown_in_a_field_that_holds_no_blocks_stays_one_text():
    [(kind, text)] = read(text=(TEXTS / "markdown.md").read_text(), is_single=True)

    assert kind == "prose"
    assert text.startswith("<p><b>Sampling</b></p><p>Cells grew to 10<sup>3</sup> per")
    assert "<p>Site | Depth (m)</p><p>North | 12.5</p>" in text


@pytest.mark.parametrize(
    "text",
    [
        "## Methods",
        "# Title\n\nSome text.",
        "# Title\nThis is a sentence.",
        "Title\n=====\n",
        "some **bold** words",
        "some *slanted* words",
        "_Homo sapiens_ is",
        "see `x_y` there",
        "with $x$ in it",
        r"with $\alpha_1 + 2$ in it",
        "$$x$$",
        "- one\n- two",
        "* one\n* two",
        "1. one\n2. two",
        "> Quoted words",
        "```\nx\n```",
        "~~~python\nx = 1\n~~~",
        "[words](https://example.org)",
        "![A map](https://example.org/map.png)",
        "[words][1]\n\n[1]: https://example.org",
        "a|b\n-|-\n1|2",
        "Words[^1].\n\n[^1]: A note.",
    ],
)
def test_markdown_is_recognised(text):
    assert is_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        *("#", "# of samples: 12", "#1 of the list", "1. ", "1. Introduction", "1984. A year"),
        *("$5 and $10", "costs $5/kg or 6$/kg", "US$5, US$6", "$HOME/bin and $PATH"),
        "export PATH=$HOME/bin:$PATH",
        *("snake_case and other_case", "__init__", "the _private name", "C:\\new_dir\\my_file"),
        *("5 * 3 * 2", "f*(x)*g", "*.py,*.txt", "*p<0.05, **p<0.01, ***p<0.001", "char *a, *b;"),
        *("> 5 mm", "x > y", "- one", "-5\n-6", "Dear all,\n\n- thanks\nBest", "a | b\nc | d"),
        "Regards\n---\nAda",
        "# Install\npip install x\n\n# Run\nmake run",
        "## Load\nd <- read.csv('x')\n\n## Fit\nm <- lm(y ~ x, d)",
        "def f(x):\n    # Double `x`\n    return 2 * x",
        "> library(lme4)\n> m <- glmer(y ~ x)",
        "# The name of the host\nhost: example.org\nport: 80",
        "[1] 0.5 0.7 (see above)",
        "`a' and `b'",
        "a_i and b_i, $k",
    ],
)
def test_text_that_is_not_markdown_stays_as_it_is(text):
    [(kind, value)] = read(text=text)

    assert kind == "prose"
    assert not is_markdown(text)
    assert "<b>" not in value
    assert "<li>" not in value


def test_source_code_copied_from_an_editor_becomes_a_listing_or_markdown():
    html = (
        '<meta charset="utf-8"><div style="color: #ccc;font-family: Menlo, monospace;'
        'white-space: pre;"><div><span>{}</span></div></div>'
    )

    assert read(html.format(CODE), CODE) == [make_listing(CODE)]
    assert read(html.format("## Methods"), "## Methods\n\nWords.") == [
        make_heading("Methods"),
        ("prose", "<p>Words.</p>"),
    ]


@pytest.mark.parametrize(
    ("html", "text", "sentence"),
    [
        ("<b>x</b>" * 300_000, "x", "paste it in several parts"),
        ("", "x" * 500_001, "paste it in several parts"),
        ("<div>" * 2_000 + "x", "x", "nested too deeply"),
        ("<table>" + "<tr><td>1</td><td>2</td></tr>" * 2_001 + "</table>", "x", "too large"),
        ("<h2>x</h2><p>y</p>" * 200, "x", "at most 300 fit"),
    ],
    ids=["html", "text", "depth", "table", "blocks"],
)
def test_what_is_too_large_is_refused_with_a_sentence(html, text, sentence):
    with pytest.raises(TooLargeError, match=sentence):
        convert(html, text)
