"""Blocks of media: figures, galleries, videos and embeds."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from .links import TargetBlock, TargetValue
from .text import PassageBlock

YOUTUBE = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com", "youtu.be"}
VIMEO = {"vimeo.com", "player.vimeo.com"}
# Paths of videos; those of users, channels, lists and events can look alike.
YOUTUBE_VIDEO = re.compile(
    r"/(?:embed|live|shorts|v|watch)/(?!videoseries|live_stream)([\w-]{11})/?", re.ASCII
)
VIMEO_VIDEO = re.compile(
    r"(?:/(?:album|channels|groups|ondemand|showcase)/[\w-]+)?(?:/videos?)?/(\d+)(?:/(\w+))?/?",
    re.ASCII,
)
# A start like 90, 90s, 1m30s or 1h2m.
START = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})(?:\.\d+)?s?)?", re.ASCII)


def prefetch_renditions(images):
    """Fetch the renditions of all `images`, which may contain None, with one query."""
    if found := [image for image in images if image is not None]:
        renditions = found[0].renditions.model.objects.all()
        prefetch = Prefetch("renditions", renditions, to_attr="prefetched_renditions")
        prefetch_related_objects(found, prefetch)
    return images


def find_preview_image():
    """Return the newest image of the library, or None."""
    picture = get_image_model().objects.order_by("-pk").first()
    if picture:
        picture.contextual_alt_text = picture.default_alt_text
        picture.decorative = False
    return picture


class SiteImageBlock(ImageBlock):
    """Image of the library with its alternative text for this place."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Wagtail's block creates its fields itself, for each use.
        for name, help_text in {
            "alt_text": "Describe the image for readers who cannot see it.",
            "decorative": "Tick this if the image adds nothing to the text.",
        }.items():
            self.child_blocks[name].field.help_text = help_text

    def bulk_to_python(self, values):
        return prefetch_renditions(super().bulk_to_python(values))

    class Meta:
        form_layout = ["image", "alt_text", "decorative"]


class PosterBlock(ImageChooserBlock):
    """Decorative image, without alternative text."""

    def bulk_to_python(self, values):
        return prefetch_renditions(super().bulk_to_python(values))


class FigureBlock(blocks.StructBlock):
    """Image with a caption, numbered on the page."""

    image = SiteImageBlock(help_text="Choose an image from the library, or upload one.")
    caption = PassageBlock(help_text="Say in a sentence or two what the image shows.")
    credit = blocks.CharBlock(
        required=False, max_length=200, help_text="Name who made the image, if it was not you."
    )
    width = blocks.ChoiceBlock(
        choices=[
            ("text", _("As wide as the text")),
            ("wide", _("Into the margin")),
            ("full", _("As wide as the window")),
        ],
        default="text",
        help_text="Most images are best as wide as the text.",
    )

    def get_preview_value(self):
        value = super().get_preview_value()
        return self.normalize({**value, "image": find_preview_image()})

    class Meta:
        icon = "image"
        label = _("Figure")
        description = (
            "An image (picture, photo, drawing or screenshot) with a caption and a number."
        )
        group = _("Media")
        template = "blocks/figure.html"
        form_layout = blocks.BlockGroup(["image", "caption"], settings=["credit", "width"])
        preview_value = {
            "caption": "<p>A neuron, traced through a volume of electron microscopy.</p>",
            "credit": "Drawn for this preview",
            "width": "text",
        }


class GalleryImageBlock(blocks.StructBlock):
    """Image of a gallery."""

    image = SiteImageBlock()
    caption = blocks.CharBlock(
        required=False,
        max_length=200,
        help_text="A few words below this image alone, if it needs them.",
    )

    class Meta:
        icon = "image"


class GalleryValue(blocks.StructValue):
    """Pictures side by side, whose width depends on their number."""

    @property
    def placement(self):
        """Name of a placement in uploads/widths.py."""
        return "pair" if len(self["pictures"]) == 2 else "gallery"


