r"""Mathematics: LaTeX in, MathML Core out.

math-core converts: it escapes all text and refuses the commands it does not know. Its output
has `style` attributes, which the content security policy of the site ignores, so they become
classes, which blocks.css styles. Formulas have no numbers of their own: environments that
number their lines are set without numbers, and `\tag` sets one by hand.
"""

import re
from functools import cache, lru_cache
from html import escape

from math_core import LatexError, LatexToMathML

MAX_LENGTH = 2000  # characters

# Commands of amsmath, physics and siunitx that math-core lacks; arguments stand in braces.
MACROS = {
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
    "mbox": r"\text{#1}",
    "textnormal": r"\text{#1}",
    "pmb": r"\boldsymbol{#1}",
    "abs": r"\left|#1\right|",
    "norm": r"\left\|#1\right\|",
    "expval": r"\left\langle #1\right\rangle",
    "comm": r"\left[#1,#2\right]",
    "dd": r"\mathrm{d}",
    "dv": r"\frac{\mathrm{d}#1}{\mathrm{d}#2}",
    "pdv": r"\frac{\partial #1}{\partial #2}",
    "num": "#1",
    "si": r"\mathrm{#1}",
    "unit": r"\mathrm{#1}",
    "SI": r"#1\,\mathrm{#2}",
}
UNITS = (
    "metre=m meter=m second=s gram=g ampere=A kelvin=K volt=V watt=W joule=J newton=N pascal=Pa "
    "hertz=Hz electronvolt=eV tesla=T ohm=\\Omega celsius={}^\\circ\\mathrm{C} per=/ "
    "nano=n micro=\\mu milli=m centi=c kilo=k mega=M giga=G"
)
NUMBERED = ("equation", "align", "gather", "multline")
ENVIRONMENTS = dict.fromkeys(["flalign", "flalign*"], "align*") | {"split": "aligned"}
ENVIRONMENTS |= {name: f"{name}*" for name in NUMBERED}
GAPS = {
    "0": "no",
    "0.1em": "hair",
    "0.1667em": "thin",
    "0.2222em": "medium",
    "0.2778em": "thick",
    "1em": "wide",
}
SIDES = ("left", "right", "top", "bottom")
# Classes for the declarations that math-core writes; "" for those that follow from another.
CLASSES = {
    "text-align:left": "to-left",
    "text-align:right": "to-right",
    "justify-items:start": "",
    "justify-items:end": "",
    "width:100%": "full-width",
    "width:50%": "half-width",
    "width:7.5%": "indent",
    "margin-left:-0.16666667em": "back-thin",
    "margin-left:-0.22222222em": "back-medium",
    "margin-left:-0.2777778em": "back-thick",
    "font-variant-caps:small-caps": "small-caps",
    **{
        f"padding-{side}:{gap}": f"{GAPS[gap]}-gap-{side}"
        for side in ("left", "right")
        for gap in GAPS
    },
    "padding-top:0": "no-gap-top",
    "padding-top:0.1667em": "thin-gap-top",
    "padding-bottom:0": "no-gap-bottom",
    **{
        f"border-{side}:0.05em {line} currentcolor": f"{line}-{side}"
        for side in SIDES
        for line in ("solid", "dashed")
    },
}
# Operators with limits below, written as TeX does.
OPERATOR = re.compile(r"\\mathop\s*\{\s*\\(?:mathrm|text|rm)\s*\{([^{}]*)\}\s*\}(?:\s*\\limits)?")
POWER_OF_TEN = re.compile(r"(\\(?:num|SI)\{[^{}e]*\d)e([+-]?\d+)\}")
STYLE = re.compile(r'<(\w+)([^<>]*) style="([^"]*)"')
ENCLOSED = re.compile(r'<(/?)menclose(?: notation="([\w ]+)")?>')
FILLER = re.compile(r'<mrow class="menclose-\w+"></mrow>')


class FormulaError(ValueError):
    """Invalid formula; the message tells the author why."""


@cache
def make_converter() -> LatexToMathML:
    units = dict(unit.split("=") for unit in UNITS.split(" "))
    macros = MACROS | {name: rf"\mathrm{{{unit}}}" for name, unit in units.items()}
    return LatexToMathML(macros=macros, fancy_error=False, allow_unreliable_rendering=True)


