"""Normalisation of images that are uploaded."""

import io
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import ExifTags, Image, ImageChops, ImageCms, ImageSequence, ImageStat

from pages.models import SiteImage
from pages.uploads.images import normalize_image
from pages.uploads.widths import MAX_SIDE, PLACEMENTS
from tests.support.factories import make_body, make_figure, make_image, make_page
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


def put_file(image, data, end):
    """Give the library's image a file that this release would not keep."""
    name = image.file.storage.save(f"original_images/old.{end}", ContentFile(data))
    SiteImage.objects.filter(pk=image.pk).update(file=name)
    return SiteImage.objects.get(pk=image.pk)


@pytest.mark.parametrize(
    "data",
    [
        animate("PNG"),
        encode(draw(mode="RGBA"), "PNG", icc_profile=make_grey_profile()),
        encode(draw(mode="LA"), "PNG", icc_profile=make_grey_profile()),
        animate("GIF"),
    ],
    ids=["animated PNG", "colours with a grey profile", "greys with a profile", "animated GIF"],
)
def test_an_image_kept_by_an_older_release_is_shown(home, client, admin_client, data):
    image = put_file(make_image(), data, "gif" if data.startswith(b"GIF") else "png")
    page = make_page(home, body=make_body(("figure", make_figure(image))))

    assert client.get(page.url).status_code == 200
    assert admin_client.get("/admin/images/").status_code == 200
    assert admin_client.get(f"/admin/images/{image.pk}/").status_code == 200
    assert image.renditions.count() >= 4
    for rendition in image.renditions.all():
        assert "icc_profile" not in Image.open(rendition.file.file).info


@pytest.mark.parametrize("data", [b"noise", encode(draw(), "PNG")[:-40], b""])
def test_a_damaged_file_breaks_no_page_and_no_list(home, client, admin_client, data):
    image = put_file(make_image(), data, "png")
    page = make_page(home, body=make_body(("figure", make_figure(image))))

    for address in ("", "chooser/", f"{image.pk}/"):
        assert admin_client.get(f"/admin/images/{address}").status_code == 200
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert "A disc." in answer.text
    assert (
        client.get(f"{page.url}?format=md", headers={"Accept": "text/markdown"}).status_code == 200
    )


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
    image.focal_point_x, image.focal_point_y = 56, 24
    image.focal_point_width = image.focal_point_height = 8
    cropped = Image.open(image.get_rendition("fill-8x8").file.file).convert("RGB")
    assert is_blue(cropped.getpixel((4, 4)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("size", "focus", "left", "top"),
    [
        ((400, 300), None, 80, 0),
        ((120, 600), None, 0, 150),
        ((120, 600), (60, 500), 0, 375),
        ((400, 300), (30, 150), 12, 0),
    ],
)
def test_a_portrait_is_cropped_by_its_focal_point_or_at_the_upper_third(size, focus, left, top):
    across, down = (Image.linear_gradient("L").rotate(turn).resize(size) for turn in (90, 0))
    data = encode(Image.merge("RGB", (across, down, down)), "PNG")
    image = SiteImage(title="Ada", file=ContentFile(data, "ada.png"))
    if focus:
        image.focal_point_x, image.focal_point_y = focus
        image.focal_point_width = image.focal_point_height = 4
    image.save()

    made = image.get_renditions(*PLACEMENTS["portrait"].specs)
    portrait = Image.open(made["format-webp|fill-480x600"].file.file).convert("RGB")

    # No image is enlarged, so the larger steps give the same.
    assert len(made) == len({(one.width, one.file.name[-5:]) for one in made.values()})
    assert abs(portrait.width / portrait.height - 4 / 5) < 0.02
    red, green, _ = portrait.getpixel((2, 2))
    assert abs(red - 255 * left / size[0]) < 8
    assert abs(green - 255 * top / size[1]) < 8
