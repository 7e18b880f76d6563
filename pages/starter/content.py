"""Reads the content files, and locates errors in them."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from django.core.exceptions import FieldDoesNotExist, ValidationError


class ContentError(ValueError):
    """Error in the content, with its file, field and problem."""

    def __init__(self, problem, *place):
        super().__init__(problem)
        self.place = place

    def __str__(self):
        return f"{', '.join(map(str, self.place))}: {self.args[0]}"


@contextmanager
def within(name):
    """Add `name` to the place of errors raised inside."""
    try:
        yield
    except ContentError as error:
        error.place = (name, *error.place)
        raise
    except ValidationError as error:
        place, problem = find_first_problem(error)
        raise ContentError(problem, name, *place) from error
    except (LookupError, FieldDoesNotExist) as error:
        raise ContentError(f"unknown or missing: {error}", name) from error
    except (AttributeError, OSError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ContentError(f"cannot be read: {error}", name) from error


def find_first_problem(errors):
    """Return the place and message of the first error within a ValidationError.

    Errors of models and blocks contain those of fields and blocks by name or position.
    """
    if isinstance(errors, dict):
        name, inner = next(iter(errors.items()))
        place, problem = find_first_problem(inner)
        return [name + 1 if isinstance(name, int) else name, *place], problem
    if isinstance(errors, list):
        return find_first_problem(errors[0])
    for attribute in ("error_dict", "block_errors", "cell_errors"):
        if inner := getattr(errors, attribute, None):
            return find_first_problem(inner)
    general = getattr(errors, "non_block_errors", None) or errors.messages
    return [], general[0]


@dataclass
class PageFile:
    """Content file of a page, with the address of the page.

    Its member `entry` names a file of BibTeX, and the key of the entry that fills the page.
    """

    address: str
    folder: Path
    name: str
    fields: dict

    @property
    def slug(self):
        return self.address.strip("/").rpartition("/")[2] or "home"

    @property
    def parent_address(self):
        """Address of the parent page; empty for the home page."""
        above, slash, _ = self.address.rstrip("/").rpartition("/")
        return above + slash


def read_file(path):
    """Return the mapping in a file, its dates as text: fields parse dates themselves."""
    with within(path.name):
        return dates_to_text(dict(yaml.safe_load(path.read_text(encoding="utf-8"))))


def dates_to_text(value):
    if isinstance(value, dict):
        return {name: dates_to_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [dates_to_text(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
