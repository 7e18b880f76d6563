"""The habits that keep the house in order, as the README and the blocks promise them."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template
from wagtail.admin.panels import InlinePanel, get_edit_handler
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from pages.blocks import BodyBlock
from pages.blocks.body import RESERVED_ANCHORS
from pages.guide import read_help
from pages.models import BasePage, Owner

ROOT = Path(__file__).resolve().parent.parent
OURS = [model for model in get_page_models() if issubclass(model, BasePage)]
BLOCKS = BodyBlock().child_blocks
# One or more, each from a capital to a full stop.
SENTENCES = re.compile(r"“?[A-Z].*\.", re.DOTALL)
# From the top of the house to its ground: a package may import those after it.
ORDER = ["config", "projects", "pages"]


def sources(package):
    return [
        path
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]


def imported_packages(path):
    """Yield the top-level packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("package", ORDER)
def test_imports_point_one_way(package):
    above = set(ORDER[: ORDER.index(package)])

    for path in sources(package):
        assert not above & set(imported_packages(path)), path


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_page_type_has_a_purpose_a_template_and_a_parent(model):
    # Django gives a model without a docstring one that lists its fields.
    assert not model.__doc__.startswith(f"{model.__name__}(")
    assert get_template(model.template)
    assert get_template(model.row_template)
    assert "parent_page_types" in vars(model)
    assert "parent_page_types" not in vars(Page)


@pytest.mark.parametrize("name", BLOCKS)
def test_class_name_template_style_and_description_of_a_block_share_one_noun(name):
    block = BLOCKS[name]
    css = (ROOT / "pages/static/css/blocks.css").read_text()

    noun = re.sub(r"(?<!^)(?=[A-Z])", "_", type(block).__name__).lower()
    assert noun == f"{name}_block"
    assert block.meta.template == f"blocks/{name}.html"
    assert f".{name.replace('_', '-')}" in css
    assert block.meta.description
    assert block.meta.group
    assert block.meta.icon != "placeholder"
    assert type(block).__doc__


def read_panels(panel):
    """Yield the help text of a panel and of all panels within."""
    yield getattr(panel, "help_text", "") or getattr(
        getattr(panel, "db_field", None), "help_text", ""
    )
    if isinstance(panel, InlinePanel):
        yield from read_panels(panel.child_edit_handler)
    for child in getattr(panel, "children", []):
        yield from read_panels(child)


@pytest.mark.parametrize("model", [*OURS, Owner], ids=lambda model: model.__name__)
def test_what_helps_to_fill_in_a_page_is_written_in_sentences(model):
    editor = model.get_edit_handler() if model in OURS else get_edit_handler(model)

    texts = [str(text) for text in read_panels(editor) if text]

    assert texts
    assert [text for text in texts if not SENTENCES.fullmatch(text)] == []


def read_blocks(block):
    """Yield the description and the help text of a block and of all blocks within."""
    yield str(getattr(block.meta, "description", ""))
    yield read_help(block)
    within = [*getattr(block, "child_blocks", {}).values()]
    for child in [*within, *filter(None, [getattr(block, "child_block", None)])]:
        yield from read_blocks(child)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_helps_to_fill_in_a_block_is_written_in_sentences(model):
    streams = [field for field in model._meta.fields if isinstance(field, StreamField)]

    texts = [text for field in streams for text in read_blocks(field.stream_block)]

    assert any(texts)
    assert [text for text in texts if text and not SENTENCES.fullmatch(text)] == []


def test_every_template_of_a_block_belongs_to_one():
    templates = {path.stem for path in (ROOT / "pages/templates/blocks").iterdir()}

    assert templates - {"body"} == set(BLOCKS)


def test_every_section_of_a_page_has_an_anchor_that_no_heading_can_take():
    anchors = set()
    for path in ROOT.glob("*/templates/*/*_page.html"):
        anchors |= set(re.findall(r'\bid="([a-z-]+)"', path.read_text()))
    base = (ROOT / "pages/templates/base.html").read_text()

    anchors |= set(re.findall(r'\bid="([a-z-]+)"', base))
    assert anchors - {"year-"} == RESERVED_ANCHORS


def test_pages_do_not_name_a_model_of_the_projects():
    for path in sources("pages"):
        assert not re.search(r'"projects\.', path.read_text()), path


def test_no_template_names_the_owner():
    for path in ROOT.glob("*/templates/**/*.html"):
        text = path.read_text()
        for name in ("Wushi", "Dong", "董悟时"):
            assert name not in text, path


def test_commands_only_parse_call_and_print():
    for path in ROOT.glob("*/management/commands/*.py"):
        assert len(path.read_text().splitlines()) <= 30, path


def test_every_test_is_collected():
    """A test whose name does not begin with "test_" would never fail."""
    for path in [*ROOT.glob("tests/test_*.py"), *ROOT.glob("tests/bench_*.py")]:
        names = []
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                assert node.name.startswith("test_"), (path, node.name)
                names.append(node.name)
        assert names, path
        assert len(names) == len(set(names)), path


def test_no_file_of_ours_needs_a_folder_called_utils():
    for config in apps.get_app_configs():
        if Path(config.path).parent == ROOT:
            names = {path.stem for path in Path(config.path).rglob("*")}
            assert not names & {"core", "common", "utils", "helpers"}
