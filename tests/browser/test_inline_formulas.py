"""Formulas in a sentence, typed and changed in the editor by keyboard and mouse."""

import json

import pytest
from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.desk import find_page, open_editor

# A page with many formulas, one of them wrong.
MAKE_PAGE = r"""
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body

StandardPage.objects.filter(slug="formulas").delete()
write = '<embed embedtype="formula" latex="{}"/>'.format
formulas = [write(f"x_{n}") for n in range(20)] + [write(r"\frac{1}{2")]
blocks = [("prose", f"<p>See {formula} here.</p>") for formula in formulas]
page = StandardPage(title="Formulas", slug="formulas", summary="Many.", body=make_body(*blocks))
HomePage.objects.get().add_child(instance=page).save_revision()
"""
WRONG = "A { has no matching }: add a } where it ends."


@pytest.fixture(scope="module")
def asked(owner, served_site):
    """Requests for formulas of a new editor, with the page of MAKE_PAGE."""
    served_site.run(MAKE_PAGE)
    asked = []
    owner.on("request", lambda one: asked.append(one) if "/formulas/" in one.url else None)
    open_editor(owner, served_site, find_page(served_site, slug="formulas"))
    return asked


class Editor:
    """Rich text of a block in the body."""

    def __init__(self, tab, place):
        self.tab = tab
        block = tab.locator("[data-streamfield-child]").nth(place)
        self.text = block.locator("[contenteditable=true]")
        self.stored = block.locator("input[name$='-value']")
        self.formulas = block.locator(".inline-atom__shown")

    def replace(self, words):
        self.text.click()
        self.press("Control+A", "Backspace")
        self.tab.keyboard.type(words)

    def press(self, *keys):
        for key in keys:
            self.tab.keyboard.press(key)

    def read(self):
        """Return the stored text of all paragraphs, and its formulas."""
        content = json.loads(self.stored.input_value()) or {"blocks": [], "entityMap": {}}
        text = "\n".join(block["text"] for block in content["blocks"])
        places = [place for block in content["blocks"] for place in block["entityRanges"]]
        data = [content["entityMap"][str(place["key"])]["data"]["latex"] for place in places]
        return text, data

    def expect(self, text, *formulas):
        # The editor writes there a moment later.
        self.tab.clock.run_for(1000)
        assert self.read() == (text, list(formulas))


@pytest.fixture
def editor(owner, asked):
    return Editor(owner, 0)


def test_all_formulas_of_an_opened_editor_cost_one_request(owner, asked):
    owner.clock.run_for(1000)
    shown = owner.locator(".inline-atom__shown")

    expect(shown.locator("math")).to_have_count(20)
    assert len(asked) == 1
    expect(shown.last).to_have_text(r"\frac{1}{2")
    expect(shown.last).to_have_attribute("title", WRONG)
    expect(shown.last).to_have_class("inline-atom__shown inline-atom--formula inline-atom--wrong")


@pytest.mark.parametrize(
    ("typed", "text", "formulas"),
    [
        ("The $E = mc^2$ of it", "The $E = mc^2$ of it", ["E = mc^2"]),
        ("$x$$y$, the $n$th and $$z$$", "$x$$y$, the $n$th and $z$", ["x", "y", "n", "z"]),
        ("$5 and $10, $5-$10", "$5 and $10, $5-$10", []),
        ("$HOME and $PATH, $HOME:$PATH", "$HOME and $PATH, $HOME:$PATH", []),
        (r"\$x$ and $ x$ and $x $", r"\$x$ and $ x$ and $x $", []),
        ("the code `a $x` and b$", "the code a $x and b$", []),
        (r"$\$5$ is", r"$\$5$ is", [r"\$5"]),
    ],
)
def test_dollar_signs_make_a_formula_but_no_amount_variable_or_code(editor, typed, text, formulas):
    editor.replace(typed)

    editor.expect(text, *formulas)
    expect(editor.formulas).to_have_count(len(formulas))


def test_undo_returns_to_the_dollar_signs(editor):
    editor.replace("a $x$")
    editor.press("Control+Z")

    editor.expect("a $x$")


def test_the_caret_passes_a_formula_in_one_step_and_backspace_removes_it(editor):
    editor.replace("$a+b$")
    editor.press("x", "ArrowLeft", "ArrowLeft", "2", "ArrowRight", "3")
    editor.expect("2$a+b$3x", "a+b")

    editor.press("Home", "4", "End", "ArrowLeft", "ArrowLeft", "Backspace")
    editor.expect("423x")


def test_a_paragraph_is_split_beside_a_formula_and_copied_with_it(editor):
    editor.replace("a $x$ b")
    editor.press("ArrowLeft", "ArrowLeft", "Enter")
    editor.expect("a $x$\n b", "x")

    editor.press("Control+A", "Control+C")
    other = Editor(editor.tab, 1)
    other.text.click()
    other.press("Control+A", "Control+V")

    other.expect("a $x$\n b", "x")
    expect(other.formulas.locator("math")).to_have_count(1)


def test_a_click_opens_the_dialog_which_shows_what_is_typed(editor):
    editor.replace("a $x$ b")
    dialog = editor.tab.get_by_role("dialog", name="Formula")
    field = dialog.get_by_label("LaTeX")

    editor.formulas.click()
    expect(field).to_be_focused()
    expect(field).to_have_value("x")
    field.fill(r"\frac{1}{2")
    editor.tab.clock.run_for(1000)
    expect(dialog.get_by_text(WRONG)).to_be_visible()
    for theme in ("light", "dark"):
        editor.tab.emulate_media(color_scheme=theme)
        assert find_violations(editor.tab, ".text-dialog") == [], theme
    field.fill(r"\frac{1}{2}")
    editor.tab.clock.run_for(1000)
    expect(dialog.locator("mfrac")).to_be_visible()
    editor.press("Enter")
    editor.tab.clock.run_for(1000)
    expect(editor.text).to_be_focused()
    editor.press("c")

    editor.expect(r"a $\frac{1}{2}$c b", r"\frac{1}{2}")
    editor.formulas.click()
    editor.press("x", "Escape")
    expect(dialog).to_have_count(0)
    editor.tab.clock.run_for(1000)
    editor.expect(r"a $\frac{1}{2}$c b", r"\frac{1}{2}")
    editor.formulas.click()
    dialog.get_by_role("button", name="Remove").click()
    editor.expect("a c b")


def test_a_formula_is_added_by_a_command_or_from_selected_words(editor):
    editor.replace("a ")
    editor.tab.keyboard.type("/formula")
    editor.tab.get_by_role("option", name="Formula in the text").wait_for()
    editor.press("Enter")
    editor.tab.get_by_label("LaTeX").fill("k_B")
    editor.press("Enter")
    editor.expect("a $k_B$", "k_B")

    editor.replace("x^2")
    editor.press("Control+A")
    editor.tab.locator("button[name=FORMULA]:visible").click()
    expect(editor.tab.get_by_label("LaTeX")).to_have_value("x^2")
    editor.press("Enter")
    editor.expect("$x^2$", "x^2")
