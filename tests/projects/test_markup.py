"""Texts with the markup of CSL and mathematics, as HTML and as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.markup import mark_up, to_html, to_plain
from tests.support.factories import make_publication
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


def test_a_title_is_set_on_pages_and_plain_elsewhere(publication_index, client, admin_client):
    paper = make_publication(publication_index, slug="films")
    paper.set_title(r"Growth of <i>films</i> at $T^2$")
    paper.save_revision().publish()
    plain = "Growth of films at T²"

    page, listed = read_page(client, paper), read_page(client, publication_index)

    assert page.h1.i.text == "films"
    assert page.h1.math
    assert listed.h3.math
    assert page.title.text.startswith(plain)
    assert page.find("meta", property="og:title")["content"] == plain
    for address in ("/feed.json", "/llms.txt", "/search/?q=films"):
        assert plain in client.get(address).text
    assert plain in admin_client.get(f"/admin/pages/{publication_index.pk}/").text


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


def test_the_title_that_is_typed_may_have_mathematics(publication_index):
    form_class = type(make_publication(publication_index)).get_edit_handler().get_form_class()
    paper = make_publication(publication_index, title="Costs of $5")
    form = form_class(instance=paper)

    assert form.initial["title"] == r"Costs of \$5"
    form.cleaned_data = {"title": "Costs of $x^2$"}
    assert form.clean_title() == "Costs of x²"
    assert paper.title_markup == "Costs of $x^2$"


def test_a_title_that_was_changed_elsewhere_has_no_old_markup(publication_index):
    paper = make_publication(publication_index)
    paper.set_title("<i>Old</i>")

    paper.title = "New"

    assert paper.title_markup == "New"
