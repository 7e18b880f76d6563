"""Formulas as plain text, where MathML is not possible: search, titles of cards, comparisons."""

import re
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .mathml import FormulaError, to_mathml

# Formulas in a text, with dollars as in Pandoc's tex_math_dollars: no space inside, no digit behind.
FORMULA = re.compile(r"(?<!\\)\$(?!\s)((?:[^$\\]|\\.){1,5000}?)(?<![\s\\])\$(?!\d)", re.DOTALL)
# Letters that Unicode has raised and lowered.
RAISED = str.maketrans("0123456789+−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ")
LOWERED = str.maketrans("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
SPACED = set("=<>≤≥≪≫≈≠\u223c≃≅∝≡∈∉⊂⊆→←↔⇒⇔↦+−±∓\xd7")
PRIMES = set("\u2032\u2033\u2034")


@lru_cache(2_000)
def to_text(latex: str) -> str:
    """Return a LaTeX formula as plain text, such as E = mc² or MoS₂; a wrong one as it is."""
    try:
        formula = ElementTree.fromstring(to_mathml(latex, is_display=False))  # noqa: S314 - ours
    except (FormulaError, ElementTree.ParseError):
        # XML forbids control characters, which HTML shows as nothing.
        return latex
    return " ".join(write(formula).split())


def write(element: Element) -> str:
    parts = list(map(write, element))
    match element.tag:
        case "mo" if element.text in SPACED and element.get("lspace") != "0":
            return f" {element.text} "
        case "mspace":
            return " " if element.get("width", "-").strip("0.")[0] != "-" else ""
        case "mfrac":
            return f"{group(parts[0])}/{group(parts[1])} "
        case "msqrt":
            return f"√{group(''.join(parts))}"
        case "mroot":
            return shift(parts[1], RAISED, "") + f"√{group(parts[0])}"
        case "mover" if element.get("accent") == "true":
            return parts[0]
        case "msup" | "mover":
            return parts[0] + shift(parts[1], RAISED, "^")
        case "msub" | "munder" | "msubsup" | "munderover" as name:
            raised = shift(parts[2], RAISED, "^") if len(parts) == 3 else ""
            space = " " if name.startswith("mu") else ""
            return parts[0] + shift(parts[1], LOWERED, "_") + raised + space
        case "mtr":
            return ", ".join(parts)
        case "mtable":
            return "; ".join(parts)
    return "".join(parts) or (element.text or "").replace("\u2061", " ")


def group(text: str) -> str:
    return text if text.isalnum() else f"({text.strip()})"


def shift(text: str, letters: dict[int, int], mark: str) -> str:
    """Return a raised or lowered text, with a mark and brackets if Unicode has none of it."""
    text = text.replace(" ", "")
    if PRIMES.issuperset(text):
        return text
    if all(ord(letter) in letters for letter in text):
        return text.translate(letters)
    return mark + (text if len(text) == 1 else f"({text})")
