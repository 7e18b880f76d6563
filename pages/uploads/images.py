"""Images that are uploaded: their checks, their normalisation and their form.

The ending, size and header of a file are checked before a pixel is decoded. The library
keeps an image upright, at most as large as a page shows it, in a format that browsers
show, with its colour profile and without other metadata, such as the place.
"""

import logging
import struct
from io import BytesIO
from math import ceil, floor
from pathlib import PurePath
from threading import Lock

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from PIL import ExifTags, Image, ImageCms, ImageOps, ImageSequence
from wagtail.images.utils import get_allowed_image_extensions

logger = logging.getLogger(__name__)

# Twice the widest rendition, for screens that draw a pixel with two.
LONGEST_SIDE = 3200  # pixels
# Of 100, where pixels are encoded anew: no loss is seen, and renditions lose more.
QUALITY = 90

# Limits beside pixels. Each scan of a JPEG goes over all pixels, and the profile is in every
# rendition.
MOST_FRAMES = 500
# Parts and multiples of the pixels of one image. While Pillow saves an animation it takes up
# to 30 bytes for each pixel of a frame, and 1.3 for each pixel of all frames together.
FRAME_PART = 4
FRAMES_MULTIPLE = 3
MOST_SCANS = 100
LARGEST_PROFILE = 4 * 1024 * 1024  # bytes; those of printers have up to three
SCAN = b"\xff\xda"

BAND = 256  # rows of the smaller picture
LANCZOS_REACH = 3  # rows of the smaller picture, to each side

# A decoded picture is large, and a small machine has room for one.
DECODE_LOCK = Lock()

# The format, in Pillow's words, that an ending promises.
FORMATS = {
    "avif": "AVIF",
    "gif": "GIF",
    "heic": "HEIF",
    "jpeg": "JPEG",
    "jpg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
}
# JPEG files with a second picture inside, as many phones write them, are JPEG to all.
USUAL_NAMES = {"MPO": "JPEG", "HEIF": "HEIC", "WEBP": "WebP"}
USUAL_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}


class NormalizedImage(ContentFile):
    """File of an image as the library keeps it; it is not normalised again."""


def normalize_image(name, file):
    """Return the NormalizedImage of an uploaded file with this name.

    Raises ValidationError with a sentence for the editor.
    """
    format = check_ending(name)
    check_weight(file)
    with DECODE_LOCK:
        file.seek(0)
        data = file.read()
        picture = open_picture(data, name, format)
        check_size(picture)
        try:
            check_effort(picture, data)
            ending, data = normalize(picture, data)
        except ValidationError:
            raise
        # A damaged file can make a decoder stumble in any way.
        except Exception as error:
            logger.warning("%s could not be read", name, exc_info=True)
            raise ValidationError(
                "This file is damaged, perhaps cut off on its way: export the picture again.",
                code="damaged",
            ) from error
    path = PurePath(name)
    return NormalizedImage(data, name=path.with_suffix(ending or path.suffix).name)


def check_ending(name):
    """Return the format that the ending of a name promises."""
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if ending not in get_allowed_image_extensions():
        what = f"A .{ending} file" if ending else "A file without an ending"
        raise ValidationError(
            f"{what} cannot be taken: export the picture as {name_formats()}.",
            code="ending",
        )
    return FORMATS[ending]


def name_formats():
    formats = [FORMATS[ending] for ending in get_allowed_image_extensions()]
    *others, last = sorted({USUAL_NAMES.get(format, format) for format in formats})
    return f"{', '.join(others)} or {last}"


def check_weight(file):
    if not file.size:
        raise ValidationError("This file is empty.", code="empty")
    if file.size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise ValidationError(
            f"This file has {filesizeformat(file.size)}, and "
            f"{filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)} can be taken: "
            "export the picture with fewer pixels, or as JPEG.",
            code="weight",
        )


def open_picture(data, name, format):
    """Return the picture with nothing but its header read."""
    picture = read_header(data, [format])
    if picture:
        return picture
    other = read_header(data, [*FORMATS.values()])
    ending = PurePath(name).suffix
    if other:
        is_format = USUAL_NAMES.get(other.format, other.format)
        problem = f"This file is named {ending} but is {is_format}: name it after what it is."
    else:
        problem = f"This file is named {ending} but holds no such picture, or is damaged."
    raise ValidationError(problem, code="lie")


def read_header(data, formats):
    try:
        return Image.open(BytesIO(data), formats=formats)
    except Image.DecompressionBombError as error:
        raise too_many_pixels() from error
    # UnidentifiedImageError is an OSError; the others come from damaged headers.
    except (OSError, SyntaxError, ValueError, EOFError, struct.error):
        return None


def check_size(picture):
    width, height = picture.size
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    # These need twice the memory of other formats while they are decoded.
    if picture.format in {"AVIF", "WEBP"}:
        most //= 2
    if width * height > most:
        raise too_many_pixels(f" ({width:,} by {height:,})", most)


def too_many_pixels(size="", most=None):
    most = (most or settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS) // 1_000_000
    return ValidationError(
        f"This picture has too many pixels{size}: export it with at most {most} million.",
        code="pixels",
    )


