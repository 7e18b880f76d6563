"""Form of a document, and the check of its content."""

import re
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_valid_filename
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.forms import BaseDocumentForm

from .room import check_room

PACKED = rb"PK\x03\x04"
TEXT = rb"\xff\xfe|\xfe\xff|[^\0]*\Z"
# Readers find the header of a PDF in the first kilobyte, and its end before other bytes.
CHECKED_BYTES = 1024
LAST_BYTES = 16 * 1024
# The first bytes of a file, by its extension.
BEGINNINGS = {
    **dict.fromkeys(["docx", "odp", "odt", "pptx", "xlsx", "zip"], PACKED),
    **dict.fromkeys(["bib", "csv", "tex", "txt"], TEXT),
    "mp4": rb".{4}ftyp",
    # Printers put commands before it. A web page there would be a second meaning.
    "pdf": rb"[^<]*%PDF-",
    "webm": rb"\x1a\x45\xdf\xa3",
}


class DocumentForm(BaseDocumentForm):
    """Form that asks for the file first, and compares its content with its extension.

    Wagtail checks the extension alone.
    """

    field_order = ["file", "title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.old_address = self.instance.url if self.instance.pk else ""
        # Documents that are uploaded together are described in forms without a file.
        if file := self.fields.get("file"):
            *others, last = sorted(settings.WAGTAILDOCS_EXTENSIONS)
            size = filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
            file.help_text = f"A file of type {', '.join(others)} or {last}, up to {size}."

    def clean_file(self):
        file = self.cleaned_data["file"]
        extension = PurePath(file.name).suffix.removeprefix(".").lower()
        # Wagtail has a message for other extensions.
        if "file" in self.changed_data and extension in BEGINNINGS:
            check_content(file, extension)
            check_room(file)
            file.seek(0)
            # The storage keeps only the extension of a name without letters.
            if get_valid_filename(file.name).startswith("."):
                file.name = f"document.{extension}"
        return file

    def _update_errors(self, errors):
        # The model also finds fault with the empty name of a file that the form refuses, or
        # that has waited for its title, and comes to the document after the form.
        if "file" not in self.fields or self.has_error("file"):
            errors.error_dict.pop("file", None)
        super()._update_errors(errors)

    def save(self, commit=True):
        document = super().save(commit)
        if commit and self.old_address not in {"", document.url}:
            redirect(self.old_address, document.url)
        return document


def redirect(old, new):
    """Redirect from the old address of a document to its new one.

    Not permanently, since a later file may have the old name again.
    """
    paths = [Redirect.normalise_path(address) for address in (old, new)]
    Redirect.objects.filter(old_path__in=paths).delete()
    Redirect.objects.create(
        old_path=paths[0], redirect_link=new, is_permanent=False, automatically_created=True
    )


def check_content(file, extension):
    """Raise ValidationError unless the first bytes, and the end of a PDF, fit the extension."""
    file.seek(0)
    is_right = re.match(BEGINNINGS[extension], file.read(CHECKED_BYTES), re.DOTALL)
    if extension == "pdf":
        # A file that was cut off has no end.
        file.seek(max(0, file.size - LAST_BYTES))
        is_right = is_right and b"%%EOF" in file.read()
    if not is_right:
        raise ValidationError(f"This is no {extension} file, or it is damaged: export it again.")
