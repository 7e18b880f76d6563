"""Normalisation of images that are uploaded."""

import io
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import ExifTags, Image, ImageChops, ImageCms, ImageSequence, ImageStat

from pages.uploads.images import normalize_image
from pages.uploads.widths import MAX_SIDE
from tests.support.image_files import animate, draw, encode, make_grey_profile

# Metadata that a stored file must not contain.
SECRETS = [b"Exif", b"GPSLatitude", b"Cologne", b"<script>", b"x:xmpmeta"]
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def make_exif(orientation=1):
    """Return metadata of a phone: orientation, description and location."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = "Cologne"
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (50.0, 56.0, 28.0)}
    return exif.tobytes()


def normalize(name, data):
    """Return name, bytes and image of the normalised file."""
    file = normalize_image(name, ContentFile(data))
    kept = file.read()
    return file.name, kept, Image.open(io.BytesIO(kept))


def is_red(pixel):
    return pixel[0] > 200 and pixel[2] < 60


def is_blue(pixel):
    return pixel[2] > 200 and pixel[0] < 60


XMP = b"<x:xmpmeta>Cologne</x:xmpmeta>"


@pytest.mark.parametrize(
    ("name", "format", "options", "kept_as"),
    [
        ("photo.jpg", "JPEG", {"comment": b"Cologne", "progressive": True}, "photo.jpg"),
        ("photo.jpeg", "JPEG", {"subsampling": 0}, "photo.jpg"),
        ("plot.png", "PNG", {}, "plot.png"),
        ("photo.webp", "WEBP", {}, "photo.jpg"),
        ("plot.webp", "WEBP", {"lossless": True}, "plot.png"),
    ],
)
def test_a_small_picture_loses_its_metadata_and_keeps_its_pixels(name, format, options, kept_as):
    picture = draw()
    data = encode(picture, format, exif=make_exif(), xmp=XMP, icc_profile=PROFILE, **options)
    assert b"Cologne" in data

    kept_name, file, kept = normalize(name, data + b"<script>")

    before = Image.open(io.BytesIO(data))
    assert kept_name == kept_as
    assert not any(secret in file for secret in SECRETS)
    assert kept.info["icc_profile"] == PROFILE
    difference = ImageChops.difference(kept.convert("RGB"), before.convert("RGB"))
    is_lossless = format == "PNG" or options.get("lossless")
    assert max(ImageStat.Stat(difference).mean) <= (0 if is_lossless else 3)


def test_an_image_with_the_extension_of_another_format_gets_its_own():
    assert normalize("photo.png", encode(draw(), "JPEG"))[0] == "photo.jpg"
    assert normalize("photo", encode(draw(), "PNG"))[0] == "photo.png"


def test_a_phone_picture_stands_upright_and_does_not_say_where_it_was_taken():
    exif = make_exif(orientation=6)
    data = encode(draw(), "JPEG", exif=exif, icc_profile=PROFILE, comment=b"Cologne")

    _, file, kept = normalize("photo.jpg", data)

    assert kept.size == (48, 64)
    assert is_red(kept.getpixel((24, 4)))
    assert is_blue(kept.getpixel((24, 60)))
    assert kept.info["icc_profile"] == PROFILE
    assert not dict(kept.getexif())
    assert b"Cologne" not in file


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_is_reduced_to_what_the_site_can_show(format):
    data = encode(draw(4000, 80), format, icc_profile=PROFILE, exif=make_exif())

    _, file, kept = normalize(f"wide.{format.lower()}", data)

    assert kept.size == (MAX_SIDE, MAX_SIDE // 50)
    assert kept.format == ("PNG" if format == "PNG" else "JPEG")
    assert is_red(kept.convert("RGB").getpixel((100, 30)))
    assert is_blue(kept.convert("RGB").getpixel((3000, 30)))
    assert kept.info["icc_profile"] == PROFILE
    assert b"Cologne" not in file


def test_a_picture_of_an_iphone_becomes_one_that_browsers_show():
    data = encode(draw(), "HEIF", exif=make_exif(), icc_profile=PROFILE)

    name, file, kept = normalize("IMG_1.heic", data)

    assert name == "IMG_1.jpg"
    assert kept.format == "JPEG"
    assert is_red(kept.getpixel((5, 5)))
    assert kept.info["icc_profile"] == PROFILE
    assert b"Cologne" not in file


def test_a_tall_picture_is_reduced_without_a_seam():
    data = encode(Image.linear_gradient("L").resize((60, 4000)), "PNG")

    kept = normalize("tall.png", data)[2]

    column = [kept.getpixel((20, row)) for row in range(MAX_SIDE)]
    assert column[0] == 0
    assert column[-1] == 255
    assert all(0 <= below - above <= 1 for above, below in pairwise(column))


def test_transparency_stays_when_a_picture_is_reduced():
    picture = Image.new("RGBA", (4000, 80), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 2000, 80))

    kept = normalize("plot.png", encode(picture, "PNG"))[2]

    assert kept.mode == "RGBA"
    assert kept.getpixel((3000, 30))[3] == 0
    assert kept.getpixel((100, 30)) == (0, 0, 0, 255)


def draw_palette(alphas, color=0):
    """Return a PNG of one colour of a palette of two, with the alphas of these colours."""
    picture = Image.new("P", (9, 9), color)
    picture.putpalette([0, 0, 0, 255, 255, 255])
    return encode(picture, "PNG", transparency=alphas)


@pytest.mark.parametrize(
    ("data", "has_transparency"),
    [
        (encode(draw(), "JPEG"), False),
        (encode(draw(), "PNG"), False),
        (encode(draw(mode="RGBA"), "PNG"), False),
        (encode(draw(mode="RGBA"), "AVIF"), False),
        (encode(Image.new("RGBA", (9, 9), (0, 0, 0, 254)), "PNG"), True),
        (encode(Image.new("RGBA", (9, 9), (0, 0, 0, 99)), "AVIF"), True),
        (encode(Image.new("RGBA", (9, 9), (0, 0, 0, 99)), "WEBP"), True),
        (encode(Image.new("LA", (9, 9), (0, 99)), "PNG"), True),
        (encode(Image.new("L", (9, 9), 7), "PNG", transparency=7), True),
        (draw_palette(b"\x00"), True),
        (draw_palette(b"\x00", color=1), False),
        (draw_palette(b"\xff\x63", color=1), True),
        (draw_palette(1, color=1), True),
        (draw_palette(1), False),
    ],
)
def test_it_is_known_whether_a_picture_shows_what_is_behind_it(data, has_transparency):
    assert normalize_image("plot", ContentFile(data)).has_transparency is has_transparency


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_animation_is_kept_as_an_animated_webp(format):
    options = {"duration": 40} if format == "AVIF" else {}
    data = animate(format, comment=b"Cologne", xmp=XMP, exif=make_exif(), **options)

    name, file, kept = normalize(f"loop.{format.lower()}", data + b"<script>")

    durations, colours = [], []
    for frame in ImageSequence.Iterator(kept):
        colours.append(frame.convert("RGB").getpixel((4, 4)))
        durations.append(frame.info["duration"])
    assert name == "loop.webp"
    assert is_red(colours[0])
    assert is_blue(colours[2])
    # Browsers show a frame without a duration for so long.
    assert durations == ([40] * 3 if format == "AVIF" else [500, 100, 40])
    assert kept.info["loop"] == 0
    assert not any(secret in file for secret in SECRETS)


def test_an_animation_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("pages.uploads.images.MAX_MOVING_PIXELS", 64 * 48 * 2)

    normalize("loop.gif", animate("GIF", frames=2))
    with pytest.raises(ValidationError, match=r"as a video \(MP4 or WebM\)"):
        normalize("loop.gif", animate("GIF"))


def test_a_still_gif_is_kept_with_its_palette():
    kept = normalize("plot.gif", encode(draw().quantize(4), "GIF", transparency=0))[2]

    assert (kept.format, kept.mode, kept.info["transparency"]) == ("PNG", "P", 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("profile", [make_grey_profile(), PROFILE, b"no profile"])
def test_a_profile_stays_only_with_pixels_that_it_was_made_for(mode, profile):
    picture = Image.new("I;16", (64, 48)) if mode == "I;16" else draw(mode=mode)

    kept = normalize("plot.png", encode(picture, "PNG", icc_profile=profile))[2]

    fits = profile == PROFILE and mode in {"P", "RGB", "RGBA"}
    assert kept.info.get("icc_profile") == (PROFILE if fits else None)


@pytest.mark.parametrize("mode", ["L", "LA", "I;16"])
@pytest.mark.parametrize("profile", [make_grey_profile(), PROFILE])
def test_a_grey_picture_stands_upright_whatever_its_profile(mode, profile):
    picture = Image.new("I;16", (64, 48)) if mode == "I;16" else draw(mode=mode)
    options = {"exif": make_exif(orientation=6), "icc_profile": profile}

    _, file, kept = normalize("em.png", encode(picture, "PNG", **options))

    assert kept.size == (48, 64)
    assert b"Cologne" not in file


def test_a_transparent_grey_of_sixteen_bits_is_kept():
    data = encode(Image.new("I;16", (64, 48), 30_000), "PNG", transparency=30_000)

    assert normalize("em.png", data)[2].convert("L").getpixel((9, 9)) == 117


def test_greys_are_those_of_their_profile():
    picture = Image.new("LA", (64, 48), (20, 90))

    kept = normalize("em.png", encode(picture, "PNG", icc_profile=make_grey_profile()))[2]

    # A gamma of 2.2 is not that of screens in the shadows: 20 is 0.0037 of white.
    assert kept.getpixel((9, 9)) == (12, 12, 12, 90)


@pytest.mark.parametrize("step", ["resize", "save_as_avif", "save_as_webp", "save_as_jpeg"])
def test_a_picture_of_which_no_rendition_can_be_made_is_refused(monkeypatch, step):
    def fail(*args):
        raise MemoryError

    monkeypatch.setattr(f"willow.plugins.pillow.PillowImage.{step}", fail)

    with pytest.raises(ValidationError, match="damaged"):
        normalize("disc.png", encode(draw(), "PNG"))


def test_a_picture_made_for_print_gets_the_colours_of_a_screen():
    data = encode(Image.new("CMYK", (64, 48), (0, 255, 255, 0)), "JPEG")

    kept = normalize("print.jpg", data)[2]

    assert kept.mode == "RGB"
    assert is_red(kept.getpixel((9, 9)))


def test_a_format_that_needs_more_memory_may_have_fewer_pixels(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 48

    normalize("disc.png", encode(draw(), "PNG"))
    for format in ("AVIF", "WEBP"):
        with pytest.raises(ValidationError, match="too many pixels"):
            normalize("disc", encode(draw(), format))


def test_a_jpeg_beyond_the_memory_is_decoded_at_half_of_its_size(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 48

    kept = normalize("phone.jpg", encode(draw(128, 96), "JPEG"))[2]

    assert kept.size == (64, 48)
    for data in (
        encode(draw(200, 96), "JPEG"),
        # All of it would be in memory at whatever size it is decoded.
        encode(draw(128, 96), "JPEG", progressive=True),
    ):
        with pytest.raises(ValidationError, match="as JPEG, not progressive, with at most"):
            normalize("phone.jpg", data)
