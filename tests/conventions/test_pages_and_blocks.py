"""Habits of page types, blocks and templates."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from wagtail.admin.panels import InlinePanel, get_edit_handler
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from pages.blocks import BodyBlock
from pages.blocks.body import RESERVED_ANCHORS
from pages.desk.guide import read_help
from pages.models import BasePage, Look, Owner

ROOT = Path(__file__).resolve().parents[2]
OURS = [model for model in get_page_models() if issubclass(model, BasePage)]
BLOCKS = BodyBlock().child_blocks
# One or more sentences, from a capital letter to a full stop.
SENTENCES = re.compile(r"“?[A-Z].*\.", re.DOTALL)


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


@pytest.mark.parametrize("model", [*OURS, Owner, Look], ids=lambda model: model.__name__)
def test_help_texts_of_pages_are_sentences(model):
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
def test_help_texts_of_blocks_are_sentences(model):
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
