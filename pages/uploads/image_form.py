"""Form of an image.

It needs the models, which import images.py: so it has a module of its own.
"""

from django.conf import settings
from django.forms import FileField
from django.template.defaultfilters import filesizeformat
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .images import FORMATS, count_jpeg_pixels, normalize_image
from .room import check_room
from .widths import MAX_SIDE


class ImageUploadField(WagtailImageField):
    """File field that returns a normalised image.

    Wagtail's own decodes an image before it counts the pixels, and answers a damaged one
    with an error page.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        size = filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        pixels = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
        jpeg_pixels = count_jpeg_pixels() // 1_000_000
        self.help_text = (
            f"{FORMATS}, up to {size} and {pixels} million pixels, or {jpeg_pixels} million as "
            f"JPEG. It is reduced to {MAX_SIDE:,} pixels a side, and its location is removed. "
            "Animations play in figures and galleries."
        )

    def to_python(self, data):
        upload = FileField.to_python(self, data)
        if not upload:
            return upload
        image = normalize_image(upload.name, upload)
        check_room(image)
        return image


class ImageForm(BaseImageForm):
    """Form for an image and its alternative text, which is optional: no upload is lost for it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.size_before = self.instance.width, self.instance.height
        # Images that are uploaded together are described in forms without a file.
        if file := self.fields.get("file"):
            self.fields["file"] = ImageUploadField(
                label=file.label, required=file.required, widget=file.widget
            )

    def save(self, commit=True):
        image = self.instance
        # A focal area of the old image means nothing in one of another size.
        if "file" in self.changed_data and self.size_before != (image.width, image.height):
            image.set_focal_point(None)
        return super().save(commit=commit)

    class Meta(BaseImageForm.Meta):
        labels = {"description": "What does the image show?"}
        help_texts = {
            "description": (
                "Alternative text: it is read aloud to people who do not see the image, and "
                "shown if it does not load. Describe in a sentence what matters in it. It is "
                "offered wherever the image is placed, and can be changed there."
            )
        }
