"""The form that asks for a document, wherever one is uploaded or replaced."""

import re
from pathlib import PurePath

from django.core.exceptions import ValidationError
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
    """Refuses a file that lies about its type. Wagtail looks at the name alone."""

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
