"""citeproc-py, corrected where it departs from the specification of CSL 1.0.2.

citeproc-py makes an object of each element of a style, of the last class that has the name of
the element and CitationStylesElement as a base. The classes below take the place of its own.
Only bibliographies are made: there are no citations in a text, no sorting, no locators.

Not imported until a reference is formatted: lxml and citeproc take memory.
"""

import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from citeproc import VARIABLES, CitationStylesStyle, model
from citeproc.model import CitationStylesElement, VariableError
from citeproc.source.json import CiteProcJSON
from citeproc.string import String

from .reference_marks import (
    BOLD,
    CLOSE_QUOTE,
    ITALIC,
    OPEN_QUOTE,
    SMALL_CAPITALS,
    SUBSCRIPT,
    SUPERSCRIPT,
    change_case,
    wrap,
)
from .style_names import format_names, option

# It knows the name that the variable had in CSL 1.0.1.
VARIABLES.append("event_title")


class MarkingFormatter:
    """Formatter of citeproc-py that writes marks, which `reference_marks` makes HTML or text of."""

    preformat = staticmethod(str)
    Italic = Oblique = staticmethod(lambda text: wrap(text, ITALIC))
    Bold = staticmethod(lambda text: wrap(text, BOLD))
    Superscript = staticmethod(lambda text: wrap(text, SUPERSCRIPT))
    Subscript = staticmethod(lambda text: wrap(text, SUBSCRIPT))
    SmallCaps = staticmethod(lambda text: wrap(text, SMALL_CAPITALS))
    Light = Underline = staticmethod(str)


# Elements of a style note how far they are.
LOCK = Lock()


@cache
def load_style(path: Path) -> CitationStylesElement:
    """Return the root element of a style, with the locale en-US."""
    style = CitationStylesStyle(str(path), locale="en-US", validate=False)
    root = style.root
    root.formatter = MarkingFormatter
    # An element forgets what Python notes on it once nothing refers to it.
    root.elements = list(root.iter())
    root.macros = {element.get("name"): element for element in root.iterfind("{*}macro")}
    root.options = [root.find("{*}bibliography"), root]
    for locale in root.locales:
        locale.found = {}
    return root


def render(path: Path, item: dict[str, Any]) -> str:
    """Return the reference to a CSL-JSON item, which has an `id`, with marks."""
    [reference] = CiteProcJSON([item]).values()
    with LOCK:
        layout = load_style(path).find("{*}bibliography/{*}layout")
        return "".join(map(str, layout.render_bibliography([Work(reference)])))


class Work:
    """A reference being rendered, and the variables that it was asked for."""

    has_locator = False

    def __init__(self, reference: Any) -> None:
        self.reference = reference
        self.called: list[bool] = []  # For each variable: is there a value?
        self.shown: set[str] = set()
        self.suppressed: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return False

    def take(self, variable: str) -> Any:
        """Return the value of a variable, and note that a group has asked for it."""
        name = variable.replace("-", "_")
        value = None if variable in self.suppressed else self.reference.get(name)
        self.called.append(bool(value))
        if not value:
            raise VariableError
        self.shown.add(variable)
        return value


class Locale(model.Locale, CitationStylesElement):
    def get_term(self, *args: Any, **kwargs: Any) -> Any:
        """Return a term, which takes long to find, or raise IndexError."""
        key = (*args, *kwargs.items())
        if key not in self.found:
            try:
                self.found[key] = super().get_term(*args, **kwargs)
            except IndexError:
                self.found[key] = None
        if self.found[key] is None:
            raise IndexError
        return self.found[key]


class Group(model.Group, CitationStylesElement):
    def process(self, item: Work, context: Any = None, **kwargs: Any) -> Any:
        return render_group(self, item, self.get("delimiter", ""), context=context, **kwargs)


def render_group(element: Any, item: Work, delimiter: str = "", **kwargs: Any) -> Any:
    """Return the children of an element, unless all variables that they call are empty."""
    before, item.called = item.called, []
    try:
        text = element.render_children(item, delimiter, **kwargs)
        is_shown = bool(text) and (any(item.called) or not item.called)
        # To the group around it, a group that is shown is a variable with a value.
        if is_shown or item.called:
            before.append(is_shown)
    finally:
        item.called = before
    if not is_shown:
        raise VariableError
    return text


# A number, with a prefix or suffix, or several: "2", "L12", "3rd", "4–7, 9".
NUMBERS = re.compile(r"\w*\d\w*(\s*[-–,&]\s*\w*\d\w*)*")
SEVERAL_NUMBERS = re.compile(r"\w*\d\w*(\s*[-–,&]\s*\w*\d\w*)+")


class Choosing(model.If):
    def render(self, item: Work, **kwargs: Any) -> Any:
        if "disambiguate" in self.attrib:
            raise model.ConditionFailed
        return super().render(item, **kwargs)

    def _position(self, item: Work, context: Any) -> list[bool]:
        return [False]

    def _variable(self, item: Work) -> list[bool]:
        names = self.get("variable").split()
        return [bool(item.reference.get(name.replace("-", "_"))) for name in names]

    def _is_numeric(self, item: Work) -> list[bool]:
        names = self.get("is-numeric").split()
        return [
            bool(NUMBERS.fullmatch(str(item.reference.get(name.replace("-", "_"), ""))))
            for name in names
        ]


class If(Choosing, CitationStylesElement):
    pass


class Else_If(Choosing, CitationStylesElement):
    pass


