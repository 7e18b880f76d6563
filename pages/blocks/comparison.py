"""Comparison of two revisions of rich text, as it is read: formulas as plain text."""

from django.utils.html import escape
from wagtail.admin import compare

from .rich_text import read_rich_text


def compare_texts(*sources):
    return compare.diff_text(*map(read_rich_text, sources)).to_html()


class PassageComparison(compare.RichTextBlockComparison):
    """Comparison of a block of rich text."""

    def htmlvalue(self, val):
        return escape(read_rich_text(val.source))

    def htmldiff(self):
        return compare_texts(self.val_a.source, self.val_b.source)


class RichTextComparison(compare.RichTextFieldComparison):
    """Comparison of a field of rich text."""

    def htmldiff(self):
        return compare_texts(self.val_a, self.val_b)
