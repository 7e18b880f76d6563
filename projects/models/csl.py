"""A publication as a CSL-JSON item, and the fields of one from an item.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

import re
from contextlib import suppress
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import CharField

from pages.fields import PartialDate

from ..blocks import ProjectLinkBlock
from .contributor import Author, Editor, fold_name
from .topic import Topic

# Types of CSL by kind, and the fields of a publication by name in CSL.
TYPES = {
    "article": "article-journal",
    "conference": "paper-conference",
    "preprint": "article",
    "chapter": "chapter",
    "book": "book",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "talk": "speech",
    "other": "document",
}
KINDS = {csl: kind for kind, csl in TYPES.items()}
FIELDS = {
    "container-title": "venue",
    "container-title-short": "short_venue",
    "event-title": "event",
    "collection-title": "series",
    "volume": "volume",
    "issue": "issue",
    "page": "page_range",
    "number": "number",
    "edition": "edition",
    "genre": "genre",
    "publisher": "publisher",
    "publisher-place": "place",
    "language": "language",
    "abstract": "abstract",
    "note": "note",
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    "PMID": "pmid",
    "URL": "address",
    "citation-key": "citation_key",
}
CUSTOM = {"arxiv": "arxiv_id", "arxiv-class": "arxiv_class"}
# The key of a BibTeX entry.
KEY = re.compile(r"\s*@\w+\s*\{\s*([^\s,{}]+)\s*,")
LINK_KINDS = dict(ProjectLinkBlock.KINDS)


class CitedPublication:
    """Publication that has a CSL-JSON item, and is filled from one."""

    @property
    def csl(self):
        """The publication as a CSL-JSON item, without what is empty."""
        key = KEY.match(self.bibtex)
        custom = {name: getattr(self, field) for name, field in CUSTOM.items()}
        custom["keywords"] = self.keyword_list
        custom["links"] = [make_link(link) for link in self.open_links]
        item = {
            "type": TYPES.get(self.kind, "document"),
            "title": self.title_markup,
            "author": [author.csl for author in self.authors.all()],
            "editor": [editor.csl for editor in self.editors.all()],
            "issued": self.published_on and {"date-parts": [split_date(self.published_on)]},
            **{name: str(getattr(self, field)) for name, field in FIELDS.items()},
            "custom": {name: value for name, value in custom.items() if value},
        }
        item["citation-key"] = item["citation-key"] or (key[1] if key else "")
        return {name: value for name, value in item.items() if value}

    def fill(self, item):
        """Set the fields, authors and editors from a CSL-JSON item.

        Fields that CSL does not have stay, such as the PDF and the marks of known authors.
        Returns the names of fields in CSL that were too long or could not be stored.
        """
        custom = item.get("custom") or {}
        self.kind = KINDS.get(item.get("type"), self.Kind.OTHER)
        self.set_title(clean_text(item.get("title")))
        lost = [name for name, field in FIELDS.items() if not put(self, field, item.get(name))]
        lost += [name for name, field in CUSTOM.items() if not put(self, field, custom.get(name))]
        self.published_on = read_date(item.get("issued"))
        self.keywords = "; ".join(map(clean_text, custom.get("keywords") or []))
        words = {word.casefold() for word in custom.get("keywords") or []}
        if words:
            topics = Topic.objects.all()
            self.topics.add(*(topic for topic in topics if topic.name.casefold() in words))
        # A document stays one, and does not become its address.
        links = [(make_link(link.value), link.value) for link in self.links]
        self.links = [
            ("link", next((old for csl, old in links if csl == link), None) or read_link(link))
            for link in custom.get("links") or []
        ]
        known = {fold_name(author.name): author for author in self.authors.all()}
        self.authors = list(read_names(Author, item.get("author")))
        for author in self.authors.all():
            if same := known.get(fold_name(author.name)):
                for mark in ("is_owner", "is_equal", "is_corresponding"):
                    setattr(author, mark, getattr(same, mark))
                author.orcid = author.orcid or same.orcid
        self.editors = list(read_names(Editor, item.get("editor")))
        return lost


def split_date(date):
    return [int(part) for part in date.split("-")]


def make_link(link):
    """Return a link as a member of `custom.links`."""
    label, kind = link.get("label"), link["kind"]
    url = urljoin(settings.SITE_URL, link.url)
    if kind == "other" and label:
        return {"kind": label, "url": url}
    return {"kind": kind, "url": url, **({"label": label} if label else {})}


def put(page, name, value):
    """Store a text in a field, cut to its length, and return whether all of it fits."""
    field, text = page._meta.get_field(name), clean_text(value)
    fitting = text[: field.max_length] if isinstance(field, CharField) else text
    setattr(page, name, fitting)
    return fitting == text


def clean_text(value):
    """Return a value as text without NUL, which PostgreSQL refuses."""
    return "" if value is None else str(value).replace("\0", "")


def read_date(issued):
    """Return the partial date in `issued`, "" for none or one that the calendar lacks."""
    with suppress(TypeError, ValueError, LookupError, AttributeError):
        year, *rest = map(int, issued["date-parts"][0][:3])
        return PartialDate("-".join([f"{year:04}", *(f"{part:02}" for part in rest)]))
    return ""


def read_link(link):
    kind = link.get("kind") or "other"
    label = link.get("label", "")
    if kind not in LINK_KINDS:
        kind, label = "other", kind
    return {"kind": kind, "label": label, "address": link.get("url", "")}


def read_names(model, names):
    for position, parts in enumerate(names or []):
        with suppress(ValueError):
            yield model.from_csl(parts, sort_order=position)
