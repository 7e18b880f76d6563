"""Titles and other texts on one line with markup: typed, as HTML and as plain text."""

import re
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from pages.blocks.marked_text import (
    is_title_of,
    mark_up,
    read_typed,
    set_title,
    split_title,
    to_html,
    to_plain,
    to_typed,
    type_title,
    with_marked_titles,
)
from pages.models import AboutPage, HomePage, StandardPage
from pages.models.home import SelectedWork
from pages.public.metadata import ESCAPES
from projects.models import ProjectIndexPage, ProjectPage, PublicationIndexPage
from tests.support.factories import make_each_page, make_publication
from tests.support.reading import read_fragment, read_page

HOSTILE = (
    r"<script>alert(1)</script> <i onclick=x>y</i> $\href{javascript:x}{y}$ \" & $\text{</p>}$"
)


@pytest.mark.parametrize(
    ("text", "plain", "html"),
    [
        ("MoS<sub>2</sub>", "MoS₂", "MoS<sub>2</sub>"),
        (
            "<i>E. coli</i> & <sc>x</sc>",
            "E. coli & x",
            '<i>E. coli</i> &amp; <span class="small-caps">x</span>',
        ),
        ("$5 and $10", "$5 and $10", "$5 and $10"),
        (r"A \$5 note", "A $5 note", "A $5 note"),
        ("R$^2$", "R²", "R<math"),
        (r"$\beta$-Al$_2$O$_3$", "β-Al₂O₃", "<mi>β</mi>"),
        ("$10^{-6}$ m", "10⁻⁶ m", "<msup>"),
        (r"$\unknown{x}$ is", "x is", r"$\unknown{x}$ is"),
        ("a < b, <b>x", "a < b, <b>x", "a &lt; b, &lt;b&gt;x"),
        ("<i><b>x</i></b>", "<i>x</i>", "&lt;i&gt;<b>x&lt;/i&gt;</b>"),
        ("<script>x</script>", "<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
    ],
)
def test_a_text_is_html_and_plain_text(text, plain, html):
    assert to_plain(text) == plain
    assert html in to_html(text)


@pytest.mark.parametrize(
    "formula",
    ["{" * 400, r"\sqrt" * 99, r"\frac" * 99, "x^" * 200 + "x", r"\def\a{\a\a}\a", "x" * 600],
)
def test_a_formula_without_end_stays_a_text(formula):
    assert to_plain(f"${formula}$") or formula.startswith(r"\def")
    assert read_fragment(to_html(f"${formula}$")) is not None


@given(st.text(st.sampled_from("$\\{}<>/ibsubp_^2x &\"'")))
def test_any_text_is_one_line_and_balanced_html(text):
    elements = {element.tag for element in read_fragment(f"<p>{to_html(text)}</p>").iter()}

    assert not elements & {"script", "a", "style"}
    assert "\n" not in to_plain(text)


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="<")))
def test_a_plain_text_stays_the_same_as_markup(text):
    assert to_plain(mark_up(text).replace("\\", "")) or True
    assert to_plain(mark_up(text)) == text or "\\" in text


def test_no_markup_of_a_hostile_publication_is_taken_for_that_of_the_site(
    publication_index, client
):
    paper = make_publication(
        publication_index,
        authors=[HOSTILE[:200]],
        venue=HOSTILE,
        abstract=HOSTILE,
        award=HOSTILE,
        publisher=HOSTILE,
        note=HOSTILE,
        keywords=HOSTILE,
    )
    paper.set_title(HOSTILE)
    paper.save()

    for address in (paper.url, publication_index.url):
        html = read_page(client, address)
        scripts = html.find_all("script", type=lambda kind: kind != "application/ld+json")
        assert not [script for script in scripts if script.string]
        assert not html.select("[onclick], a[href^=javascript]")
        assert "<script>alert(1)</script>" in html.main.text
    for ending in ("bib", "ris", "json"):
        assert client.get(f"{paper.export_address}.{ending}").status_code == 200
    assert client.get("/atom.xml").status_code == 200


@pytest.mark.parametrize(
    ("typed", "markup"),
    [
        ("*Zostera marina* of H~2~O", "<i>Zostera marina</i> of H<sub>2</sub>O"),
        (
            "*MoS~2~* at 10^-3^ m, ^13^C",
            "<i>MoS<sub>2</sub></i> at 10<sup>-3</sup> m, <sup>13</sup>C",
        ),
        ("$a*b$ *x $y*z$*", "$a*b$ <i>x $y*z$</i>"),
        (r"\*not\* and *this*", "*not* and <i>this</i>"),
    ],
)
def test_signs_around_words_are_markup_that_is_typed_as_before(typed, markup):
    assert read_typed(typed) == markup
    assert to_typed(markup) == typed


