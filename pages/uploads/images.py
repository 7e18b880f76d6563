"""Validation and normalisation of uploaded images.

Size and header of a file are checked before a pixel is decoded. The library keeps an image
upright, at most as large as a page shows it, in a format that browsers show, in grey or in RGB
with its colour profile, without other metadata, such as its location, and only after its
smallest renditions were made. An animation becomes an animated WebP.
"""

import logging
import struct
from io import BytesIO
from math import ceil, floor
from pathlib import PurePath
from tempfile import TemporaryFile
from threading import Lock

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from PIL import ExifTags, Image, ImageOps
from willow import Image as WillowImage

from .colours import GREY_MODES, USUAL_MODES, check_profile, has_transparency, to_usual_mode
from .widths import MAX_SIDE, MIN_RENDITION, RENDITION_FORMATS

logger = logging.getLogger(__name__)

# Formats that are accepted, as Pillow and as editors call them.
DECODERS = ["AVIF", "GIF", "HEIF", "JPEG", "PNG", "WEBP"]
FORMATS = "AVIF, GIF, HEIC, JPEG, PNG or WebP"

QUALITY = 90  # of 100, for pixels that are encoded again; renditions lose more

# A JPEG can be decoded at a half or a quarter of its size, so it may have more pixels than others:
# a phone takes 12 million, four times those of the smallest machine and a few more.
JPEG_SHARE = 6
MAX_JPEG_PIXELS = 40_000_000

MAX_SCANS = 100  # of a JPEG; decoding each one passes over all pixels
SCAN = b"\xff\xda"

BAND = 256  # rows of the smaller image
LANCZOS_REACH = 3  # rows of the smaller image, to each side

# A decoded image is large, and a small machine has room for one.
DECODE_LOCK = Lock()

# Of an animation: it takes some seconds to encode so many.
MAX_FRAMES = 1_000
MAX_MOVING_PIXELS = 50_000_000  # in all frames
UNSEEN = 10  # milliseconds; browsers show frames of so few for 100

KEPT_INFO = {"icc_profile", "progressive", "transparency"}


class NormalizedImage(File):
    """Image as the library keeps it; it is not normalised again.

    It lies on the disk, since several may wait until they are stored.
    """

    def __init__(self, file, name, has_transparency):
        super().__init__(file, name)
        self.has_transparency = has_transparency


def normalize_image(name, file):
    """Return the NormalizedImage of an uploaded file.

    The content decides on the format and so on the extension of the name. Raises
    ValidationError with a message for the editor.
    """
    check_file_size(file)
    with DECODE_LOCK:
        file.seek(0)
        data = file.read()
        image = read_header(data)
        try:
            format, file, has_transparency = normalize(image, data)
            prove(file)
        except ValidationError:
            raise
        # A damaged file can make a decoder fail in any way.
        except Exception as error:
            logger.warning("%s could not be read", name, exc_info=True)
            raise ValidationError("This file is damaged: export the image again.") from error
    file.seek(0)
    extension = "jpg" if format == "JPEG" else format.lower()
    return NormalizedImage(file, f"{PurePath(name).stem}.{extension}", has_transparency)


def check_file_size(file):
    if not file.size:
        raise ValidationError("This file is empty.")
    if file.size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise ValidationError(
            f"This file has {filesizeformat(file.size)}, more than "
            f"{filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)}: "
            "export the image with fewer pixels, or as JPEG."
        )


def count_jpeg_pixels():
    """Return the most pixels of a JPEG that is not progressive."""
    return min(JPEG_SHARE * settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS, MAX_JPEG_PIXELS)


def read_header(data):
    """Return the image, not decoded. Raises ValidationError for one too costly to decode."""
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    most_of_jpeg = count_jpeg_pixels()
    try:
        image = Image.open(BytesIO(data), formats=DECODERS)
        is_jpeg = image.format in {"JPEG", "MPO"}
        # All coefficients of a progressive one are in memory, at whatever size it is decoded.
        if is_jpeg and "progressive" not in image.info:
            most = most_of_jpeg
        # These need twice the memory of other formats while they are decoded.
        elif image.format in {"AVIF", "WEBP"}:
            most //= 2
        if image.width * image.height > most:
            raise Image.DecompressionBombError
    except Image.DecompressionBombError as error:
        raise ValidationError(
            "This image has too many pixels for the memory of this machine: export it with at "
            f"most {most / 1_000_000:g} million, or as JPEG, not progressive, with at most "
            f"{most_of_jpeg / 1_000_000:g} million."
        ) from error
    # UnidentifiedImageError is an OSError; the others come from damaged headers.
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise ValidationError(
            f"This file is damaged or not an image of the web: export it as {FORMATS}."
        ) from error
    if is_jpeg and data.count(SCAN) > MAX_SCANS:
        raise ValidationError("This file takes too long to decode: export the image again.")
    return image


