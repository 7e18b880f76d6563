"""Formulas within rich text: stored, shown, refused, searched, compared, written for programs."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.rich_text import RichText

from pages.blocks import PROSE_FEATURES, PassageBlock
from pages.blocks.body import number_blocks
from pages.blocks.rich_text import read_rich_text, write_embed
from pages.desk.checks.text import find_wrong_formula
from pages.desk.checks.walk import walk
from pages.models import HomePage
from pages.public.search import search_site
from tests.support.factories import make_about, make_body, make_page, make_project
from tests.support.reading import read_page

WRONG = r"\frac{1}{2"


def store(latex):
    return write_embed("formula", latex=latex)


def wrap(latex):
    return f'<p data-block-key="a1b2c">Mass {store(latex)}, as ever.</p>'


@pytest.fixture
def converter():
    return ContentstateConverter(features=PROSE_FEATURES)


@pytest.mark.parametrize(
    "latex",
    [
        *("E = mc^2", "a/b", "f'(x)", r"x < y > z & w", 'a"b', r"\frac{1}{2", "é + ü"),
        r"\text{if } x",
    ],
)
def test_a_formula_is_kept_to_the_letter_by_the_editor(converter, latex):
    shown = converter.from_database_format(wrap(latex))
    stored = converter.to_database_format(shown)
    again = json.loads(converter.from_database_format(stored))

    [entity] = again["entityMap"].values()
    assert (entity["type"], entity["mutability"]) == ("FORMULA", "IMMUTABLE")
    assert entity["data"] == {"latex": latex}
    assert BeautifulSoup(stored, "html5lib").embed["latex"] == latex
    [block] = again["blocks"]
    written = latex.replace("/", "\N{DIVISION SLASH}")
    assert block["text"] == f"Mass ${written}$, as ever."
    [place] = block["entityRanges"]
    assert (place["offset"], place["length"]) == (5, len(latex) + 2)


def test_a_formula_without_latex_is_not_stored(converter):
    edited = json.loads(converter.from_database_format(wrap("x")))
    edited["entityMap"]["0"]["data"] = {"latex": " \n"}

    assert "embed" not in converter.to_database_format(json.dumps(edited))


def test_readers_get_mathml_in_the_line(home, client):
    page = make_page(home, body=make_body(("prose", wrap("f'(x) < 1"))))

    main = read_page(client, page).main

    assert main.math["alttext"] == "f'(x) < 1"
    assert "display" not in main.math.attrs
    assert main.math.parent.get_text().startswith("Mass f\u2032(x)<1, as")


def test_a_wrong_formula_is_shown_as_its_source_and_refused_in_what_is_published():
    block, value = PassageBlock(), RichText(wrap(WRONG))

    assert f"<code>{WRONG}</code>" in str(value)
    with pytest.raises(ValidationError, match="has no matching }"):
        block.clean(value)
    block.clean(RichText(wrap("x")))


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("E = mc^2", "E = mc²"),
        (r"\mathrm{MoS}_2", "MoS₂"),
        (r"\frac{1}{2} m v^2", "1/2 mv²"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"10^{-3}\,\mathrm{m}", "10⁻³ m"),
        (r"\sqrt[3]{y}", "³√y"),
        (r"\lim_{x\to 0} f'(x)", "lim_(x→0) f\u2032(x)"),
        (r"\alpha_{ij}^{k}", "αᵢⱼ^k"),
        (r"\sin \bar x", "sin x"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a, b; c, d)"),
        (WRONG, WRONG),
    ],
)
def test_the_text_of_a_formula_is_as_unicode_writes_it(latex, text):
    assert read_rich_text(wrap(latex)) == f"Mass {text}, as ever."


def test_words_beside_a_formula_are_not_joined():
    assert read_rich_text(f"<p>an {store('x')}-axis</p><p>{store('y < 1')}</p>") == (
        "an x-axis y < 1"
    )


@pytest.mark.parametrize("typed", ["MoS2", "MoS₂", "ψ"])
def test_a_page_is_found_by_its_formula_and_the_snippet_shows_it(home, typed):
    make_page(home, body=make_body(("prose", wrap(r"\psi(\mathrm{MoS}_2)"))))

    [result] = search_site(HomePage.objects.get(), typed).page

    assert "ψ(MoS₂)" in "".join(piece for piece, _ in result.snippet)


def test_feeds_have_mathml_and_markdown_has_dollar_signs(index, client):
    body = make_body(("prose", f"<p>Mass {store('a_1')}, for $5-$x or $5 and $10.</p>"))
    make_project(index, body=body).save_revision().publish()

    [item] = client.get("/feed.json").json()["items"]
    text = client.get("/projects/engine.md").content.decode()

    assert BeautifulSoup(item["content_html"], "html5lib").math["alttext"] == "a_1"
    assert r"Mass $a_1$, for \$5-$x or $5 and $10." in text


def test_numbered_formulas_are_counted_in_the_order_of_the_page(home, client):
    formulas = [("formula", {"latex": "x", "is_numbered": n != 1}) for n in range(3)]
    page = make_page(home, body=make_body(*formulas))

    found = [(one.number, one.anchor) for one in number_blocks(page.body)]
    main = read_page(client, page).main
    text = client.get(f"/{page.slug}.md").content.decode()

    assert found == [("(1)", "formula.1"), ("", ""), ("(2)", "formula.2")]
    assert main.find(id="formula.2").find(class_="equation-number").text == "(2)"
    assert text.count("$$\nx \\tag{1}\n$$\n\n$$\nx\n$$\n\n$$\nx \\tag{2}\n$$") == 1


def test_a_changed_formula_shows_in_the_comparison_of_revisions(home, admin_client):
    page = make_page(home)
    revisions = []
    for latex in ("x^2", "x_2"):
        page.body = json.dumps([{"type": "prose", "value": wrap(latex), "id": "one"}])
        revisions.append(page.save_revision().pk)

    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, *revisions])
    shown = BeautifulSoup(admin_client.get(address).content, "html5lib")

    assert "x²" in shown.find(class_="deletion").text
    assert "x₂" in shown.find(class_="addition").text


def test_the_editor_gets_mathml_or_the_reason_for_each_formula(admin_client, client):
    address = reverse("formulas")

    answer = admin_client.post(address, json.dumps(["x", WRONG]), content_type="application/json")

    good, wrong = answer.json()["formulas"]
    assert good["mathml"].startswith("<math")
    assert "no matching }" in wrong["error"]
    assert admin_client.post(address, "no", content_type="application/json").status_code == 400


def test_only_those_who_are_logged_in_have_formulas_drawn(client):
    answer = client.post(reverse("formulas"), '["x"]', content_type="application/json")

    assert "mathml" not in answer.content.decode()
    assert answer.status_code in {302, 403}


def test_a_wrong_formula_of_a_field_is_found_by_the_editorial_checks(home):
    about = make_about(home, bio=wrap(WRONG))

    [finding] = find_wrong_formula(about)

    assert finding.field == "bio"
    assert "has no matching }" in finding.message


def test_formulas_refer_to_nothing_and_count_as_the_text_of_captions(home):
    page = make_page(home, body=make_body(("note", {"text": f"<p>{store('x^2')}</p>"})))

    assert not ReferenceIndex.get_references_for_object(page).exists()
    assert "x²" in [location.text for location in walk(page)]
