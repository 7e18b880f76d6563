"""Forms of the admin's views of imports, and the choices in the table."""

from django import forms

from ..citations.reading import UnreadableFile, decode
from ..models import ImportedEntry
from .reading import ImportRefused, check_size

EXAMPLE = "10.1038/s41586-020-2649-2\narXiv:1706.03762\n@article{lovelace1843, title = {…}, …}"


class AddForm(forms.Form):
    """Text or file of publications; `cleaned_data["all"]` is the text of both."""

    text = forms.CharField(
        label="Paste",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 10, "placeholder": EXAMPLE, "spellcheck": "false"}),
        help_text="BibTeX, RIS, CSL-JSON, DOIs or arXiv identifiers, mixed and any number.",
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        widget=forms.FileInput({"accept": ".bib,.ris,.json,.txt"}),
        help_text="Choose a file or drop it here: .bib, .ris, .json or .txt, at most 5 MB.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            return file and (check_size(file.size) or decode(file.read()))
        except (ImportRefused, UnreadableFile) as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self):
        texts = [self.cleaned_data.get(name) for name in ("text", "file")]
        self.cleaned_data["all"] = "\n\n".join(text for text in texts if text and text.strip())
        if not self.cleaned_data["all"] and not self.errors:
            raise forms.ValidationError("Paste something or choose a file.")


class MendForm(forms.Form):
    text = forms.CharField(
        label="Text of the entry",
        strip=False,
        widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
    )


def save_choices(publication_import, posted):
    """Store the ticks and choices of the rows that the form has shown."""
    shown = publication_import.entries.filter(pk__in=filter(str.isdecimal, posted.getlist("shown")))
    chosen = set(posted.getlist("chosen"))
    taken = {}
    for name in posted:
        prefix, _, rest = name.partition("-")
        pk, _, field = rest.partition("-")
        if prefix == "take":
            fields = taken.setdefault(pk, [])
            fields += [field] if posted[name] == "theirs" else []
    changed = []
    for entry in shown.filter(outcome="").only("is_chosen", "taken"):
        key = str(entry.pk)
        before = entry.is_chosen, entry.taken
        entry.is_chosen, entry.taken = key in chosen, taken.get(key, entry.taken)
        changed += [entry] if before != (entry.is_chosen, entry.taken) else []
    ImportedEntry.objects.bulk_update(changed, ["is_chosen", "taken"], batch_size=200)