def normalize(image, data):
    """Return format and file of the image as the library keeps it, and `has_transparency`."""
    file = TemporaryFile()  # noqa: SIM115 - it outlives this
    has_fitting_profile = check_profile(image)
    if is_animated(image):
        is_lossless = image.format != "AVIF" and b"VP8 " not in data
        encode_animation(image, file, is_lossless=is_lossless)
        return "WEBP", file, has_transparency(image.convert("RGBA"))
    # An MPO, as many phones write it, is a JPEG with a second image behind it.
    format = image.format = "JPEG" if image.format == "MPO" else image.format
    is_usual = (
        format != "HEIF"
        and max(image.size) <= MAX_SIDE
        and image.width * image.height <= settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        and image.getexif().get(ExifTags.Base.Orientation, 1) == 1
        and image.mode in USUAL_MODES
        and (image.mode == "P" or "transparency" not in image.info)
        and (image.mode not in GREY_MODES or "icc_profile" not in image.info)
    )
    if is_usual:
        image.load()
        # An AVIF without metadata stays, since encoding it again would lose quality.
        is_clean = has_fitting_profile and not image.info.keys() & {"exif", "xmp"}
        if format == "AVIF" and is_clean:
            file.write(data)
            return format, file, has_transparency(image)
        options = {"quality": "keep"} if format == "JPEG" else {}
    else:
        image, options = ImageOps.exif_transpose(reduce(image)), {}
    if format == "GIF":
        format = "PNG"
    # Browsers do not show HEIF, and the others take up to 40 bytes a pixel to encode.
    if format in {"AVIF", "HEIF", "WEBP"}:
        format = "PNG" if image.mode == "RGBA" or b"VP8L" in data else "JPEG"
        options["subsampling"] = "4:4:4"
    is_transparent = has_transparency(image)
    options |= {name: image.info[name] for name in KEPT_INFO & image.info.keys()}
    # Pillow writes the rest of it, such as comments, into the new file.
    image.info = {}
    image.save(file, format, **{"quality": QUALITY, **options})
    return format, file, is_transparent


def reduce(image):
    """Return the image in a usual mode, with no side longer than MAX_SIDE.

    It is resized in bands: as a whole, it would be copied once or twice on the way.
    """
    # A JPEG can be decoded at a half, a quarter or an eighth of its size.
    if image.format == "JPEG":
        scale = 1
        while (
            image.width * image.height > scale**2 * settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
            or max(image.size) >= 2 * scale * MAX_SIDE
        ):
            scale *= 2
        image.draft(None, (image.width // scale, image.height // scale))
    share = min(1, MAX_SIDE / max(image.size))
    width, height = (max(1, round(side * share)) for side in image.size)
    image.load()
    if image.size == (width, height):
        return to_usual_mode(image)
    scale = image.height / height
    margin = ceil(LANCZOS_REACH * scale)
    for top in range(0, height, BAND):
        bottom = min(top + BAND, height)
        first = max(0, floor(top * scale) - margin)
        last = min(image.height, ceil(bottom * scale) + margin)
        band = to_usual_mode(image.crop((0, first, image.width, last))).resize(
            (width, bottom - top),
            Image.Resampling.LANCZOS,
            box=(0, top * scale - first, image.width, bottom * scale - first),
        )
        if top == 0:
            reduced = Image.new(band.mode, (width, height))
            reduced.info = band.info
        reduced.paste(band, (0, top))
    return reduced


def is_animated(image):
    """Tell whether an image moves; in an MPO or a HEIC, other images are not frames."""
    return image.format not in {"HEIF", "JPEG", "MPO"} and getattr(image, "is_animated", False)


def encode_animation(image, file, *, is_lossless):
    """Write all frames as an animated WebP. Raises ValidationError for too many.

    Of drawings, without loss, it has a fifth of the size of a GIF.
    """
    moving = image.width * image.height * image.n_frames
    if max(image.size) > MAX_SIDE or image.n_frames > MAX_FRAMES or moving > MAX_MOVING_PIXELS:
        raise ValidationError(
            f"An animation may have {MAX_SIDE:,} pixels a side, {MAX_FRAMES:,} frames, and "
            f"{MAX_MOVING_PIXELS // 1_000_000} million pixels in all of them: export it smaller, "
            "or upload it as a video (MP4 or WebM) to the documents."
        )
    durations = []
    for number in range(image.n_frames):
        image.seek(number)
        image.load()
        duration = image.info.get("duration", 0)
        durations.append(round(duration) if duration > UNSEEN else 100)
    loop = image.info.get("loop", 1 if image.format == "GIF" else 0)
    profile = image.info.get("icc_profile", b"") if image.mode not in GREY_MODES else b""
    options = {"lossless": True, "quality": 0} if is_lossless else {"quality": QUALITY}
    image.seek(0)
    image.save(
        file,
        "WEBP",
        save_all=True,
        duration=durations,
        loop=loop,
        icc_profile=profile,
        method=0,
        **options,
    )


def prove(file):
    """Make the smallest rendition of each format as pages do; raise an error if one fails."""
    file.seek(0)
    image = WillowImage.open(file).auto_orient()
    image = image.resize([min(side, MIN_RENDITION) for side in image.get_size()])
    for format in RENDITION_FORMATS:
        if format == "jpeg":
            image = image.set_background_color_rgb((255, 255, 255))
        rendition = BytesIO()
        getattr(image, f"save_as_{format}")(rendition)
        Image.open(rendition).load()


def renew_image(file):
    """Return the file of an image of the library, or another that renditions can be made of.

    A site that moved to a smaller machine keeps larger images than this one has the memory for,
    and older releases kept images that cannot be shown as they are.
    """
    with DECODE_LOCK, Image.open(file, formats=DECODERS) as image:
        is_as_kept_today = (
            max(image.size) <= MAX_SIDE
            and check_profile(image)
            and (image.mode not in GREY_MODES or "icc_profile" not in image.info)
            # Willow reads no animated PNG.
            and (image.format != "PNG" or not is_animated(image))
        )
        if is_as_kept_today:
            file.seek(0)
            return file
        renewed = TemporaryFile()  # noqa: SIM115 - it outlives this
        format = "JPEG" if image.format == "JPEG" else "PNG"
        image = reduce(image)
        profile = image.info.get("icc_profile")
        image.info = {}
        image.save(renewed, format, quality=QUALITY, icc_profile=profile)
    renewed.seek(0)
    return File(renewed, name=f"image.{format.lower()}")