@lru_cache(2_000)
def to_mathml(latex: str, *, is_display: bool = True) -> str:
    """Return a LaTeX formula, without dollar signs, as a safe <math> element.

    Raises FormulaError with a sentence for the author.
    """
    latex = latex.strip()
    check(latex)
    source = re.sub(r"\\(begin|end)\{(\w+\*?)\}", replace_environment, latex)
    source = OPERATOR.sub(r"\\operatorname*{\1}", source)
    source = POWER_OF_TEN.sub(r"\1\\times10^{\2}}", source)
    if r"\tag" in source and r"\begin" not in source:
        source = rf"\begin{{equation*}}{source}\end{{equation*}}"
    try:
        mathml = make_converter().convert_with_local_state(source, displaystyle=is_display)
    except LatexError as error:
        raise FormulaError(describe(str(error), source)) from error
    if "<a " in mathml:
        raise FormulaError("A formula cannot refer to another one: write the reference as text.")
    mathml = FILLER.sub("", mathml).replace("&ApplyFunction;", "\u2061")
    mathml = ENCLOSED.sub(replace_enclosure, mathml)
    mathml = STYLE.sub(replace_style, mathml)
    return mathml.replace("<math", f'<math alttext="{escape(latex)}"', 1)


def check(latex: str) -> None:
    """Raise FormulaError for mistakes that math-core accepts or describes less well."""
    if not latex:
        raise FormulaError("The formula is empty.")
    if len(latex) > MAX_LENGTH:
        raise FormulaError(
            f"The formula has {len(latex):,} characters; {MAX_LENGTH:,} is the most. "
            "Split it into several."
        )
    plain = latex.replace(r"\\", "")
    if "$" in plain.replace(r"\$", ""):
        raise FormulaError("Write the formula without dollar signs.")
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", plain):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            raise FormulaError("A } has no matching {: remove it or add a { before it.")
    if depth:
        raise FormulaError("A { has no matching }: add a } where it ends.")
    for name, macro in MACROS.items():
        check_arguments(plain, name, 1 + ("#2" in macro) if "#1" in macro else 0)
    if r"\\" in latex and r"\begin" not in latex and r"\substack" not in latex:
        raise FormulaError(r"Write lines of a formula between \begin{aligned} and \end{aligned}.")


def check_arguments(latex: str, name: str, number: int) -> None:
    """Raise FormulaError where a macro lacks one of its arguments in braces."""
    for found in re.finditer(rf"\\{name}(?![A-Za-z])", latex):
        position = found.end()
        for _ in range(number):
            if not (start := re.compile(r"\s*\{").match(latex, position)):
                example = "".join(f"{{{letter}}}" for letter in "xy"[:number])
                raise FormulaError(f"Write the command with braces: \\{name}{example}.")
            position = find_end(latex, start.end())


def find_end(latex: str, start: int) -> int:
    """Return the place behind the } of the group that begins before `start`."""
    depth = 1
    for brace in re.compile(r"(?<!\\)[{}]").finditer(latex, start):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return len(latex)


def replace_environment(match: re.Match[str]) -> str:
    return f"\\{match[1]}{{{ENVIRONMENTS.get(match[2], match[2])}}}"


def describe(message: str, latex: str) -> str:
    """Return a message of math-core, such as `6: Unknown command`, as a sentence."""
    position, _, reason = message.partition(": ")
    reason = reason.rstrip(".")
    if position.isdigit() and not reason.startswith("Unknown"):
        before = latex.encode()[: int(position)].decode(errors="ignore")[-20:]
        return f"{reason}, after “{before}”." if before else f"{reason}, at its beginning."
    return f"{reason}."


def replace_enclosure(match: re.Match[str]) -> str:
    return "</mrow>" if match[1] else f'<mrow class="{match[2]}">'


def replace_style(match: re.Match[str]) -> str:
    """Return the beginning of an element with its style as classes or attributes."""
    element, attributes, style = match.groups()
    classes = []
    for declaration in filter(None, style.split(";")):
        name, value = (part.strip() for part in declaration.split(":"))
        if name == "color":
            attributes += f' mathcolor="{value}"'
        # A space has its width as an attribute too.
        elif not (name == "width" and element == "mspace"):
            try:
                classes.append(CLASSES[f"{name}:{value}"])
            except KeyError:
                raise FormulaError(
                    f"The site cannot set “{name}: {value}”: use another command."
                ) from None
    names = " ".join(filter(None, classes))
    return f"<{element}{attributes}" + (f' class="{names}"' if names else "")
