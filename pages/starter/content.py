"""Reading the files of the content, and naming the place of a mistake in them."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import yaml
from django.core.exceptions import FieldDoesNotExist, ValidationError


class ContentError(ValueError):
    """A mistake in the content: the file and field that it is in, and what is wrong."""

    def __init__(self, problem, *place):
        super().__init__(problem)
        self.problem = problem
        self.place = place

    def __str__(self):
        return f"{', '.join(map(str, self.place))}: {self.problem}"


@contextmanager
def within(name):
    """Say of a mistake that is found inside that it is within `name`."""
    try:
        yield
    except ContentError as error:
        error.place = (name, *error.place)
        raise
    except ValidationError as error:
        place, problem = find_first_problem(error)
        raise ContentError(problem, name, *place) from error
    except (LookupError, FieldDoesNotExist) as error:
        raise ContentError(f"not known or missing: {error}", name) from error
    except (AttributeError, TypeError, ValueError) as error:
        raise ContentError(f"cannot be read: {error}", name) from error


def find_first_problem(errors):
    """Return the place and the sentence of the first mistake that a ValidationError holds.

    The error of a model holds those of its fields, and that of a block those of the
    blocks in it, by name or by position.
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
    """What the file of one page says, and the address that the map gives to the page."""

    address: str
    name: str
    fields: dict

    @property
    def slug(self):
        return self.address.strip("/").rpartition("/")[2] or "home"

    @property
    def parent_address(self):
        """The address of the page above; "" above the home page."""
        above, slash, _ = self.address.rstrip("/").rpartition("/")
        return above + slash


@dataclass
class Content:
    """All that a folder of content says."""

    owner: dict
    monogram: dict
    pages: list[PageFile]
    redirects: dict[str, str]


def read_content(folder):
    """Return the Content of a folder: site.yaml, owner.yaml and the files of the pages."""
    site, owner = read_file(folder / "site.yaml"), read_file(folder / "owner.yaml")
    with within("site.yaml"):
        pages = [
            PageFile(address, name, read_file(folder / name))
            for address, name in site["pages"].items()
        ]
        return Content(owner, site["monogram"], pages, site["redirects"])


def read_file(path):
    with within(path.name):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise ContentError(str(error)) from error
        if not isinstance(content, dict):
            raise ContentError("the file must name fields and what they hold")
        return undo_dates(content)


def undo_dates(value):
    """Return the value with its dates as they were written: fields read them themselves."""
    if isinstance(value, dict):
        return {name: undo_dates(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [undo_dates(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
