import re

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from ..uploads.images import DECODE_LOCK, NormalizedImage, normalize_image, shrink_image
from ..uploads.widths import MAX_SIDE


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

    def get_renditions(self, *filters):
        """Return the renditions by their specs, without those that repeat another.

        No image is enlarged, so all widths beyond its own give the same.
        """
        own = self.width * min(1, MAX_SIDE / max(self.width, self.height))
        different = {}
        for wanted in filters:
            spec = getattr(wanted, "spec", wanted)
            width = re.search(r"\bwidth-(\d+)", spec)
            if width and int(width[1]) >= own:
                spec = spec.replace(width[0], "")
            different.setdefault(spec, wanted)
        return super().get_renditions(*different.values())

    def create_renditions(self, *filters):
        """Make one after the other; Wagtail's threads would each hold the whole file."""
        return {wanted: self.create_rendition(wanted) for wanted in filters}

    def generate_rendition_file(self, filter, *, source=None):
        if max(self.width, self.height) > MAX_SIDE:
            with self.open_file() as file:
                source = shrink_image(file)
        with DECODE_LOCK:
            return super().generate_rendition_file(filter, source=source)

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
