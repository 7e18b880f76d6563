"""LaTeX formulas as MathML, which browsers set themselves and screen readers read."""

import re

import nh3
from latex2mathml.converter import convert

MAX_LENGTH = 2000  # characters

# The converter lets raw HTML through \text and any address through \href, so only what
# sets mathematics may pass: the elements of MathML Core and attributes of spacing.
ELEMENTS = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mstyle"),
    *("mfrac", "msqrt", "mroot", "mpadded", "mphantom", "menclose"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts"),
    *("mprescripts", "mtable", "mtr", "mtd"),
}
ATTRIBUTES = {
    "*": {
        *("accent", "accentunder", "columnalign", "columnspacing", "displaystyle"),
        *("fence", "form", "linethickness", "lspace", "mathvariant", "maxsize"),
        *("minsize", "notation", "rowspacing", "rspace", "scriptlevel", "separator"),
        *("stretchy", "symmetric", "width", "height", "depth"),
    },
    "math": {"display", "alttext"},
}


class FormulaError(ValueError):
    """A formula that cannot be set; its message tells the author why."""


def to_mathml(latex):
    """Return `latex`, a formula without its dollar signs, as a safe <math> element.

    Raises FormulaError with a sentence for the author when it cannot be set.
    """
    latex = latex.strip()
    if len(latex) > MAX_LENGTH:
        raise FormulaError(
            f"The formula has {len(latex):,} characters; {MAX_LENGTH:,} is the most. "
            "Split it into several."
        )
    if "$" in latex.replace(r"\$", ""):
        raise FormulaError("Write the formula without dollar signs.")
    check_braces(latex)
    try:
        mathml = convert(latex, display="block")
    except Exception as error:
        raise FormulaError(f"The formula cannot be read: {explain(error)}.") from error
    if unknown := re.search(r"<m[io][^>]*>(\\[A-Za-z]+)</m[io]>", mathml):
        raise FormulaError(f"{unknown[1]} is not a command that formulas know here.")
    return nh3.clean(
        mathml,
        tags=ELEMENTS,
        attributes=ATTRIBUTES,
        set_tag_attribute_values={"math": {"alttext": latex}},
    )


def check_braces(latex):
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", latex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            raise FormulaError("A brace } closes nothing: remove it or open it with {.")
    if depth:
        raise FormulaError("A brace { is never closed: add a } where it ends.")


def explain(error):
    """Turn the name of the converter's error into words: "missing end"."""
    name = type(error).__name__.removesuffix("Error")
    words = re.findall(r"[A-Z][a-z]*", name)
    if not str(type(error).__module__).startswith("latex2mathml"):
        return "something in it is incomplete"
    if name == "NoAvailableTokens":
        return "something is missing at its end"
    return " ".join(words).lower()
