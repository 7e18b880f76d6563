"""DOI, arXiv, ORCID, ISBN and ISSN: extraction from pasted text, validation and addresses."""

import re
from collections.abc import Callable, Iterable
from html import unescape
from urllib.parse import quote, unquote

from django.core.exceptions import ValidationError

from pages.fields import INVISIBLE

CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}

# A registrant may have parts, as in 10.1000.10/123. Nearly every character of a suffix is legal.
DOI_START = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,3}/", re.ASCII)
DOI_LABEL = re.compile(r"(?:(?:info:|urn:)?doi[\s:=/]*)*", re.IGNORECASE)
ADDRESS = re.compile(
    r"(?:doi:?\s*)?(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S*", re.IGNORECASE
)
RESOLVER = re.compile(r"(?:doi|handle)\.(?:org|net)/", re.IGNORECASE)
# Endings that publishers add to a DOI in the addresses of its pages and files.
PAGE_OF_DOI = re.compile(
    r"(?:\.pdf|\.full(?:-text)?|\.abstract|/(?:abstract|full|fulltext|html|meta|pdf|epub|xml"
    r"|summary|tables|references|figures))$"
)
BIORXIV = re.compile(r"(10\.(?:1101|64898)/\d{4}\.\d\d\.\d\d\.\d+)v\d+")
# Publishers whose addresses have no more than the end of the DOI.
SUFFIXES = (
    (re.compile(r"nature\.com/articles/([\w.-]+)", re.ASCII | re.IGNORECASE), "10.1038/"),
    (re.compile(r"zenodo\.org/records?/(\d+)", re.ASCII | re.IGNORECASE), "10.5281/zenodo."),
)

# https://info.arxiv.org/help/arxiv_identifier.html, in its present and older schemes.
ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|q-fin|quant-ph|solv-int|stat|supr-con"
)
MONTH = "(?:0[1-9]|1[0-2])"
ARXIV = re.compile(
    rf"(?P<year>\d\d){MONTH}\.(?P<number>\d{{4,5}})(?P<version>v[1-9]\d{{0,2}})?(?!\d)"
    rf"|(?P<archive>{ARCHIVES})(?P<part>\.[a-z-]{{2,11}})?"
    rf"/(?P<old>\d\d{MONTH}\d{{3}})(?P<old_version>v[1-9]\d{{0,2}})?(?!\d)",
    re.ASCII | re.IGNORECASE,
)
ARXIV_START = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*"
    r"(?:arxiv\.org|ar5iv\.org|ar5iv\.labs\.arxiv\.org|alphaxiv\.org|xxx\.lanl\.gov)/"
    r"(?:abs|pdf|html|format|ps|src|e-print|overview)/"
    r"|(?:https?://)?huggingface\.co/papers/"
    r"|(?:doi:?\s*)?(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/)?10\.48550/arxiv\."
    r"|(?:corr\b[\s,:]*)?abs/|arxiv\b(?:\s*(?:e-?print|preprint))?[\s:]*",
    re.IGNORECASE,
)
# The stamp on a paper goes on with class and date: 0704.0001v2 [hep-ph] 24 Jul 2007.
ARXIV_END = re.compile(
    r"(?:\.pdf|\.ps(?:\.gz)?)?[/.,;]?(?:\s*[\[(][\w.,; -]{2,80}[\])])?"
    r"(?:\s+\d{1,2}\s+\w{3,9}\s+\d{4})?\.?",
    re.IGNORECASE,
)
ARXIV_CLASS = re.compile(rf"\[\s*((?:{ARCHIVES}|econ|eess)(?:\.[A-Za-z-]{{2,15}})?)[\s,;\]]")


def clean_doi(text: str) -> str:
    """Return the DOI in `text`, which may be an address; else raise ValidationError."""
    short = shorten(text)
    text = unescape(text[:2000]).translate(INVISIBLE).strip(" \t\r\n<([{\"'“*|•")
    text = re.sub(r"\\([_&%#{}~])", r"\1", text)
    for pattern, prefix in SUFFIXES:
        if found := pattern.search(text):
            return prefix + PAGE_OF_DOI.sub("", found[1].rstrip("."))
    is_address = bool(ADDRESS.match(text))
    if is_address:
        # A number sign at the very end is part of some DOIs, such as …CO;2-#.
        text = re.sub(r"#.+", "", text)
        path, _, query = text.partition("?")
        text = query.partition("&")[0] if not has_doi(path) and has_doi(query) else path
    if re.search("%[0-9A-Fa-f]{2}", text):
        text = unquote(text)
    if re.fullmatch(r"(?:\S*doi\.org/)?10/[a-z0-9]{3,12}", text, re.ASCII):
        raise ValidationError(f"“{short}” is a short DOI: open it and copy the DOI of its page.")
    start = DOI_START.search(text)
    before = text[: start.start()] if start else text
    doi = text[start.start() :] if start else ""
    if not (
        DOI_LABEL.fullmatch(before) or (is_address and re.fullmatch(r"(?:doi:?\s*)?\S*", before))
    ):
        doi = ""
    doi = strip_end(doi.rstrip("/") if is_address else doi)
    if is_address and not RESOLVER.search(before):
        for _ in range(3):
            doi = PAGE_OF_DOI.sub("", doi)
    if found := BIORXIV.match(doi):
        doi = found[1]
    if not DOI_START.match(doi) or DOI_START.fullmatch(doi) or re.search(r"[\s\"\0-\x1f\x7f]", doi):
        raise ValidationError(f"“{short}” is not a DOI: write it like 10.1000/182.")
    return doi