class Pages:
    def _format_last_page(self, first: str, last: str) -> str:
        """Return the last page as a style abbreviates it: of all digits, or by Chicago 16."""
        prefix = re.match(r"\D*", first)[0]  # type: ignore[index]
        one, other = first.removeprefix(prefix), last.removeprefix(prefix)
        if not (one.isdigit() and other.isdigit()):
            return last
        if len(other) < len(one):
            other = one[: -len(other)] + other
        style = self.get_root().get("page-range-format")  # type: ignore[attr-defined]
        if style != "chicago-16" or len(one) != len(other):
            return f"{prefix}{other}" if last.startswith(prefix) else other
        if int(one) < 100 or int(one) % 100 == 0:
            return other
        least = 1 if int(one) % 100 < 10 else 2
        digits = enumerate(zip(one, other, strict=True))
        common = next((at for at, (old, new) in digits if old != new), len(one))
        return other[min(common, len(other) - least) :]


class Text(Pages, model.Text, CitationStylesElement):
    def process(self, item: Work, context: Any = None, **kwargs: Any) -> Any:
        language = (item.reference.get("language") or "en")[:2]
        if "macro" in self.attrib:
            macro = self.get_root().macros[self.get("macro")]
            return render_group(macro, item, context=context), language
        return super().process(item, context, **kwargs)

    def _variable(self, item: Work, context: Any) -> Any:
        name = self.get("variable")
        if name in ("citation-number", "year-suffix", "locator"):
            return None
        if self.get("form") == "short":
            short = f"{name}-short"
            if item.reference.get(short.replace("-", "_")):
                name = short
        value = item.take("page" if name == "page-first" else name)
        return self._process(value, name) if name.startswith("page") else value

    def case(self, text: Any, language: str | None = None) -> String:
        kind = self.get("text-case")
        if kind == "title" and language != "en":
            kind = None
        return String(change_case(str(text), kind))

    def quote(self, string: Any) -> Any:
        if self.get("quotes") != "true":
            return string
        return String(f"{OPEN_QUOTE}{string}{CLOSE_QUOTE}")


class Number(Pages, model.Number, CitationStylesElement):
    def process(self, item: Work, context: Any = None, **kwargs: Any) -> Any:
        name = self.get("variable")
        if name == "locator":
            raise VariableError
        value = item.take("page" if name == "page-first" else name)
        return self._process(value, name)


class Label(model.Label, CitationStylesElement):
    def case(self, text: Any, language: str | None = None) -> String:
        return String(change_case(str(text), self.get("text-case")))

    def process(self, item: Work, variable: str | None = None, *args: Any, **kwargs: Any) -> Any:
        name = variable or self.get("variable")
        if not item.reference.get(name.replace("-", "_")) or name == "locator":
            raise VariableError
        return super().process(item, variable, *args, **kwargs)

    def _is_plural(self, item: Work) -> bool:
        name = self.get("variable")
        value = str(item.reference.get(name.replace("-", "_"), ""))
        if name.startswith("number-of"):
            return value != "1"
        return bool(SEVERAL_NUMBERS.fullmatch(value))


class Date(model.Date, CitationStylesElement):
    def process(self, item: Work, variable: str | None = None, *args: Any, **kwargs: Any) -> Any:
        item.take(variable or self.get("variable"))
        return super().process(item, variable, *args, **kwargs)

    def render_single_date(self, *args: Any, **kwargs: Any) -> Any:
        """Return a date without the suffix that would part it from a day it does not have."""
        text = super().render_single_date(*args, **kwargs)
        return text and String(str(text).rstrip(" ,"))


class Date_Part(model.Date_Part, CitationStylesElement):
    def render(self, *args: Any, **kwargs: Any) -> Any:
        """Return a part of a date, with the locale's element as it was."""
        attributes = dict(self.attrib)
        try:
            return super().render(*args, **kwargs)
        finally:
            self.attrib.clear()
            self.attrib.update(attributes)


class Substitute(model.Substitute, CitationStylesElement):
    def render(self, item: Work, context: Any = None, **kwargs: Any) -> Any:
        """Return the first child that is not empty, whose variables are not shown again."""
        for child in self:
            before, item.shown = item.shown, set()
            try:
                text = child.render(item, context=context, **kwargs)
            except VariableError:
                text = None
            shown, item.shown = item.shown, before | item.shown
            if text:
                item.suppressed |= shown
                return text
        return None


class Names(model.Names, CitationStylesElement):
    def process(self, item: Work, context: Any = None, **kwargs: Any) -> Any:
        """Return names as their element has them: in a substitute, that which it stands in for."""
        substituted = next(self.iterancestors("{*}substitute"), None)
        style = self if len(self) or substituted is None else substituted.getparent()
        children = [child.tag.rpartition("}")[2] for child in style]
        label = style.find("{*}label")
        texts = []
        for role in self.get("variable").split():
            try:
                people = item.take(role)
            except VariableError:
                continue
            text = format_names(style, people)
            if label is not None:
                term = label.render(item, role, len(people) > 1) or ""
                is_first = children[0] == "label"
                text = f"{term}{text}" if is_first else f"{text}{term}"
            texts.append(text)
        if texts:
            return String(style.get("delimiter", option(style, "names-delimiter", "")).join(texts))
        substitute = self.find("{*}substitute")
        if substitute is not None:
            return substitute.render(item, context=context, **kwargs)
        raise VariableError