class GalleryBlock(blocks.StructBlock):
    """Images side by side under one caption."""

    pictures = blocks.ListBlock(
        GalleryImageBlock(),
        label="Images",
        min_num=2,
        max_num=24,
        help_text="Readers see them side by side, in this order.",
    )
    caption = PassageBlock(
        required=False, help_text="Say in a sentence or two what the images show together."
    )

    def get_preview_value(self):
        value = super().get_preview_value()
        pictures = [{"image": find_preview_image(), "caption": ""}] * 2
        return self.normalize({**value, "pictures": pictures})

    class Meta:
        icon = "grid"
        label = _("Gallery")
        description = "Two images or more side by side, under one number and caption."
        group = _("Media")
        template = "blocks/gallery.html"
        value_class = GalleryValue
        preview_value = {"caption": "<p>The same slice before and after segmentation.</p>"}


class EmbedValue(TargetValue):
    """Video, uploaded or at an address, with its player."""

    @property
    def service(self):
        """Host that a click contacts, such as "youtube.com"; empty for an upload."""
        if self.get("document") or not self.get("address"):
            return ""
        return urlsplit(self["address"]).hostname.removeprefix("www.")

    @property
    def player(self):
        """Address of the embedded player, or None if only a link is possible."""
        parts = urlsplit(self.get("address") or "")
        query = parse_qs(parts.query)
        start = find_start(query, parse_qs(parts.fragment))
        if self.service in YOUTUBE:
            path = f"/v{parts.path}" if self.service == "youtu.be" else parts.path
            if found := YOUTUBE_VIDEO.fullmatch(f"/v/{query['v'][0]}" if "v" in query else path):
                begin = f"?start={start}" if start else ""
                return f"https://www.youtube-nocookie.com/embed/{found[1]}{begin}"
        elif self.service in VIMEO and (found := VIMEO_VIDEO.fullmatch(parts.path)):
            # Unlisted videos have a hash, in the path or the query.
            word = found[2] or query.get("h", [""])[0]
            query = urlencode({"h": word, "dnt": 1} if word else {"dnt": 1})
            begin = f"#t={start}s" if start else ""
            return f"https://player.vimeo.com/video/{found[1]}?{query}{begin}"
        return None


def find_start(*sources):
    """Return the second at which a pasted address lets its video begin, or 0."""
    for source in sources:
        for name in ("t", "start", "time_continue"):
            if found := START.fullmatch(source.get(name, [""])[0]):
                hours, minutes, seconds = (int(number or 0) for number in found.groups())
                if start := 3600 * hours + 60 * minutes + seconds:
                    return start
    return 0


class EmbedBlock(TargetBlock):
    """Video; no other host is contacted before a click."""

    needs_target = True

    title = blocks.CharBlock(max_length=200, help_text="Say what the video shows.")
    address = blocks.URLBlock(
        required=False,
        help_text=(
            "Videos on YouTube or Vimeo play here after a click. Any other address becomes a link."
        ),
    )
    document = DocumentChooserBlock(
        required=False,
        label=_("Video file"),
        help_text="Or upload a video of your own, as an MP4 or WebM file.",
    )
    poster = PosterBlock(required=False, help_text="Shown until the video plays.")
    caption = PassageBlock(
        required=False, help_text="Say in a sentence or two what the video shows."
    )

    def find_problems(self, value):
        document = value["document"]
        if document and document.file_extension.lower() not in {"mp4", "webm"}:
            return {"document": "Choose an MP4 or a WebM file."}
        return super().find_problems(value)

    class Meta:
        icon = "media"
        label = _("Video or embed")
        description = (
            "A video (film, movie) from YouTube, Vimeo or a file. Nothing is fetched "
            "before a click."
        )
        group = _("Media")
        template = "blocks/embed.html"
        value_class = EmbedValue
        form_layout = blocks.BlockGroup(
            ["title", "address", "document", "caption"], settings=["poster"]
        )
        preview_value = {
            "title": "A recorded talk",
            "address": "https://vimeo.com/1234567",
        }
