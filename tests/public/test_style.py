"""Style sheets: order of layers, no unused classes. tests/browser measures contrast."""

import re
import shutil
from pathlib import Path

import brotli
import pytest
from django.core.files.storage import FileSystemStorage
from pygments.token import STANDARD_TYPES

from pages.drawing.mathml import CLASSES
from pages.serving.static_storage import StaticFilesStorage
from tests.support.factories import make_body, make_page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "pages/static/css"
# The admin has a style of its own, in Wagtail's colours and without layers.
NAMES = sorted(path.name for path in FOLDER.glob("*.css") if path.name != "admin.css")
SHEETS = {
    name: re.sub(r"/\*.*?\*/", "", (FOLDER / name).read_text(), flags=re.DOTALL) for name in NAMES
}
EVERYTHING = "".join(SHEETS.values())
LAYERS = ["tokens", "elements", "layouts", "components", "utilities"]

# Classes that Django's forms, scripts and formulas set.
OF_OTHERS = {
    "animation",
    "copy",
    "errorlist",
    "paper-ruler",
    "box",
    "updiagonalstrike",
    "downdiagonalstrike",
}
OF_OTHERS |= set(CLASSES.values())
# A class that only tells drawings apart.
PLAIN = {"visits"}


def test_rules_stand_in_layers_none_is_important_and_only_tokens_name_a_colour():
    named = r"#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|lab|color)a?\("
    for name, text in SHEETS.items():
        assert bool(re.search(named, text)) == (name == "tokens.css"), name
        top = re.findall(r"^([^\s}][^{;]*)[{;]", text, flags=re.MULTILINE)
        assert {rule.split()[0] for rule in top} <= {"@layer", "@media", "@import"}
        assert "!important" not in text, name


def test_the_layers_have_their_order_and_each_its_files():
    order = re.search(r"@layer ([^;{]+);", SHEETS["site.css"])[1].split(", ")
    imported = re.findall(r'@import url\("(.+)"\);', SHEETS["site.css"])

    layers = [re.findall(r"@layer (\w+) {", SHEETS[name]) for name in imported]
    assert order == LAYERS
    assert all(len(names) == 1 for names in layers)
    assert [*dict.fromkeys(names[0] for names in layers)] == LAYERS
    # The sheets of the previews come after all the others.
    assert set(imported) == SHEETS.keys() - {"site.css", "card.css", "paper.css"}


def test_style_uses_only_tokens_that_exist_and_every_token_is_used():
    made = set(re.findall(r"(?:^|{)\s*(--[\w-]+):", EVERYTHING, flags=re.MULTILINE))

    used = set(re.findall(r"var\((--[\w-]+)", EVERYTHING))
    assert used == made


def find_luminance(color):
    """Return the relative luminance, as WCAG defines it."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def read_color(name):
    """Return the colours of a token in the light and in the dark theme."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", SHEETS["tokens.css"])
    return found.groups()


@pytest.mark.parametrize("ground", ["paper", "plate"])
def test_soft_ink_has_the_contrast_of_aaa_in_both_themes(ground):
    for soft, color in zip(read_color("ink-soft"), read_color(ground), strict=True):
        dark, light = sorted(map(find_luminance, (soft, color)))
        assert (light + 0.05) / (dark + 0.05) >= 7


def read_classes_of_style():
    text = re.sub(r"url\([^)]*\)", "", EVERYTHING)
    selectors = re.findall(r"([^{};]+){", text)
    return {name for part in selectors for name in re.findall(r"\.([a-z][\w-]*)", part)}


def read_classes_of_templates():
    """Return the classes that the templates for visitors and previews give."""
    found = set()
    for path in ROOT.glob("*/templates/**/*.html"):
        parts = set(path.relative_to(ROOT).parts)
        if parts & {"accounts", "desk", "wagtailadmin"}:
            continue
        for value in re.findall(r'\bclass="([^"]*)"', path.read_text()):
            found |= set(re.sub(r"{[{%].*?[%}]}", " ", value).split())
    return found


def test_every_class_of_an_element_has_a_style_and_no_other_class_has_one():
    styled, given = read_classes_of_style(), read_classes_of_templates()

    assert styled - set(STANDARD_TYPES.values()) - OF_OTHERS == (styled & given) - OF_OTHERS
    assert given - styled == PLAIN


def test_visitors_get_one_style_sheet_with_its_layers_in_order(tmp_path):
    source = FileSystemStorage(ROOT / "pages/static")
    shutil.copytree(source.location, tmp_path, dirs_exist_ok=True)
    paths = [*FOLDER.glob("*.css"), *(ROOT / "pages/static/fonts").glob("*.woff2")]
    names = [f"{path.parent.name}/{path.name}" for path in paths]
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")

    done = [*storage.post_process({name: (source, name) for name in names})]
    name = storage.stored_name("css/site.css")
    text = (tmp_path / name).read_text()

    assert [error for _, _, error in done if isinstance(error, Exception)] == []
    assert "@import" not in text
    layers = re.findall(r"^@layer (\w+) {", text, flags=re.MULTILINE)
    assert [*dict.fromkeys(layers)] == LAYERS
    assert re.search(r'url\("\.\./fonts/recto-serif\.[0-9a-f]{12}\.woff2"\)', text)
    assert len(brotli.compress(text.encode())) <= 13_000


@pytest.mark.parametrize(
    ("body", "fonts"),
    [
        (("formula", {"latex": r"\alpha"}), ["math"]),
        (("prose", '<p>An <embed embedtype="formula" latex="x"/></p>'), ["math"]),
        (("prose", "<p>&lt;math &gt; café</p>"), []),
        (("prose", "<p>Ψ-matrix</p>"), ["serif-greek"]),
        (("prose", "<p>By <i>Nguyễn</i></p>"), ["serif-vietnamese", "serif-italic-vietnamese"]),
    ],
)
def test_a_page_fetches_early_the_fonts_that_only_it_needs(home, client, body, fonts):
    page = make_page(home, body=make_body(body))

    links = client.get(page.url).headers.get("Link", "")

    one = r"</static/fonts/recto-([a-z-]+)[.\w]*\.woff2>; rel=preload; as=font; "
    assert re.findall(one, links) == fonts


def test_the_browser_has_the_colour_of_the_paper_in_both_themes(home, client):
    colors = re.findall(r'name="theme-color" content="(#\w+)"', client.get(home.url).text)

    assert colors == [*read_color("paper")]
