"""Colours of images: their profiles, modes and transparency."""

from io import BytesIO

from PIL import ImageCms

GREY_MODES = {"1", "L", "LA"}
USUAL_MODES = {*GREY_MODES, "P", "RGB", "RGBA"}


def check_profile(image):
    """Remove a colour profile that is damaged, or made for other pixels; tell if it may stay.

    Chromium shows nothing of an AVIF in colour with a profile for grey.
    """
    profile = image.info.get("icc_profile")
    if not profile:
        return True
    is_grey = image.mode in GREY_MODES or image.mode.startswith("I")
    expected = "GRAY" if is_grey else "CMYK" if image.mode == "CMYK" else "RGB"
    try:
        space = ImageCms.ImageCmsProfile(BytesIO(profile)).profile.xcolor_space.strip()
    except OSError:
        space = ""
    if space != expected:
        del image.info["icc_profile"]
    return space == expected


def to_usual_mode(image):
    """Return the image in grey or RGB of eight bits, with its transparency.

    The profile of one in grey, or made for print, is applied.
    """
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        # Pillow's own conversion would clip: all but the darkest values became white.
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "1":
        image = image.convert("L")
    is_transparent = "transparency" in image.info or image.mode in {"LA", "PA", "RGBA"}
    if profile and image.mode in {"CMYK", "L", "LA"}:
        # The colours that it has by its own profile.
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        alpha = image.convert("LA").getchannel("A") if is_transparent else None
        exif = image.info.get("exif", b"")
        pixels = image if image.mode == "CMYK" else image.convert("L")
        image = ImageCms.profileToProfile(pixels, source, target, outputMode="RGB")
        if alpha:
            image.putalpha(alpha)
        # Its orientation is applied later.
        image.info = {"exif": exif}
    elif is_transparent:
        image = image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "RGBA"} else image.convert("RGB")


def has_transparency(image):
    """Tell whether a pixel of an image in a usual mode is transparent, if only in part."""
    if image.mode in {"LA", "RGBA"}:
        return image.getchannel("A").getextrema()[0] < 255
    if image.mode != "P" or "transparency" not in image.info:
        return False
    alphas = image.info["transparency"]
    if isinstance(alphas, int):
        return image.histogram()[alphas] > 0
    return any(
        count and alpha < 255 for count, alpha in zip(image.histogram(), alphas, strict=False)
    )
