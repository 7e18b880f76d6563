import logging
import re

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    SourceImageIOError,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)
from wagtail.images.rect import Rect

from ..uploads.images import DECODE_LOCK, NormalizedImage, normalize_image, renew_image
from ..uploads.widths import MAX_SIDE

logger = logging.getLogger(__name__)


class SiteImageFile(WagtailImageFieldFile):
    """The file of an image, prepared on whatever way it comes into the library."""

    def save(self, name, content, save=True):
        if not isinstance(content, NormalizedImage):
            content = normalize_image(name, content)
            name = content.name
        self.instance.has_transparency = content.has_transparency
        super().save(name, content, save)

    def get_image_dimensions(self):
        """Return width and height as the header has them; Wagtail decodes the pixels."""
        was_closed = self.closed
        self.open()
        try:
            with Image.open(self.file) as image:
                return image.size
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)


class SiteImageField(WagtailImageField):
    attr_class = SiteImageFile

    def deconstruct(self):
        # The column is the same, so no migration is needed.
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", args, kwargs


class SiteImage(AbstractImage):
    """An image in the library, with a description as its default alternative text."""

    file = SiteImageField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )

    # Unknown for images of releases that did not record it.
    has_transparency = models.BooleanField(null=True, editable=False)

    # The words are asked for with the file, while the image is in mind.
    admin_form_fields = (
        *("file", "description", "title", "collection", "tags"),
        *("focal_point_x", "focal_point_y"),
        *("focal_point_width", "focal_point_height"),
    )

    @property
    def default_alt_text(self):
        """Alternative text that a block offers: the description, since titles are mostly file names."""
        return self.description

    @property
    def is_animated(self):
        """True if the file moves: others are kept as JPEG, PNG or AVIF, and were as GIF or WebP."""
        name, is_of_today = self.file.name, self.has_transparency is not None
        return name.endswith(".gif") or (name.endswith(".webp") and is_of_today)

    @property
    def needs_sheet(self):
        """Tell whether the image may show the page through: a plot has dark ink on nothing."""
        if self.has_transparency is None:
            return not self.file.name.lower().endswith((".jpg", ".jpeg"))
        return self.has_transparency

    def save(self, *args, **kwargs):
        has_new_file = bool(self.file) and not self.file._committed
        if has_new_file:
            # Before the rest, since its size, hash and dimensions are saved with it.
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_image_file_metadata()
        # In one transaction, so that nothing reads the new image with old renditions.
        with transaction.atomic():
            super().save(*args, **kwargs)
            if has_new_file:
                self.renditions.all().delete()

    def get_upload_to(self, filename):
        """Return a path with a name, which one of signs alone would not leave."""
        folder, _, name = super().get_upload_to(filename).rpartition("/")
        return f"{folder}/picture{name}" if name.startswith(".") else f"{folder}/{name}"

    def get_focal_point(self):
        """Return the focal point in the image that renditions are made of.

        By default it is in the upper third, where the faces of portraits are.
        """
        point = super().get_focal_point() or Rect.from_point(self.width / 2, self.height / 3, 0, 0)
        return Rect(*(side * self.share for side in point))

    def has_focal_point(self):
        return super().get_focal_point() is not None

    @property
    def focus(self):
        """The focal point in parts of width and height."""
        x, y = self.get_focal_point().centroid
        return x / self.width / self.share, y / self.height / self.share

    @property
    def share(self):
        """The part of its sides that renditions are made of, on a machine with less memory."""
        return min(1, MAX_SIDE / max(self.width, self.height))

    def get_renditions(self, *filters):
        """Return the renditions by their specs, without those that repeat another.

        No image is enlarged, so all widths beyond its own give the same.
        """
        different = {}
        for wanted in filters:
            spec = getattr(wanted, "spec", wanted)
            if size := re.search(r"\b(?:width-(\d+)|fill-(\d+)x(\d+))", spec):
                width, crop_width, crop_height = (int(side or 0) for side in size.groups())
                own = self.width
                if crop_width:
                    own = min(own, self.height * crop_width / crop_height)
                if (width or crop_width) >= own * self.share:
                    spec = spec.replace(size[0], "")
            different.setdefault(spec, wanted)
        return super().get_renditions(*different.values())

    def create_renditions(self, *filters):
        """Make one after the other; Wagtail's threads would each hold the whole file."""
        return {wanted: self.create_rendition(wanted) for wanted in filters}

    def generate_rendition_file(self, filter, *, source=None):
        """Return the file of a rendition.

        Raises SourceImageIOError, for which Wagtail shows a placeholder, if the image cannot
        be decoded: no page and no list of images fails for it.
        """
        with self.open_file() as file:
            # A bucket is asked for the file now, since its errors are others than those below.
            file.read(1)
            try:
                source = renew_image(file)
                with DECODE_LOCK:
                    return super().generate_rendition_file(filter, source=source)
            # A damaged file can make a decoder fail in any way.
            except Exception as error:
                logger.warning("The image %s cannot be shown", self.file.name, exc_info=True)
                raise SourceImageIOError(str(error)) from error

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class SiteRendition(AbstractRendition):
    """An image in one size and format, made from a SiteImage."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename):
        """Return a path that no other content has had, since visitors' browsers keep it."""
        return super().get_upload_to(f"{self.image.get_file_hash()[:8]}.{filename}")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="one_rendition_for_each_filter",
            )
        ]
