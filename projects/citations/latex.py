"""LaTeX, as in the fields of BibTeX, to readers' texts.

Reads a text once, from the left, so that hostile input takes no longer than other. The names of
symbols are those of pylatexenc, whose own reader is recursive and ten times as slow.
"""

import re
import unicodedata
from functools import lru_cache

from pylatexenc.latex2text import get_default_latex_context_db

from .markup import plain, tidy

TOKEN = re.compile(
    r"\\(?P<name>[A-Za-z@]+)\*?[ \t]*(?:\n[ \t]*)?|\\(?P<sign>.|\Z)|(?P<open>\{)|(?P<close>\})"
    r"|(?P<dollar>\$\$?)|(?P<ligature>---?|``|''|,,|[~`']|\?`|!`)"
    r"|(?P<text>[^\\{}$~`'?!,-]+|.)",
    re.DOTALL,
)
NEEDS_DECODING = re.compile(r"[\\{}$~`'<>&]|--|,,")
MAX_DEPTH = 60  # of groups; braces below are dropped

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c",
    "G": "\u030f", "U": "\u030e", "f": "\u0311", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361", "textcommabelow": "\u0326", "cb": "\u0326",
}  # fmt: skip
LIGATURES = {
    "---": "—", "--": "–", "``": "“", "''": "”", ",,": "„", 
    "~": " ", "`": "‘", "'": "’", "?`": "¿", "!`": "¡",
}  # fmt: skip
SYMBOLS = {
    "S": "§", "P": "¶", "copyright": "©", "pounds": "£", "dh": "ð", "DH": "Ð", "th": "þ",
    "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "i": "ı", "j": "ȷ", "SS": "ẞ",
    "ij": "ĳ", "IJ": "Ĳ", "TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e",
    "BibTeX": "BibTeX", "textless": "<", "textgreater": ">", "lt": "<", "gt": ">",
    "textbar": "|", "textunderscore": "_", "textdollar": r"\$", "textasciicircum": "^",
    "textquotesingle": "'", "textquotedbl": '"', "quotedblbase": "„", "quotesinglbase": "‚",
    "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "lq": "‘", "rq": "’", "glq": "‚",
    "grq": "‘", "guilsinglleft": "‹", "guilsinglright": "›", "textbullet": "•", "bullet": "•",
    "texttrademark": "™", "trademark": "™", "textcelsius": "℃", "degree": "°", "micro": "µ",
    "textnumero": "№", "textperiodcentered": "·", "slash": "/", "mathsemicolon": ";",
    "textellipsis": "…", "euro": "€", "EUR": "€", "cprime": "ʹ", "cdprime": "ʺ", "percent": "%",
    "textbraceleft": "{", "textbraceright": "}", "lbrace": "{", "rbrace": "}", "par": "\n\n",
    "newline": " ", "linebreak": " ", "space": " ", "thinspace": " ", "nobreakspace": " ",
    "enspace": " ", "quad": " ", "qquad": " ", "today": "", "aa": "å", "textapprox": "≈",
    "textohm": "Ω", "ohm": "Ω", "textdagger": "†", "ddag": "‡", "textdaggerdbl": "‡", "checkmark": "✓",
}  # fmt: skip
SIGNS = {"-": "", "/": "", "@": "", "!": "", "$": r"\$", "\\": " ", ",": " ", "": ""}
CLOSING = {"(": r"\)", "[": r"\]"}
STYLES = {
    **dict.fromkeys(("emph", "textit", "textsl", "mathit", "em", "it", "itshape", "sl"), "i"),
    **dict.fromkeys(("textbf", "bf", "bfseries", "mathbf"), "b"),
    **dict.fromkeys(("textsc", "sc", "scshape"), "sc"),
    **dict.fromkeys(("textsuperscript", "sp", "textsu"), "sup"),
    **dict.fromkeys(("textsubscript", "textinferior", "sb"), "sub"),
}
SWITCHES = {"em", "it", "itshape", "sl", "bf", "bfseries", "sc", "scshape"}
# Macros of which only the last of so many arguments is for readers.
LAST_ARGUMENT = {"texorpdfstring": 2, "textcolor": 2, "href": 2, "foreignlanguage": 2}
LAST_ARGUMENT |= {"colorbox": 2, "raisebox": 2, "hyperref": 1, "resizebox": 3, "scalebox": 2}
# Macros whose argument is not for readers.
HIDDEN = {
    "noopsort", "footnote", "thanks", "label", "cite", "citep", "citet", "ref", "hspace",
    "vspace", "color", "fontsize", "fontfamily", "fontencoding", "begin", "end", "input",
    "include", "index", "printfirst", "phantom", "vphantom", "todo",
}  # fmt: skip
# Mathematics that is text: a script behind a word, or a sign that has no other way in.
SCRIPT = re.compile(
    r"(?:\{\})?(?P<kind>[_^])(?:\{?(?:\\(?:mathrm|text|rm|textrm)\s*)?\{?\s*"
    r"(?P<script>[\w+\-−(),./* ]{1,40}?)\s*\}?\}?)"
)
SIGNS_IN_MATHEMATICS = {
    "<": "<", ">": ">", r"\&": "&", r"\#": "#", r"\%": "%", r"\_": "_", r"\{": "{", r"\}": "}",
    r"\lt": "<", r"\gt": ">", r"\mathsemicolon": ";", r"\backslash": "\\", "|": "|", "-": "-",
    r"^\circ": "°", r"^{\circ}": "°", r"\degree": "°", "~": " ", r"\,": " ", "/": "/", "+": "+",
    r"^\prime": "′", r"^{\prime}": "′", r"{\aa}": "å", r"\$": r"\$", "=": "=",
    r"^{\textrm{TM}}": "™", r"^{TM}": "™",
}  # fmt: skip


