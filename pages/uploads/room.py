"""The room that the storage has for an upload."""

from math import inf

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat


def check_room(file):
    """Raise ValidationError when the disk has no room for an upload. A bucket always has."""
    room = getattr(default_storage, "find_room", lambda: inf)()
    if file.size > room:
        raise ValidationError(
            f"The disk has no room for this file of {filesizeformat(file.size)} (there is "
            f"{filesizeformat(room)}). Delete files that you do not need, or enlarge the disk."
        )
