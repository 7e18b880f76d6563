"""Normalisation of images that are uploaded."""

import io
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import ExifTags, Image, ImageChops, ImageCms, ImageStat

from pages.models import SiteImage
from pages.uploads.images import normalize_image
from pages.uploads.widths import MAX_SIDE
from tests.support.image_files import draw, encode

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


@pytest.mark.parametrize(
    ("format", "kept_format"), [("GIF", "GIF"), ("PNG", "PNG"), ("WEBP", "JPEG")]
)
def test_of_an_animation_the_first_frame_is_kept(format, kept_format):
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    data = encode(frames[0], format, save_all=True, append_images=frames[1:], xmp=XMP)

    _, file, kept = normalize(f"loop.{format.lower()}", data + b"<script>")

    assert kept.format == kept_format
    assert getattr(kept, "n_frames", 1) == 1
    assert is_red(kept.convert("RGB").getpixel((4, 4)))
    assert not any(secret in file for secret in SECRETS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "colour", "options"),
    [
        ("RGBA", (0, 0, 0, 0), {}),
        ("LA", (0, 0), {}),
        ("P", 0, {"transparency": 0}),
        ("RGB", (0, 0, 0), {"transparency": (0, 0, 0)}),
        ("L", 0, {"transparency": 0}),
        ("1", 0, {"transparency": 0}),
    ],
)
def test_transparency_is_white_in_a_jpeg_and_stays_elsewhere(mode, colour, options):
    data = encode(Image.new(mode, (64, 48), colour), "PNG", **options)
    image = SiteImage.objects.create(title="Plot", file=ContentFile(data, "plot.png"))

    made = image.get_renditions(*(f"width-32|format-{end}" for end in ("avif", "webp", "jpeg")))

    avif, webp, jpeg = (Image.open(rendition.file.file) for rendition in made.values())
    assert min(jpeg.convert("RGB").getpixel((9, 9))) > 250
    assert avif.convert("RGBA").getpixel((9, 9))[3] == 0
    assert webp.convert("RGBA").getpixel((9, 9))[3] == 0


@pytest.mark.django_db
def test_a_micrograph_of_sixteen_bits_shows_its_greys():
    data = encode(Image.new("I;16", (64, 48), 128 * 256), "PNG")

    image = SiteImage.objects.create(title="EM", file=ContentFile(data, "em.png"))
    jpeg = image.get_rendition("width-32|format-jpeg")

    assert 120 < Image.open(jpeg.file.file).convert("L").getpixel((9, 9)) < 136


def test_a_picture_made_for_print_gets_the_colours_of_a_screen():
    data = encode(Image.new("CMYK", (64, 48), (0, 255, 255, 0)), "JPEG")

    kept = normalize("print.jpg", data)[2]

    assert kept.mode == "RGB"
    assert is_red(kept.getpixel((9, 9)))


@pytest.mark.django_db
def test_a_crop_keeps_the_focal_point_and_has_an_address_for_each():
    image = SiteImage.objects.create(
        title="Halves", file=ContentFile(encode(draw(400, 100), "PNG"), "halves.png")
    )
    urls = set()

    for x, is_shown in ((50, is_red), (350, is_blue)):
        image.focal_point_x, image.focal_point_y = x, 50
        image.focal_point_width = image.focal_point_height = 40
        image.save()
        rendition = image.get_rendition("fill-100x100|format-png")

        shown = Image.open(rendition.file.file).convert("RGB")
        assert is_shown(shown.getpixel((50, 50)))
        urls.add(rendition.url)
    assert len(urls) == 2


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
        encode(draw(136, 96), "JPEG"),
        # All of it would be in memory at whatever size it is decoded.
        encode(draw(128, 96), "JPEG", progressive=True),
    ):
        with pytest.raises(ValidationError, match="as JPEG, not progressive, with at most"):
            normalize("phone.jpg", data)


@pytest.mark.django_db
@pytest.mark.parametrize(("format", "kept"), [("PNG", "PNG"), ("JPEG", "JPEG"), ("AVIF", "PNG")])
def test_a_site_that_moved_to_a_smaller_machine_shows_its_larger_images(monkeypatch, format, kept):
    data = encode(draw(), format, icc_profile=PROFILE)
    image = SiteImage.objects.create(title="Halves", file=ContentFile(data, f"a.{format.lower()}"))
    for module in ("pages.uploads.images", "pages.models.image"):
        monkeypatch.setattr(f"{module}.MAX_SIDE", 32)

    wide = image.get_renditions("width-48|format-webp", "width-40|format-webp")
    same = image.get_rendition("max-20x20")

    assert {(rendition.width, rendition.height) for rendition in wide.values()} == {(32, 24)}
    shown = Image.open(same.file.file)
    assert (shown.format, shown.size, shown.info["icc_profile"]) == (kept, (20, 15), PROFILE)
    assert is_red(shown.convert("RGB").getpixel((4, 4)))