def to_text(latex: str, paragraphs: bool = False) -> str:
    """Return a readers' text: Unicode, with CSL's markup and mathematics as `$…$`."""
    if not NEEDS_DECODING.search(latex):
        return plain(latex, paragraphs) if latex else ""
    return tidy(Decoder(latex).decode(), paragraphs)


def to_plain_text(latex: str) -> str:
    """Return text without any markup, for names, numbers and addresses."""
    text = to_text(latex)
    if "<" in text:
        text = re.sub(r"</?(?:i|b|sc|sub|sup)>", "", text)
    return text.replace(r"\$", "$").replace("’", "'")


def to_address(latex: str) -> str:
    """Return the first web address in a field, in which `~` is no space and `_` no script."""
    text = re.sub(r"\{?\\(?:textasciitilde|sim)(?:\{\})?\}?|\$\\sim\$|\\~\{\}", "~", latex[:5000])
    text = re.sub(r"\{\\([_%&#$])\}|\\([_%&#$])", r"\1\2", text)
    found = re.search(r"(?:https?://|www\.)[^\s<>\"{}\\]+", text, re.IGNORECASE)
    address = found[0].rstrip(".,;") if found else ""
    return f"https://{address}" if address.lower().startswith("www.") else address


@lru_cache(maxsize=1)
def get_symbols():  # type: ignore[no-untyped-def]
    return get_default_latex_context_db()


@lru_cache(maxsize=2000)
def find_symbol(name: str) -> str | None:
    """Return the character of a macro, None for a macro that is no symbol."""
    if name in SYMBOLS:
        return SYMBOLS[name]
    spec = get_symbols().get_macro_spec(name)
    value = getattr(spec, "simplify_repl", None)
    return value if isinstance(value, str) and "%" not in value and "<" not in value else None


