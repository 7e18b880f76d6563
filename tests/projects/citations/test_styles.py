import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest

from projects.citations.styles import STYLES, format_reference
from tests.audits.styles.records import make_records

TANDEM = {
    "type": "article-journal",
    "title": "Tandem cells: how do they age?",
    "author": [
        {"family": "Dong", "given": "Rui", "ORCID": "0000-0002-1825-0097"},
        {"family": "Garnier", "given": "Jean-Pierre"},
        {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"},
    ],
    "issued": {"date-parts": [[2019, 5, 3]]},
    "container-title": "Journal of Cells",
    "container-title-short": "J. Cells",
    "volume": "3",
    "issue": "4",
    "page": "1199–1203",
    "DOI": "10.1000/x",
}


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (
            "apa",
            (
                "Dong, R., Garnier, J.-P., & van Gogh, V. (2019). Tandem cells: how do they age? "
                "Journal of Cells, 3(4), 1199–1203. https://doi.org/10.1000/x"
            ),
        ),
        (
            "ieee",
            (
                "R. Dong, J.-P. Garnier, and V. van Gogh, “Tandem cells: how do they age?,” J. Cells, "
                "vol. 3, no. 4, pp. 1199–1203, May 2019, doi: 10.1000/x."
            ),
        ),
        (
            "chicago",
            (
                "Dong, Rui, Jean-Pierre Garnier, and Vincent van Gogh. 2019. “Tandem Cells: How Do "
                "They Age?” Journal of Cells 3 (4): 1199–203. https://doi.org/10.1000/x."
            ),
        ),
        (
            "nature",
            (
                "Dong, R., Garnier, J.-P. & van Gogh, V. Tandem cells: how do they age? J. Cells 3, "
                "1199–1203 (2019)."
            ),
        ),
    ],
)
def test_an_article_in_each_style(style, text):
    assert format_reference(TANDEM, style)[1] == text


def test_html_has_the_italics_of_the_style_and_the_markup_of_the_title():
    item = TANDEM | {"title": "<i>E. coli</i>, H<sub>2</sub>O & <sc>x</sc> < y"}

    html, text = format_reference(item, "nature")

    assert html == (
        "Dong, R., Garnier, J.-P. &amp; van Gogh, V. <i>E. coli</i>, H<sub>2</sub>O &amp; "
        '<span class="small-caps">x</span> &lt; y. <i>J. Cells</i> <b>3</b>, 1199–1203 (2019).'
    )
    assert "van Gogh, V. E. coli, H2O & x < y. J. Cells 3," in text


def test_a_formula_is_left_to_the_page_and_legible_as_text():
    item = TANDEM | {"title": r"The $\alpha_{2} < \frac{1}{2}$ boson for \$5"}

    html, text = format_reference(item, "chicago")

    assert r"“The $\alpha_{2} &lt; \frac{1}{2}$ Boson for &#36;5.”" in html
    assert "“The \u03b1₂ < 1/2 Boson for $5.”" in text


def test_markup_that_is_none_of_ours_is_text():
    html, text = format_reference(TANDEM | {"title": "<script>x</script>"}, "ieee")

    assert "“&lt;script&gt;x&lt;/script&gt;,”" in html
    assert "“<script>x</script>,”" in text


@pytest.mark.parametrize(
    ("field", "text"),
    [("title", "<i>never closed"), ("title", "<i><b>x</i></b>"), ("page", "<i>1–2</i>")],
)
def test_html_is_well_formed_whatever_the_text(field, text):
    html, _ = format_reference(TANDEM | {field: text}, "apa")

    assert ElementTree.fromstring(f"<p>{html}</p>") is not None


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("The “hot hand”", "“The \u2018hot hand,’”"),
        ('The "hot hand"', "“The \u2018hot hand,’”"),
        ("It's a dog's life.", "“It’s a dog’s life,”"),
        ("Why?", "“Why?,”"),
    ],
)
def test_quotes_are_nested_with_punctuation_inside(title, quoted):
    assert quoted in format_reference(TANDEM | {"title": title}, "ieee")[1]


@pytest.mark.parametrize(
    ("given", "apa", "chicago"),
    [
        ("Martin L.", "M. L.", "Martin L."),
        ("J.K.", "J. K.", "J. K."),
        ("J.-P.", "J.-P.", "J.-P."),
        ("Wen-jing", "W.", "Wen-jing"),
        ("Yu. A.", "Yu. A.", "Yu. A."),
        ("明", "明", "明"),
    ],
)
def test_given_names_are_abbreviated_only_where_a_style_says_so(given, apa, chicago):
    item = TANDEM | {"author": [{"family": "Fam", "given": given}]}

    assert format_reference(item, "apa")[1].startswith(f"Fam, {apa.rstrip('.')}")
    assert format_reference(item, "chicago")[1].startswith(f"Fam, {chicago.rstrip('.')}. 2019")


@pytest.mark.parametrize(
    ("style", "part"),
    [
        ("apa", "(arXiv:1905.06236). arXiv. https://arxiv.org/abs/1905.06236"),
        ("ieee", "arXiv: 1905.06236. [Online]. Available: https://arxiv.org/abs/1905.06236"),
        ("chicago", "arXiv:1905.06236. Preprint, arXiv, May 3. https://arxiv.org/abs/1905.06236."),
        ("nature", "Preprint at https://arxiv.org/abs/1905.06236 (2019)."),
    ],
)
def test_a_preprint_has_its_identifier(style, part):
    item = {
        "type": "article",
        "title": "T",
        "author": [{"family": "A"}],
        "genre": "Preprint",
        "issued": TANDEM["issued"],
        "custom": {"arxiv": "1905.06236"},
    }

    assert part in format_reference(item, style)[1]


@pytest.mark.parametrize("style", STYLES)
def test_an_article_number_takes_the_place_of_pages(style):
    item = {name: value for name, value in TANDEM.items() if name != "page"} | {"number": "e12"}

    assert "e12" in format_reference(item, style)[1]


@pytest.mark.parametrize("style", STYLES)
def test_every_kind_of_record_has_a_reference(style):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = [format_reference(record, style)[1] for record in make_records(2)]
        empty = format_reference({"type": "document"}, style)

    assert all("20" in text for text in texts)
    assert empty[1] in ("", "n.d.", "(n.d.).")


def test_of_thousands_of_authors_a_style_prints_the_first_and_the_last():
    authors = [{"family": f"N{number}", "given": "A."} for number in range(3_000)]

    _html, text = format_reference({**TANDEM, "author": authors}, "apa")

    assert text.startswith("N0, A., N1, A., ")
    assert "N18, A., … N2999, A. (2019)." in text


def test_references_made_at_once_are_those_made_in_turn():
    records = make_records(2)
    in_turn = [format_reference(record, "chicago") for record in records]

    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(format_reference, records, ["chicago"] * len(records)))

    assert at_once == in_turn


def test_showing_a_site_loads_no_processor_of_styles():
    code = "import sys, projects.citations.styles; sys.exit('citeproc' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
