from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """A picture in the library, with the words that stand in for it by default."""

    admin_form_fields = Image.admin_form_fields

    @property
    def default_alt_text(self):
        """What the picture shows, offered wherever it is placed.

        Never the title: that is mostly the name of a file.
        """
        return self.description


class SiteRendition(AbstractRendition):
    """A picture in one size and format, made from a SiteImage."""

    image = models.ForeignKey(
        SiteImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="one_rendition_for_each_filter",
            )
        ]