class Decoder:
    """Single pass over LaTeX."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.position = 0
        self.depth = 0
        # No end is looked for twice, so that many beginnings take no longer than one.
        self.unpaired: set[str] = set()

    def decode(self) -> str:
        parts = []
        while self.position < len(self.latex):
            parts.append(self.read_group())  # ends early at a closing brace too many
        return "".join(parts)

    def next_token(self) -> re.Match[str] | None:
        token = TOKEN.match(self.latex, self.position)
        if token:
            self.position = token.end()
        return token

    def read_group(self) -> str:
        """Return the text up to the end of the group that is open."""
        parts: list[str] = []
        styles: list[str] = []
        while token := self.next_token():
            if token["close"]:
                break
            if token["name"] in SWITCHES:
                styles.append(STYLES[token["name"]])
                parts.append(f"<{styles[-1]}>")
            else:
                parts.append(self.read(token))
        parts += [f"</{style}>" for style in reversed(styles)]
        return "".join(parts)

    def read(self, token: re.Match[str]) -> str:
        """Return the text of a token and of the arguments behind it."""
        if token["text"]:
            return token["text"]
        if token["ligature"]:
            return LIGATURES[token["ligature"]]
        if token["open"]:
            return self.read_braces()
        if token["dollar"]:
            return self.read_mathematics(token["dollar"])
        if token["close"]:
            return ""
        if token["sign"] is not None:
            return self.read_sign(token["sign"])
        return self.read_macro(token["name"])

    def read_braces(self) -> str:
        if self.depth >= MAX_DEPTH:
            return ""
        self.depth += 1
        text = self.read_group()
        self.depth -= 1
        return text

    def read_argument(self) -> str:
        """Return the text of the next group or token."""
        while self.latex[self.position : self.position + 1].isspace():
            self.position += 1
        if self.latex[self.position : self.position + 1] in ("}", ""):
            return ""
        token = TOKEN.match(self.latex, self.position)
        if token and token["text"]:
            self.position += 1
            return token["text"][0]
        if self.depth >= MAX_DEPTH:
            return ""
        self.depth += 1
        token = self.next_token()
        text = "" if token is None else self.read(token)
        self.depth -= 1
        return text

    def read_sign(self, sign: str) -> str:
        if sign in ACCENTS:
            return self.read_accent(ACCENTS[sign])
        if sign and sign in "([" and sign not in self.unpaired:
            content, end, rest = self.latex[self.position :].partition(CLOSING[sign])
            if end:
                self.position = len(self.latex) - len(rest)
                return set_mathematics(content)
            self.unpaired.add(sign)
        if sign and sign in "()[]":
            return ""
        return " " if sign.isspace() or sign in ";:" else SIGNS.get(sign, sign)

    def read_accent(self, accent: str) -> str:
        argument = self.read_argument()
        if not argument.strip():
            return argument
        first, rest = argument[0], argument[1:]
        # Unicode has accents on i and j, not on the dotless letters that LaTeX wants.
        return unicodedata.normalize("NFC", {"ı": "i", "ȷ": "j"}.get(first, first) + accent) + rest

    def read_macro(self, name: str) -> str:
        if name in ACCENTS:
            return self.read_accent(ACCENTS[name])
        if name in STYLES:
            style = STYLES[name]
            return f"<{style}>{self.read_argument()}</{style}>"
        if name in ("url", "path", "nolinkurl"):
            return self.read_verbatim()
        if name == "enquote":
            return f"“{self.read_argument()}”"
        if name == "ensuremath":
            return set_mathematics(self.read_verbatim())
        if name in HIDDEN:
            self.skip_option()
            self.read_argument()
            return ""
        if name in LAST_ARGUMENT:
            self.skip_option()
            for _ in range(LAST_ARGUMENT[name] - 1):
                self.read_verbatim()
            return self.read_argument()
        if name in ("char", "symbol"):
            return self.read_character()
        return (
            find_symbol(name) or ""
        )  # and what is behind it is read as text, as for \mbox and \textrm

    def read_verbatim(self) -> str:
        """Return the next group as it is written, without its braces."""
        while self.latex[self.position : self.position + 1].isspace():
            self.position += 1
        if self.latex[self.position : self.position + 1] != "{":
            return self.read_argument()
        start = self.position + 1
        depth = 0
        while token := self.next_token():
            depth += bool(token["open"]) - bool(token["close"])
            if depth <= 0:
                return self.latex[start : token.start()]
        return self.latex[start:]

    def skip_option(self) -> None:
        if self.latex[self.position : self.position + 1] == "[":
            end = self.latex.find("]", self.position, self.position + 200)
            self.position = end + 1 if end >= 0 else self.position

    def read_character(self) -> str:
        found = re.compile(r"\{?\s*(\"[0-9A-Fa-f]{1,6}|'[0-7]{1,7}|\d{1,7})\s*\}?").match(
            self.latex, self.position
        )
        if not found:
            return ""
        self.position = found.end()
        number = found[1]
        base = {'"': 16, "'": 8}.get(number[0], 10)
        code = int(number.lstrip("\"'"), base)
        return chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""

    def read_mathematics(self, dollar: str) -> str:
        start = self.position
        depth = 0
        while "$" not in self.unpaired and (token := self.next_token()):
            depth += bool(token["open"]) - bool(token["close"])
            if token["dollar"] and depth <= 0:
                return set_mathematics(self.latex[start : token.start()])
        self.unpaired.add("$")
        self.position = start
        return r"\$" * len(dollar)


def set_mathematics(latex: str) -> str:
    """Return mathematics as `$…$`, or as text if it is no more than a script or a sign."""
    latex = " ".join(latex.split())
    if latex in SIGNS_IN_MATHEMATICS:
        return SIGNS_IN_MATHEMATICS[latex]
    if found := SCRIPT.fullmatch(latex):
        tag = "sub" if found["kind"] == "_" else "sup"
        return f"<{tag}>{found['script']}</{tag}>"
    latex = re.sub(r"(?<!\\)[$]", "", latex)
    return f"${latex}$" if latex else ""
