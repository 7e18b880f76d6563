"""DOI and arXiv identifiers: validation and addresses."""

import re
from urllib.parse import quote

from django.core.exceptions import ValidationError

# The form that Crossref gives for all but a few early DOIs.
DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"]+", re.ASCII)
# https://info.arxiv.org/help/arxiv_identifier.html, in its present and older schemes.
ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v[1-9]\d*)?", re.ASCII)


def clean_doi(text: str) -> str:
    """Return the DOI in `text`, which may be an address; else raise ValidationError."""
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE)
    if not DOI.fullmatch(doi):
        raise ValidationError(f"“{text}” is not a DOI: write it like 10.1021/acsaelm.9b00095.")
    return doi


def clean_arxiv_id(text: str) -> str:
    """Return the arXiv identifier in `text`, which may be an address.

    Raises ValidationError if there is none.
    """
    pattern = r"^(https?://arxiv\.org/(abs|pdf)/|arxiv:\s*)"
    identifier = re.sub(pattern, "", text.strip(), flags=re.IGNORECASE).removesuffix(".pdf")
    if not ARXIV.fullmatch(identifier):
        raise ValidationError(f"“{text}” is not an arXiv identifier: write 1905.06236.")
    return identifier


def doi_address(doi: str) -> str:
    """Return the address of a DOI, "" for none."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}" if doi else ""


def arxiv_address(identifier: str) -> str:
    """Return the address of an arXiv identifier, "" for none."""
    return f"https://arxiv.org/abs/{identifier}" if identifier else ""
