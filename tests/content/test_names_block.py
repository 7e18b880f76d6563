"""Lists that are typed as one text."""

import pytest
from django.core.exceptions import ValidationError

from pages.blocks import CompetencyBlock
from pages.blocks.names import join_list, split_list

BLOCK = CompetencyBlock().child_blocks["items"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("3D, Video", ["3D", "Video"]),
        ("3D\r\nVideo \n\n Audio", ["3D", "Video", "Audio"]),
        ("3D;  large   models ;", ["3D", "large models"]),
        ('C++, "C, before it", 6" wafers', ["C++", "C, before it", '6" wafers']),
        ("物理\uff0c化学、数学", ["物理", "化学", "数学"]),
        ("3D, 3D", ["3D"]),
        (" ,;\n", []),
    ],
)
def test_a_list_is_typed_with_commas_or_line_breaks(text, items):
    value = BLOCK.value_from_datadict({"items": text}, {}, "items")

    assert list(value) == items
    assert split_list(join_list(items)) == items
    again = BLOCK.value_from_datadict({"items": BLOCK.get_form_state(value)}, {}, "items")
    assert BLOCK.get_prep_value(again) == BLOCK.get_prep_value(value)


def test_an_item_that_is_too_long_is_named_and_an_empty_list_is_refused():
    with pytest.raises(ValidationError) as caught:
        BLOCK.clean(BLOCK.value_from_datadict({"items": f"3D, {'x' * 130}"}, {}, "items"))
    (sentence,) = caught.value.messages
    assert sentence.startswith(f"“{'x' * 40}”: Ensure this value has at most 120 characters")
    with pytest.raises(ValidationError, match="minimum number of items is 1"):
        BLOCK.clean(BLOCK.value_from_datadict({"items": " "}, {}, "items"))


def test_a_form_that_was_opened_before_an_upgrade_can_be_saved():
    data = {"items-count": "1", "items-0-deleted": "", "items-0-order": "0", "items-0-value": "3D"}

    assert list(BLOCK.value_from_datadict(data, {}, "items")) == ["3D"]