def has_doi(text: str) -> bool:
    """Tell whether a DOI begins somewhere in an address, perhaps with an escaped slash."""
    return bool(DOI_START.search(re.sub("%2[Ff]", "/", text)))


def strip_end(text: str) -> str:
    """Return `text` without punctuation at its end that belongs to the sentence around it."""
    text = text.rstrip()
    while text and (
        text[-1] in ".,;:'\"”’*|"
        or text.count(text[-1]) > text.count(CLOSING.get(text[-1], text[-1]))
    ):
        text = text[:-1]
    return text


def clean_arxiv_id(text: str) -> str:
    """Return the arXiv identifier in `text`, which may be an address.

    Raises ValidationError if there is none.
    """
    rest = unquote(text[:2000]).translate(INVISIBLE).strip(" \t\r\n<([{\"'“*|•>)}”’")
    rest = rest.partition("?")[0].partition("#")[0]
    while (start := ARXIV_START.match(rest)) and start.end():
        rest = rest[start.end() :]
    found = ARXIV.match(rest)
    if not found or not ARXIV_END.fullmatch(rest[found.end() :]) or not is_possible(found):
        raise ValidationError(
            f"“{shorten(text)}” is not an arXiv identifier: write it like 0704.0001."
        )
    if found["year"]:
        return found[0].lower()
    part = found["part"] or ""
    # math.GT/0309136; longer parts, as in cond-mat.mes-hall, lead nowhere at arXiv.
    part = part.upper() if len(part) == 3 else ""
    return f"{found['archive'].lower()}{part}/{found['old']}{(found['old_version'] or '').lower()}"


def is_possible(found: re.Match[str]) -> bool:
    """Tell whether an identifier of the present scheme has the digits of its year."""
    if not found["year"]:
        return True
    year_and_month = found[0][:4]
    digits = len(found["number"])
    return year_and_month >= "0704" and digits == (5 if year_and_month >= "1501" else 4)


def find(clean: Callable[[str], str], texts: Iterable[str]) -> str:
    """Return the first identifier that `clean` finds in texts, "" for none."""
    for text in filter(None, texts):
        try:
            return clean(text)
        except ValidationError:
            continue
    return ""


def find_arxiv_class(text: str) -> str:
    """Return the class in a stamp such as “arXiv:0704.0001 [hep-ph]”, "" for none."""
    found = ARXIV_CLASS.search(text)
    return found[1] if found else ""


def clean_isbn(text: str) -> str:
    """Return the ISBN in `text` with the hyphens that it has; else raise ValidationError."""
    isbn = re.sub(r"^\s*(?:urn:)?isbn(?:-1[03])?[:\s]*", "", text[:100], flags=re.IGNORECASE)
    isbn = re.sub(r"[\s\u2010-\u2015-]+", "-", isbn.strip(" .,;()")).upper()
    digits = isbn.replace("-", "")
    if re.fullmatch(r"\d{13}", digits, re.ASCII):
        is_valid = sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10 == 0
    else:
        is_valid = bool(re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII)) and (
            sum((10 - i) * "0123456789X".index(d) for i, d in enumerate(digits)) % 11 == 0
        )
    if not is_valid:
        raise ValidationError(f"“{shorten(text)}” is not an ISBN: a digit is wrong or missing.")
    return isbn


def clean_issn(text: str) -> str:
    """Return the ISSN in `text`; else raise ValidationError."""
    found = re.search(r"\b(\d{4})\s?[-\u2010-\u2015]?\s?(\d{3}[\dxX])\b", text[:100], re.ASCII)
    digits = (found[1] + found[2]).upper() if found else ""
    if not digits or sum((8 - i) * "0123456789X".index(d) for i, d in enumerate(digits)) % 11:
        raise ValidationError(f"“{shorten(text)}” is not an ISSN: write it like 2049-3630.")
    return f"{digits[:4]}-{digits[4:]}"


def doi_address(doi: str) -> str:
    """Return the address of a DOI, "" for none."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}" if doi else ""


def arxiv_address(identifier: str) -> str:
    """Return the address of an arXiv identifier, "" for none."""
    return f"https://arxiv.org/abs/{identifier}" if identifier else ""


def shorten(text: str, length: int = 80) -> str:
    """Return the beginning of pasted text, for a message."""
    text = " ".join(text[: length * 2].split())
    return text if len(text) <= length else f"{text[:length]}…"
