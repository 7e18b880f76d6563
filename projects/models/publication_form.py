"""Form of a publication in the editor: a title with markup, and perhaps thousands of authors."""

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.telepath import register
from wagtail.admin.widgets import AdminAutoHeightTextInput

from pages.models.base import PageForm

from .contributor import Author

# More take seconds to show as forms of their own, and thousands have more fields than a form may.
MOST_FORMS = 50


class PublicationForm(PageForm):
    """Form whose title may have mathematics and italics, and whose authors may be a text."""

    title = forms.CharField(
        max_length=1000,
        widget=AdminAutoHeightTextInput,
        help_text="As printed. Mathematics goes between dollar signs, as in $x^2$.",
    )
    author_lines = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 20}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["title"] = self.instance.title_markup
        authors = self.instance.authors.all()
        self.initial["author_lines"] = "\n".join(author.name for author in authors)
        # The number may have changed since the editor was opened.
        is_text = "author_lines" in self.data if self.is_bound else len(authors) > MOST_FORMS
        if is_text:
            self.formsets.pop("authors", None)
        else:
            del self.fields["author_lines"]

    def clean_title(self):
        self.instance.set_title(self.cleaned_data["title"])
        if not self.instance.title:
            raise ValidationError(self.fields["title"].error_messages["required"])
        return self.instance.title

    def clean_author_lines(self):
        """Set the authors; a name that was there before keeps its ORCID iD and marks."""
        known = {}
        for author in self.instance.authors.all():
            known.setdefault(author.name, []).append(author)
        authors = []
        for line in filter(None, map(str.strip, self.cleaned_data["author_lines"].splitlines())):
            author = known[line].pop(0) if known.get(line) else Author(name=line)
            author.sort_order = len(authors)
            authors.append(author)
            try:
                author.full_clean(exclude=["publication"])
            except ValidationError as error:
                reasons = " ".join(error.messages)
                raise ValidationError(f"Author {len(authors)}: {reasons}") from error
        self.instance.authors = authors
        return self.cleaned_data["author_lines"]


class AuthorsPanel(InlinePanel):
    """Forms of the authors, unless they are a text."""

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
        "authors",
        heading="Authors",
        label="Author",
        help_text=(
            "All authors as printed, in the order of the title page. Write a family name of "
            "several words first: “Garcia Lopez, Maria”. You are found by your name."
        ),
    ),
    FieldPanel(
        "author_lines",
        heading="Authors, as a text",
        help_text=(
            "One in each line, in the order of the title page, as there are more than "
            f"{MOST_FORMS}. Names that you leave as they are keep their ORCID iDs and marks."
        ),
    ),
]
