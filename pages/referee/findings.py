"""What a check says, and the lists that checks are registered in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something to mend: what it is, how to mend it, and where it is in the editor."""

    sentence: str
    mend: str
    field: str = ""
    block: str = ""  # the id of the block, if it is in one
    place: str = ""  # what the editor calls it: "Figure 2"
    index: int = -1  # how far down its stream it is

    @property
    def anchor(self):
        """The end of the address, after #, that leads to it in the editor."""
        return f"block-{self.block}-section" if self.block else f"id_{self.field}"


CHECKS = []
CHECKS_ACROSS = []


def check(function):
    """Register a function that takes a page and yields its findings.

    The page is an instance of its own type, perhaps not saved. What it yields may depend
    on that page alone, since it is remembered until the page is edited.
    """
    CHECKS.append(function)
    return function


def check_across(function):
    """Register a function that takes a Reading and its Surroundings and yields findings.

    It compares a page with the rest of the site, and asks the database only through the
    Surroundings, which many pages share.
    """
    CHECKS_ACROSS.append(function)
    return function
