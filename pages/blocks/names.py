"""Lists of short texts, each typed as one text."""

import re
from uuid import NAMESPACE_OID, uuid5

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.field_block import FieldBlockAdapter
from wagtail.blocks.list_block import ListBlockValidationError, ListValue

SEPARATORS = ",;\n\uff0c\uff1b、"  # the last three are of Chinese and Japanese
ITEM = re.compile(rf'\s*(?:"([^"\n]+)"(?=\s*(?:[{SEPARATORS}]|$))|([^{SEPARATORS}]+))')


def split_list(text):
    """Return the items of a text like “C++, "C, before it"”, without repeated ones."""
    items = (" ".join((quoted or plain).split()) for quoted, plain in ITEM.findall(text))
    return [*dict.fromkeys(filter(None, items))]


def join_list(items):
    """Return the text of items; one that has a comma is in quotation marks."""
    return ", ".join(f'"{item}"' if re.search(f"[{SEPARATORS}]", item) else item for item in items)


class NamesBlock(blocks.ListBlock):
    """List of short texts that is typed as one."""

    def value_from_datadict(self, data, files, prefix):
        # A form that was opened before an upgrade has a field for each.
        if prefix not in data:
            return super().value_from_datadict(data, files, prefix)
        # The same items have the same ids in each draft.
        items = [
            ListValue.ListChild(self.child_block, item, id=str(uuid5(NAMESPACE_OID, item)))
            for item in split_list(data[prefix])
        ]
        return ListValue(self, bound_blocks=items)

    def value_omitted_from_data(self, data, files, prefix):
        return prefix not in data and super().value_omitted_from_data(data, files, prefix)

    def get_form_state(self, value):
        # A new list has an empty item.
        return join_list(filter(None, self.normalize(value)))

    def clean(self, value):
        try:
            return super().clean(value)
        except ListBlockValidationError as error:
            sentences = [sentence for one in error.non_block_errors.as_data() for sentence in one]
            for position, refused in error.block_errors.items():
                sentences += [
                    f"“{value[position][:40]}”: {message}" for message in refused.messages
                ]
            raise ValidationError(sentences) from error

    def deconstruct(self):
        """Return a plain list, as which the value is stored."""
        _, args, kwargs = super().deconstruct()
        return "wagtail.blocks.ListBlock", args, kwargs


class NamesBlockAdapter(FieldBlockAdapter):
    """Shows a list as one field, which grows with its text."""

    def js_args(self, block):
        field = blocks.TextBlock(
            required=bool(block.meta.min_num),
            help_text=(
                "In the order of the page, with a comma or Enter between two. Put one that "
                "has a comma itself in quotation marks."
            ),
        )
        field.set_name(block.name)
        return super().js_args(field)


register(NamesBlockAdapter(), NamesBlock)