@pytest.mark.parametrize(
    "text",
    [
        *("C*-algebras and W*-algebras", "*-rings (*-fields)", "*p < 0.05, **p < 0.01", "2*3*4"),
        *("**bold**", "snake*case*word", "~5 to ~6", "$HOME ~/x ^C", "a * b * c", "$5 and $10"),
    ],
)
def test_other_signs_stay_as_they_are_typed(text):
    assert read_typed(text) == text
    assert to_plain(text) == text


@given(st.text(st.sampled_from("$*~^\\<>/ibsup 5xy&")))
def test_a_title_means_the_same_after_it_is_typed_again(text):
    title = " ".join(text.split())

    again = split_title(read_typed(type_title(title, "")))

    assert set_title(*again) == escape(title)


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ("E=mc² of films", "$E=mc^2$ of <i>films</i>"),  # as older releases wrote it
        ("x" * 255, "<i>" + "x" * 300 + "</i>"),
        ("→", r"$\to$"),
    ],
)
def test_a_marked_title_counts_as_long_as_it_says_the_same(title, marked):
    assert is_title_of(title, marked)
    assert not is_title_of("New", marked)
    assert not is_title_of(title, "")


TYPED = "*Zostera* <i>marina</i> $E=mc^2$ of MoS~2~ & <b"
PLAIN = "Zostera marina E = mc² of MoS₂ & <b"
MARKDOWN = r"*Zostera* *marina* $E=mc^2$ of MoS<sub>2</sub> & \<b"
# Markup where it is text: typed, stored, escaped, or as the words of LaTeX.
RAW = re.compile(r"\*Zos|~2~|&lt;/?(i|sub)&|mc\^2|<i>marina</i> E")


@pytest.fixture
def titled_pages(db):
    """Pages of all types with one title, which lead to each other."""
    pages = make_each_page()
    by_type = {type(page): page for page in pages}
    home = by_type[HomePage]
    for page in pages:
        page.set_title(read_typed(TYPED))
        page.show_in_menus = True
    home.selected_work = [SelectedWork(page=page) for page in pages[1:]]
    home.publications_from = by_type[PublicationIndexPage]
    by_type[StandardPage].lists_pages = True
    about = by_type[AboutPage]
    entry = {"text": "<p>Work.</p>", "page": by_type[ProjectPage].pk}
    about.track_record = [
        ("entry", about.track_record.stream_block.child_blocks["entry"].to_python(entry))
    ]
    about.projects_from = by_type[ProjectIndexPage]
    for page in pages:
        page.save_revision().publish()
    return pages


def test_titles_are_set_on_pages_of_every_type_and_plain_for_programs(titled_pages, client):
    for page in titled_pages:
        text = client.get(page.url).text
        html = BeautifulSoup(text, "html5lib")

        assert html.title.text.startswith(PLAIN), page
        assert html.find("meta", property="og:title")["content"] == PLAIN
        assert rf'"name":"{PLAIN}"'.translate(ESCAPES) in text
        shown = [one for one in html.body(["h1", "h2", "h3", "a"]) if "Zostera" in one.text]
        assert len(shown) > 4  # with the menu
        for element in shown:
            assert [one.text for one in element("i")][:2] == ["Zostera", "marina"], (page, element)
            assert element.math["alttext"] == "E=mc^2"
            assert element.sub.text == "2"
        for element in html(["math", "pre"]):  # with the entry of BibTeX
            element.decompose()
        assert not RAW.search(str(html)), page


def test_titles_are_markup_in_markdown(titled_pages, client):
    for page in titled_pages:
        address = page.url.rstrip("/") + ".md" if page.url != "/" else "/index.md"
        assert f"# {MARKDOWN}\n" in client.get(address).text


def test_titles_are_plain_in_feeds_search_and_the_admin(titled_pages, client, admin_client):
    home = titled_pages[0]
    texts = [client.get(address).text for address in ("/feed.json", "/atom.xml", "/llms.txt")]
    texts += [admin_client.get(f"/admin/pages/{home.pk}/").text]
    for text in texts:
        assert PLAIN in unescape(text)
        assert not RAW.search(re.sub(r'alttext=\\?"[^"]*"', "", unescape(text)))
    for words in ("MoS2", "zostera marina"):
        html = read_page(client, f"/search/?q={words}")
        assert html.main.h2.i.text == "Zostera"


def test_pages_of_every_type_are_typed_alike(titled_pages):
    for page in titled_pages:
        form = page.get_edit_handler().get_form_class()(instance=page)

        assert form.initial["title"] == TYPED.replace("<i>", "*").replace("</i>", "*")
        form.cleaned_data = {"title": "Costs of $5 *here*"}
        assert form.clean_title() == "Costs of $5 here"
        assert page.title_html == "Costs of $5 <i>here</i>"
        page.title = "New"
        assert page.title_html == "New"


def test_the_menu_needs_no_further_query_for_titles(titled_pages):
    home = titled_pages[0]
    children = with_marked_titles(home.get_children())

    with CaptureQueriesContext(connection) as queries:
        titles = [set_title(page.title, page.marked_title) for page in children]

    assert len(queries) == 1
    assert all("<i>Zostera</i>" in title for title in titles)
