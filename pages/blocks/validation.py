"""Validation of blocks: drafts keep what publishing refuses."""

from threading import Lock

from django.core.exceptions import ValidationError
from wagtail import blocks

validating = Lock()
clean_by_wagtail = blocks.BlockField.clean


def clean_alone(self, value):
    """Validate the blocks of a form while no other thread validates.

    For a draft, Wagtail (7.4, 8.0) notes in the blocks themselves what may be empty. All
    threads share them: a draft beside another save ended in an error, or let it publish what is
    incomplete.
    """
    with validating:
        return clean_by_wagtail(self, value)


blocks.BlockField.clean = clean_alone


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
