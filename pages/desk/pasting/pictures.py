"""Upload of pictures that are pasted or dropped, under the rules of the image library."""

import base64
import binascii
import re
from pathlib import PurePath
from urllib.parse import unquote_to_bytes

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.permissions import permission_policy
from wagtail.images.utils import find_image_duplicates

MAX_GALLERY = 24
# Names that programs give to pictures of the clipboard, which say nothing of them.
NAMELESS = re.compile(r"(?:image|clip_image\d*|bild|unknown|pasted)?", re.IGNORECASE)


class RefusedPictureError(ValueError):
    """Refusal of a picture, with a sentence for the editor."""


def upload_picture(user, file, words=""):
    """Return the image of the library that a file is now, or has been before.

    `words` describe it. Raises RefusedPictureError.
    """
    if not permission_policy.user_has_permission(user, "add"):
        raise RefusedPictureError("Your account may not upload pictures.")
    name = PurePath(file.name).stem
    title = words or ("Pasted picture" if NAMELESS.fullmatch(name) else name)
    collection = permission_policy.collections_user_has_permission_for(user, "add").first()
    data = {"title": title[:255], "description": words[:255], "collection": collection.pk}
    form = get_image_form(get_image_model())(data, {"file": file}, user=user)
    if not form.is_valid():
        sentences = [sentence for errors in form.errors.values() for sentence in errors]
        raise RefusedPictureError(f"“{file.name}” was not uploaded. {' '.join(sentences)}")
    image = form.save(commit=False)
    if same := find_image_duplicates(image, user, permission_policy).first():
        return same
    image.uploaded_by_user = user
    image.save()
    form.save_m2m()
    return image


def read_data_address(address, words=""):
    """Return the file of a data: address. Raises RefusedPictureError."""
    head, _comma, content = address.partition(",")
    kind = head.removeprefix("data:image/").partition(";")[0]
    content = unquote_to_bytes(content)
    try:
        if head.endswith(";base64"):
            content = base64.b64decode(re.sub(rb"\s+", b"", content), validate=True)
    except binascii.Error as error:
        raise RefusedPictureError("A picture of the pasted text is damaged.") from error
    name = f"{words[:60].strip() or 'image'}.{kind.partition('+')[0]}"
    return SimpleUploadedFile(re.sub(r"[^\w. -]", "", name), content)


def make_figure(image, words="", caption=""):
    """Return the stored value of a figure that shows an image."""
    return {"image": describe(image, words), "caption": caption, "credit": "", "width": "text"}


def describe(image, words=""):
    words = words or image.default_alt_text
    return {"image": image.pk, "alt_text": words, "decorative": False}


def show_pictures(images):
    """Return the stored blocks that show the images: one in a figure, several in a gallery."""
    if len(images) == 1:
        return [("figure", make_figure(images[0]))]
    return [
        ("gallery", {"pictures": [{"image": describe(image), "caption": ""} for image in part]})
        if len(part) > 1
        else ("figure", make_figure(part[0]))
        for part in (images[i : i + MAX_GALLERY] for i in range(0, len(images), MAX_GALLERY))
    ]
