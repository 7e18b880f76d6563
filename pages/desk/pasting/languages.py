"""Languages of listings, by the names that web pages and Markdown use."""

import re

from pages.blocks.text import LANGUAGES

NAMES = {
    **{code: code for code, _name in LANGUAGES},
    **dict.fromkeys(["sh", "shell", "zsh", "console", "shell-session", "shellscript"], "bash"),
    **dict.fromkeys(["py", "py3", "python3", "pycon", "ipython", "ipython3"], "python"),
    **dict.fromkeys(["js", "jsx", "mjs", "node"], "javascript"),
    **dict.fromkeys(["ts", "tsx"], "typescript"),
    **dict.fromkeys(["c++", "cxx", "cc", "hpp"], "cpp"),
    **dict.fromkeys(["tex", "context"], "latex"),
    **dict.fromkeys(["f90", "f95", "fortran90"], "fortran"),
    **dict.fromkeys(["xml", "svg", "xhtml"], "html"),
    **dict.fromkeys(["patch", "udiff"], "diff"),
    "bib": "bibtex",
    "cu": "cuda",
    "dockerfile": "docker",
    "golang": "go",
    "hs": "haskell",
    "jl": "julia",
    "makefile": "make",
    "octave": "matlab",
    "rs": "rust",
    "splus": "r",
    "scss": "css",
    "jsonc": "json",
    "yml": "yaml",
    "mysql": "sql",
    "postgresql": "sql",
}
NAMED = re.compile(r"(?:language|lang|highlight-source|highlight-text|highlight|brush)[-:](.+)")
REACH = 3  # elements around a listing that may name its language


def find_language(listing):
    """Return the language that a <pre>, its <code> or an element around it names, or "text"."""
    around = [part for part, _ in zip(listing.parents, range(REACH), strict=False)]
    for part in filter(None, [listing.find("code"), listing, *around]):
        given = [part.get(name) for name in ("data-lang", "data-language", "data-code-lang")]
        if part.name in {"pre", "code"}:
            given += [part.get("lang"), *(part.get("class") or [])]
        given += [match[1] for match in map(NAMED.fullmatch, part.get("class") or []) if match]
        for name in filter(None, given):
            if found := NAMES.get(str(name).lower()):
                return found
    return "text"
