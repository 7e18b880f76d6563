"""The referee: what an editor may want to mend before others read a page.

It blocks nothing. A check is one small function that yields findings; another package
adds its own with the same decorators, in a module that its AppConfig imports.
"""

from . import links, numbers, pictures, words  # noqa: F401 - they register their checks
from .findings import Finding, check, check_across
from .reading import Spot, walk
from .report import Reading, find, judge, read
from .surroundings import Surroundings

__all__ = [
    "Finding",
    "Reading",
    "Spot",
    "Surroundings",
    "check",
    "check_across",
    "find",
    "judge",
    "read",
    "walk",
]
