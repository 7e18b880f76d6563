"""Style sheets: order of layers, no unused classes. tests/browser measures contrast."""

import re
import shutil
from pathlib import Path

import brotli
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
# Classes that only tell drawings apart.
PLAIN = {"bars", "visits"}


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


def test_only_pages_with_formulas_fetch_their_font_early(home, client):
    formula = make_page(home, slug="a", body=make_body(("formula", {"latex": "x"})))
    words = make_page(home, slug="b", body=make_body(("prose", "<p>&lt;math &gt;</p>")))

    link = client.get(formula.url)["Link"]

    assert re.fullmatch(r"</static/fonts/recto-math[.\w]*\.woff2>; rel=preload; as=font; .*", link)
    assert "Link" not in client.get(words.url)


def test_the_browser_has_the_colour_of_the_paper_in_both_themes(home, client):
    paper = re.search(r"--paper: light-dark\((#\w+), (#\w+)\)", (FOLDER / "tokens.css").read_text())

    colors = re.findall(r'name="theme-color" content="(#\w+)"', client.get(home.url).text)

    assert colors == [paper[1], paper[2]]
