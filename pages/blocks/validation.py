"""Validation of blocks: drafts keep what publishing refuses."""

from django.core.exceptions import ValidationError
from wagtail import blocks


class ValidatedBlock(blocks.StructBlock):
    """Block that can be published only without problems."""

    def find_problems(self, value):
        """Return a sentence for each field of the cleaned value that has a problem."""
        return {}

    def clean(self, value):
        value = super().clean(value)
        problems = {} if self.is_deferred_validation else self.find_problems(value)
        if problems:
            raise blocks.StructBlockValidationError(
                {name: ValidationError(sentence) for name, sentence in problems.items()}
            )
        return value
