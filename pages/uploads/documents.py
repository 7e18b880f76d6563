"""Documents that are uploaded: the form and the check of their content."""

import re
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_valid_filename
from wagtail.documents.forms import BaseDocumentForm

from .room import check_room

PACKED = rb"PK\x03\x04"
TEXT = rb"\xff\xfe|\xfe\xff|[^\0]*\Z"
LOOKED_AT = 1024  # bytes
# The first bytes of a file, by its ending.
BEGINNINGS = {
    **dict.fromkeys(["docx", "odp", "odt", "pptx", "xlsx", "zip"], PACKED),
    **dict.fromkeys(["bib", "csv", "tex", "txt"], TEXT),
    "mp4": rb".{4}ftyp",
    "pdf": rb"(\xef\xbb\xbf)?\s{0,100}%PDF-",
    "webm": rb"\x1a\x45\xdf\xa3",
}


class DocumentForm(BaseDocumentForm):
    """Asks for a file first and says what it may be; refuses one that lies about its type.

    Wagtail looks at the name alone.
    """

    field_order = ["file", "title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Documents that are uploaded together are described in forms without a file.
        if "file" in self.fields:
            *others, last = sorted(settings.WAGTAILDOCS_EXTENSIONS)
            endings = f"{', '.join(others)} or {last}"
            weight = filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
            file = self.fields["file"]
            file.help_text = f"A file that ends in {endings}, up to {weight}."

    def clean_file(self):
        file = self.cleaned_data["file"]
        ending = PurePath(file.name).suffix.removeprefix(".").lower()
        # An ending that is not on the list has a sentence of its own, from Wagtail.
        if "file" in self.changed_data and ending in BEGINNINGS:
            check_content(file, ending)
            check_room(file)
            file.seek(0)
            # Of a name of signs alone the storage would leave the ending.
            if get_valid_filename(file.name).startswith("."):
                file.name = f"document.{ending}"
        return file


def check_content(file, ending):
    """Raise ValidationError unless the first bytes, and the end of a PDF, fit the ending."""
    file.seek(0)
    if not re.match(BEGINNINGS[ending], file.read(LOOKED_AT), re.DOTALL):
        raise wrong_content(ending)
    # A file that was cut off has no end.
    if ending == "pdf":
        file.seek(max(0, file.size - LOOKED_AT))
        if b"%%EOF" not in file.read():
            raise wrong_content(ending)


def wrong_content(ending):
    return ValidationError(
        f"This file is named .{ending} but holds no such document, or is damaged: export it again."
    )
