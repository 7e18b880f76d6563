"""The form that asks for a document, wherever one is uploaded or replaced."""

import re
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from wagtail.documents.forms import BaseDocumentForm

PACKED = rb"PK(\x03\x04|\x05\x06)"
TEXT = rb"\xff\xfe|\xfe\xff|[^\0]*\Z"
# How a file begins that is what its ending says; 1,024 bytes are looked at.
BEGINNINGS = {
    **dict.fromkeys(["docx", "odp", "odt", "pptx", "xlsx", "zip"], PACKED),
    **dict.fromkeys(["bib", "csv", "tex", "txt"], TEXT),
    "mp4": rb".{4}ftyp",
    "pdf": rb".{0,1000}%PDF-",
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
            file.seek(0)
            beginning = file.read(1024)
            file.seek(0)
            if not re.match(BEGINNINGS[ending], beginning, re.DOTALL):
                raise ValidationError(
                    f"This file is named .{ending} but holds no such document, or is "
                    "damaged: export it again."
                )
        return file
