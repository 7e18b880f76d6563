"""A publication as readers see it: in rows of lists, on its page, in feeds."""

from datetime import UTC, datetime, time

from django.apps import apps
from django.template.defaultfilters import linebreaks_filter, truncatechars
from django.utils.translation import gettext as _

from pages.blocks.marked_text import to_html, to_plain
from pages.fields import LANGUAGE_CODE, PartialDate

from ..citations.identifiers import arxiv_address, doi_address
from ..citations.names import show_name
from ..citations.write_bibtex import write_bibtex
from ..references import list_references
from ..schema_org import cite, describe_publication
from .contributor import find_addresses

SHOWN_AUTHORS = 8  # in a row of a list


class ShownPublication:
    """Properties of a publication that templates show."""

    @property
    def year(self):
        """Year of publication; 0 for a draft without a date."""
        return self.published_on.year if self.published_on else 0

    @property
    def in_text(self):
        """The citation in a sentence: “Lovelace & Wu (2019)”; without authors, its title."""
        names = [author.csl for author in self.authors.all()]
        # The family with its particle, as in “van Gogh”, or the one name there is.
        parts = ("non-dropping-particle", "family")
        families = [
            " ".join(name[part] for part in parts if name.get(part)) or show_name(name)
            for name in names
        ]
        if len(families) > 2:
            by = _("%(name)s et al.") % {"name": families[0]}
        else:
            by = " & ".join(families) or self.title
        return f"{by} ({self.year})" if self.year else by

    @property
    def row_date(self):
        return PartialDate(self.published_on[:4]).html if self.published_on else ""

    @property
    def title_language(self):
        """Code of the language of the publication, or else of the page."""
        return self.language if LANGUAGE_CODE.fullmatch(self.language) else self.text_language

    @property
    def references(self):
        """References in all styles, as they were formatted when the page was saved."""
        return list_references(self.formatted_references)

    @property
    def shown_authors(self):
        """Authors in a row of a list: the first few, and the owner wherever they are."""
        authors = list(self.authors.all())
        if len(authors) <= SHOWN_AUTHORS + 1:
            return authors
        later = [author for author in authors[SHOWN_AUTHORS:] if author.is_owner]
        return [*authors[: SHOWN_AUTHORS - len(later[:1])], *later[:1]]

    @property
    def hidden_authors(self):
        """Number of authors that a row does not show."""
        return len(self.authors.all()) - len(self.shown_authors)

    @property
    def linked_authors(self):
        """All authors, each with the address of a page of theirs."""
        authors = list(self.authors.all())
        return list(zip(authors, find_addresses(authors), strict=True))

    @property
    def author_marks(self):
        """Which marks of authors need an explanation."""
        authors = self.authors.all()
        return {
            "equal": any(author.is_equal for author in authors),
            "corresponding": any(author.is_corresponding for author in authors),
        }

    @property
    def fact_sheet(self):
        """Known facts, as pairs of label and value, in the order of the page."""
        date = self.published_on
        issue = f" ({self.issue})" if self.issue else ""
        facts = [
            (_("Appeared in"), self.venue),
            (_("Event"), self.event),
            (_("Date"), date and date.html),
            (_("Volume"), self.volume and f"{self.volume}{issue}"),
            (_("Pages"), self.page_range),
            (_("Document number"), self.number),
            (_("Edition"), self.edition),
            (_("Series"), self.series),
            (_("Editors"), ", ".join(map(str, self.editors.all()))),
            (_("Publisher"), ", ".join(filter(None, [self.publisher, self.place]))),
            ("ISBN", self.isbn),
            (_("Award"), self.award),
            (_("Remark"), self.note),
        ]
        return [(label, value) for label, value in facts if value]

    @property
    def keyword_list(self):
        return [word.strip() for word in self.keywords.split(";") if word.strip()]

    @property
    def bibtex_text(self):
        """The publication as an entry of BibTeX."""
        return write_bibtex([self.csl]).strip()

    @property
    def open_links(self):
        """Links with an address."""
        return [link.value for link in self.links if link.value.url]

    @property
    def pdf_address(self):
        """Address of the PDF: in the folder of the page, as Google Scholar asks, once it is live."""
        if not self.pdf:
            return ""
        if self.live and self.pdf.file_extension == "pdf" and self.url:
            return f"{self.url}{self.slug}.pdf"
        return self.pdf.url

    @property
    def export_address(self):
        """Address of the page's files for reference managers, without the ending."""
        return (self.url or "").rstrip("/")

    @property
    def feed_times(self):
        """Day of publication, so that an older work is no news on the day that it is entered."""
        if not self.published_on:
            return super().feed_times
        end = datetime.combine(self.published_on.last_day(), time(12), UTC)
        published = min(end, self.first_published_at)
        return published, published

    @property
    def description(self):
        """Summary for search engines, or else the beginning of the abstract."""
        return super().description or truncatechars(to_plain(self.abstract), 160)

    @property
    def plain_texts(self):
        """Texts that a search finds, without markup."""
        names = [self.venue, self.short_venue, self.event, self.keywords]
        return list(map(to_plain, [self.abstract, *names]))

    @property
    def doi_address(self):
        return doi_address(self.doi)

    @property
    def arxiv_address(self):
        return arxiv_address(self.arxiv_id)

    @property
    def citation_tags(self):
        return cite(self)

    @property
    def feed_html(self):
        return linebreaks_filter(to_html(self.abstract)) + super().feed_html

    def structured_data_for(self, owner):
        return describe_publication(self, owner)

    @property
    def projects(self):
        """Public projects that name this publication, newest first."""
        # Projects import publications, so this module cannot import projects.
        projects = apps.get_model("projects.ProjectPage").objects.live().public()
        # The preview of a new page has no key: comparing with None would find all projects
        # that name no publication.
        chosen = projects.filter(chosen_publications__publication_id__in=[self.pk])
        return chosen.newest_first()
