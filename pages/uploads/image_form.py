"""The form of an image. Models import images.py, and this needs models that are loaded."""

from django.conf import settings
from django.forms import FileField
from django.template.defaultfilters import filesizeformat
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .images import LONGEST_SIDE, name_formats, normalize_image
from .room import check_room


class ImageUploadField(WagtailImageField):
    """Takes a file, and returns what the library keeps of it.

    Wagtail's own decodes a picture before it counts the pixels, and answers a damaged one
    with an error page.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        weight = filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        pixels = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
        self.help_text = (
            f"{name_formats()}, up to {weight} and {pixels} million pixels. "
            f"It is reduced to {LONGEST_SIDE:,} pixels a side, and the place where it "
            "was taken is removed. On a page animations stand still: upload those as a "
            "film."
        )

    def to_python(self, data):
        upload = FileField.to_python(self, data)
        if not upload:
            return upload
        image = normalize_image(upload.name, upload)
        check_room(image)
        return image


class ImageForm(BaseImageForm):
    """Asks for a picture and for the words that stand in for it.

    The words are not required: an upload must not be lost for want of them.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.size_before = self.instance.width, self.instance.height
        # Pictures that are uploaded together are described in forms without a file.
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = ImageUploadField(
                label=given.label, required=given.required, widget=given.widget
            )

    def save(self, commit=True):
        image = self.instance
        # A box drawn on the old picture says nothing about one of another size.
        if "file" in self.changed_data and self.size_before != (
            image.width,
            image.height,
        ):
            image.set_focal_point(None)
        return super().save(commit=commit)

    class Meta(BaseImageForm.Meta):
        labels = {"description": "What does the picture show?"}
        help_texts = {
            "description": (
                "Alternative text: it is read aloud to people who do not see the "
                "picture, and stands in its place where it does not load. Say in a "
                "sentence what matters in it. It is offered wherever the picture is "
                "placed, and can be changed there."
            )
        }