def check_effort(picture, data):
    """Raise ValidationError for a small file that would take long or much to be shown."""
    frames = getattr(picture, "n_frames", 1)
    if frames > MOST_FRAMES:
        raise ValidationError(
            f"This animation has {frames:,} frames, and {MOST_FRAMES} can be taken: "
            "upload it as a film.",
            code="frames",
        )
    pixels = picture.width * picture.height
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    is_large = pixels * FRAME_PART > most or frames * pixels > FRAMES_MULTIPLE * most
    if frames > 1 and picture.format in {"GIF", "WEBP"} and is_large:
        raise ValidationError("This animation is too large: upload it as a film.", code="frames")
    profile = len(picture.info.get("icc_profile") or b"")
    if profile > LARGEST_PROFILE:
        raise ValidationError(
            f"The colour profile in this file has {filesizeformat(profile)}: "
            "export the picture with the profile sRGB.",
            code="profile",
        )
    if picture.format in {"JPEG", "MPO"} and data.count(SCAN) > MOST_SCANS:
        raise ValidationError(
            "This file would take too long to show: export the picture again.",
            code="scans",
        )


def normalize(picture, data):
    """Return a new ending, None where it stays, and the bytes to keep."""
    orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
    needs_no_change = (
        picture.format != "HEIF"
        and max(picture.size) <= LONGEST_SIDE
        and orientation == 1
        and picture.mode in USUAL_MODES
        and (picture.mode == "P" or "transparency" not in picture.info)
    )
    if not needs_no_change:
        return encode(upright(reduce(picture)), picture.format)
    if picture.format != "AVIF":
        return None, save_without_metadata(picture, data)
    picture.load()
    if picture.info.keys() & {"exif", "xmp"}:
        return encode(picture, "AVIF")
    return None, data


def save_without_metadata(picture, data):
    """Return the bytes of the same picture with its colours, frames and timing only."""
    picture.load()
    kept = {"icc_profile", "progressive", "transparency", "loop"}
    options = {name: picture.info[name] for name in kept & picture.info.keys()}
    format = picture.format
    if format in {"JPEG", "MPO"}:
        # The first picture of an MPO is a JPEG, and Pillow keeps the quality of those alone.
        picture.format = format = "JPEG"
        options["quality"] = "keep"
    elif format == "GIF":
        # Every frame that is read brings the comment back.
        options |= {"save_all": True, "comment": b""}
    elif format == "WEBP":
        is_lossless = b"VP8L" in data
        options |= {"save_all": True, "lossless": is_lossless, "quality": QUALITY}
        options["method"] = 1 if is_lossless else 4
        options["duration"] = read_durations(picture)
    # Pillow writes some of it into the new file.
    picture.info = {
        name: value
        for name, value in picture.info.items()
        if name in {"duration", "background", "version"}
    }
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def read_durations(picture):
    """Return the milliseconds of each frame, which Pillow knows once it is decoded."""
    durations = []
    for frame in ImageSequence.Iterator(picture):
        frame.load()
        durations.append(frame.info.get("duration", 0))
    return durations


def reduce(picture):
    """Return the picture in a usual mode, with no side longer than LONGEST_SIDE."""
    share = min(1, LONGEST_SIDE / max(picture.size))
    size = tuple(max(1, round(side * share)) for side in picture.size)
    # A JPEG can be decoded at a half, a quarter or an eighth of its size.
    if picture.format in {"JPEG", "MPO"}:
        picture.draft(None, size)
    picture.load()
    if picture.size == size:
        return to_usual_mode(picture)
    return resize(picture, size)


def resize(picture, size):
    """Return the picture in another size, made band by band.

    As a whole it would be copied once or twice on the way, and need memory for that.
    """
    scale = picture.height / size[1]
    margin = ceil(LANCZOS_REACH * scale)
    for top in range(0, size[1], BAND):
        bottom = min(top + BAND, size[1])
        first = max(0, floor(top * scale) - margin)
        last = min(picture.height, ceil(bottom * scale) + margin)
        band = to_usual_mode(picture.crop((0, first, picture.width, last))).resize(
            (size[0], bottom - top),
            Image.Resampling.LANCZOS,
            box=(0, top * scale - first, picture.width, bottom * scale - first),
        )
        if top == 0:
            made = Image.new(band.mode, size)
            made.info = band.info
        made.paste(band, (0, top))
    return made


def to_usual_mode(picture):
    """Return the picture in grey or RGB of eight bits, with its transparency."""
    if "transparency" in picture.info or picture.mode in {"LA", "PA"}:
        return picture.convert("RGBA")
    if picture.mode.startswith("I;16"):
        # Pillow's own conversion would clip: all but the darkest values became white.
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode == "CMYK":
        return to_screen_colours(picture)
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in {"L", "RGB", "RGBA"} else picture.convert("RGB")


def to_screen_colours(picture):
    """Return a picture made for print as its own profile says it looks."""
    profile = picture.info.pop("icc_profile", None)
    if not profile:
        return picture.convert("RGB")
    return ImageCms.profileToProfile(
        picture,
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        outputMode="RGB",
    )


def upright(picture):
    """Return the picture turned as the camera was held."""
    return ImageOps.exif_transpose(picture)


def encode(picture, format):
    """Return the ending and the bytes of a file that says nothing but the picture."""
    profile = picture.info.get("icc_profile")
    # Pillow would write this into the file.
    picture.info = {}
    has_alpha = picture.mode == "RGBA"
    if format == "GIF" or (format == "HEIF" and has_alpha):
        format = "PNG"
    elif format in {"HEIF", "MPO"}:
        format = "JPEG"
    options = {"icc_profile": profile} if profile else {}
    if format != "PNG":
        options["quality"] = QUALITY
    file = BytesIO()
    picture.save(file, format, **options)
    ending = "jpg" if format == "JPEG" else format.lower()
    return f".{ending}", file.getvalue()
