"""Form of a publication in the editor: a long title, and authors typed as a text."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.admin.widgets import AdminAutoHeightTextInput

from pages.models.base import PageForm

from ..citations.names import is_braced
from ..citations.typed_names import join_typed, split_typed
from .contributor import Author, print_name

# More are edited one in each line.
MOST_IN_A_LINE = 50
DETAILS = ["orcid", "is_owner", "is_equal", "is_corresponding"]


class DetailsInput(forms.HiddenInput):
    """Details of authors, for which a script shows a row for each name in the text of authors."""

    @property
    def media(self):
        return forms.Media(js=[versioned_static("js/author_details.js")])


class PublicationForm(PageForm):
    """Form whose title may take lines, and whose authors are a text."""

    title = forms.CharField(max_length=1000, widget=AdminAutoHeightTextInput)
    author_details = forms.JSONField(required=False, widget=DetailsInput)
    author_lines = forms.CharField(
        required=False, widget=AdminAutoHeightTextInput(attrs={"data-author-lines": ""})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.authors = list(self.instance.authors.all())
        names = [author.name for author in self.authors]
        is_short = len(names) <= MOST_IN_A_LINE
        self.initial["author_lines"] = join_typed(names) if is_short else "\n".join(names)
        self.initial["author_details"] = [
            {"name": author.name, **details}
            for author in self.authors
            if any((details := {name: getattr(author, name) for name in DETAILS}).values())
        ]
        # The text is cleaned with the details.
        self.order_fields(["author_details"])
        self.fields["author_details"].widget.attrs |= {
            "data-controller": "author-details",
            "data-address": reverse("author_names"),
        }
        # Programs may send the authors as forms of their own.
        if self.is_bound and "author_lines" not in self.data:
            del self.fields["author_lines"], self.fields["author_details"]
        else:
            self.formsets.pop("authors", None)

    def clean_author_lines(self):
        """Set the authors; a name that was there before keeps its ORCID iD and marks."""
        text = self.cleaned_data["author_lines"].replace("\r", "")
        is_same = text == self.initial["author_lines"]
        authors = self.authors if is_same else list(find_authors(text, self.authors))
        set_details(authors, self.cleaned_data.get("author_details"))
        for number, author in enumerate(authors):
            author.sort_order = number
            try:
                author.full_clean(exclude=["publication"])
            except ValidationError as error:
                reasons = " ".join(error.messages)
                raise ValidationError(f"Author {number + 1}: {reasons}") from error
        self.instance.authors = authors
        return self.cleaned_data["author_lines"]


def find_authors(text, authors):
    """Yield the authors that a text names: those that are there, and new ones."""
    known = {}
    for author in authors:
        known.setdefault(author.name, []).append(author)
    for typed in split_typed(text):
        plain = typed[1:-1] if is_braced(typed) else typed
        found = next(filter(None, map(known.get, (typed, plain, print_name(typed)))), None)
        yield found.pop(0) if found else Author(name=typed)


def set_details(authors, rows):
    """Give authors the details of the rows with their names; without rows they keep theirs."""
    if not isinstance(rows, list):
        return
    details = {}
    for row in rows:
        details.setdefault(row.get("name"), []).append(row)
    for author in authors:
        found = details.get(print_name(author.name)) or details.get(author.name) or [{}]
        row = found.pop(0) if len(found) > 1 else found[0]
        author.orcid = str(row.get("orcid") or "")
        for name in DETAILS[1:]:
            setattr(author, name, bool(row.get(name)))


class AuthorsPanel(InlinePanel):
    """Forms of the authors, for programs and for the comparison of versions."""

    @register
    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs):
            form = kwargs["form"]
            self.is_text = form is not None and "authors" not in form.formsets
            super().__init__(**kwargs | ({"form": None} if self.is_text else {}))

        def is_shown(self):
            return not self.is_text


author_panels = [
    AuthorsPanel(
        "authors", heading="Authors", label="Author", help_text="They are typed as a text."
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "author_lines",
                heading="Names",
                help_text=(
                    "All as printed, in the order of the title page, with a comma or Enter "
                    "between two. A family name may come first: “Garcia Lopez, Maria” in a line "
                    "of its own. You are found by your name."
                ),
            ),
            FieldPanel(
                "author_details",
                heading="ORCID iDs and marks",
                help_text="Say of each author who contributed equally and whom to write to.",
            ),
        ],
        heading="Authors",
    ),
]
