"""Normalisation of images that are uploaded."""

import io
import zlib
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import ExifTags, Image, ImageChops, ImageCms, ImageStat
from wagtail.models import UploadedFile

from pages.models import SiteImage
from pages.uploads.images import LONGEST_SIDE, normalize_image
from tests.support.factories import (
    make_body,
    make_figure,
    make_image,
    make_page,
)
from tests.support.image_files import (
    WAYS,
    add,
    add_several,
    change,
    draw,
    encode,
    make_png,
    upload,
)

# The place and the words that a file must not give away.
SECRETS = [b"Exif", b"GPSLatitude", b"Cologne", b"<script>", b"x:xmpmeta"]
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def make_exif(orientation=1):
    """Return what a phone notes: how it was held, and where."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = "Cologne"
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (50.0, 56.0, 28.0)}
    return exif.tobytes()


def prepare(name, data):
    """Return the name, the bytes and the picture that are kept."""
    prepared = normalize_image(name, ContentFile(data))
    kept = prepared.read()
    return prepared.name, kept, Image.open(io.BytesIO(kept))


def is_red(pixel):
    return pixel[0] > 200 and pixel[2] < 60


def is_blue(pixel):
    return pixel[2] > 200 and pixel[0] < 60


# Kept content


XMP = b"<x:xmpmeta>Cologne</x:xmpmeta>"


@pytest.mark.parametrize(
    ("name", "format", "options"),
    [
        ("photo.jpg", "JPEG", {"comment": b"Cologne", "progressive": True}),
        ("photo.jpeg", "JPEG", {"subsampling": 0}),
        ("plot.png", "PNG", {}),
        ("photo.webp", "WEBP", {}),
        ("plot.webp", "WEBP", {"lossless": True}),
    ],
)
def test_a_small_picture_loses_its_metadata_and_keeps_its_pixels(name, format, options):
    picture = draw()
    data = encode(picture, format, exif=make_exif(), xmp=XMP, icc_profile=PROFILE, **options)
    assert b"Cologne" in data

    kept_name, file, kept = prepare(name, data + b"<script>")

    before = Image.open(io.BytesIO(data))
    assert kept_name == name
    assert not any(secret in file for secret in SECRETS)
    assert kept.info["icc_profile"] == PROFILE
    difference = ImageChops.difference(kept.convert("RGB"), before.convert("RGB"))
    is_lossless = format == "PNG" or options.get("lossless")
    assert max(ImageStat.Stat(difference).mean) <= (0 if is_lossless else 3)


def test_words_hidden_in_a_png_go_too():
    hidden = [(b"tEXt", b"Comment\0Cologne"), (b"eXIf", make_exif()[6:])]
    pixels = (b"IDAT", zlib.compress(b"\0" * (1 + 3 * 2) * 2))

    _, file, kept = prepare("dot.png", make_png(2, 2, *hidden, pixels))

    assert b"Cologne" not in file
    assert kept.size == (2, 2)


def test_a_phone_picture_stands_upright_and_does_not_say_where_it_was_taken():
    exif = make_exif(orientation=6)
    data = encode(draw(), "JPEG", exif=exif, icc_profile=PROFILE, comment=b"Cologne")

    _, file, kept = prepare("photo.jpg", data)

    assert kept.size == (48, 64)
    assert is_red(kept.getpixel((24, 4)))
    assert is_blue(kept.getpixel((24, 60)))
    assert kept.info["icc_profile"] == PROFILE
    assert not dict(kept.getexif())
    assert b"Cologne" not in file


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_is_reduced_to_what_the_site_can_show(format):
    data = encode(draw(4000, 500), format, icc_profile=PROFILE, exif=make_exif())

    _, file, kept = prepare(f"wide.{format.lower()}", data)

    assert kept.size == (LONGEST_SIDE, LONGEST_SIDE // 8)
    assert kept.format == format
    assert is_red(kept.convert("RGB").getpixel((100, 100)))
    assert is_blue(kept.convert("RGB").getpixel((3000, 100)))
    assert kept.info["icc_profile"] == PROFILE
    assert b"Cologne" not in file


def test_a_picture_of_an_iphone_becomes_one_that_browsers_show():
    data = encode(draw(), "HEIF", exif=make_exif(), icc_profile=PROFILE)

    name, file, kept = prepare("IMG_1.heic", data)

    assert name == "IMG_1.jpg"
    assert kept.format == "JPEG"
    assert is_red(kept.getpixel((5, 5)))
    assert kept.info["icc_profile"] == PROFILE
    assert b"Cologne" not in file


def test_a_tall_picture_is_reduced_without_a_seam():
    data = encode(Image.linear_gradient("L").resize((300, 4000)), "PNG")

    kept = prepare("tall.png", data)[2]

    column = [kept.getpixel((100, row)) for row in range(LONGEST_SIDE)]
    assert column[0] == 0
    assert column[-1] == 255
    assert all(0 <= below - above <= 1 for above, below in pairwise(column))


def test_transparency_stays_when_a_picture_is_reduced():
    picture = Image.new("RGBA", (4000, 500), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 2000, 500))

    kept = prepare("plot.png", encode(picture, "PNG"))[2]

    assert kept.mode == "RGBA"
    assert kept.getpixel((3000, 100))[3] == 0
    assert kept.getpixel((100, 100)) == (0, 0, 0, 255)


def test_an_animation_keeps_its_frames_and_their_timing():
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    data = encode(
        frames[0],
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=80,
        loop=0,
        comment=b"Cologne",
    )

    _, file, kept = prepare("loop.gif", data + b"<script>")

    assert kept.n_frames == 3
    assert kept.info["duration"] == 80
    assert kept.info["loop"] == 0
    assert not any(secret in file for secret in SECRETS)


@pytest.mark.parametrize("options", [{}, {"lossless": True}])
def test_an_animated_webp_keeps_its_frames_and_their_timing(options):
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    more = {"save_all": True, "append_images": frames[1:], "xmp": XMP, **options}
    data = encode(frames[0], "WEBP", duration=[80, 90, 100], loop=2, **more)

    _, file, kept = prepare("loop.webp", data + b"<script>")

    durations = []
    for number in range(kept.n_frames):
        kept.seek(number)
        kept.load()
        durations.append(kept.info["duration"])
    assert durations == [80, 90, 100]
    assert kept.info["loop"] == 2
    assert not any(secret in file for secret in SECRETS)


def test_an_animation_of_too_many_pixels_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100
    frames = [Image.new("L", (9, 9), shade) for shade in range(0, 250, 40)]
    data = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])

    with pytest.raises(ValidationError, match="upload it as a film"):
        prepare("loop.gif", data)


# Renditions


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make",
    [
        lambda: Image.new("RGBA", (64, 48), (0, 0, 0, 0)),
        lambda: Image.new("LA", (64, 48), (0, 0)),
        lambda: Image.new("RGBA", (64, 48), (0, 0, 0, 0)).convert("P"),
    ],
    ids=["RGBA", "LA", "P"],
)
def test_what_is_transparent_is_white_in_a_jpeg_and_transparent_elsewhere(make):
    check_transparency(encode(make(), "PNG"))


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_a_colour_that_stands_for_transparency_does_not_come_out_black(mode):
    transparency = (0, 0, 0) if mode == "RGB" else 0

    check_transparency(encode(Image.new(mode, (64, 48)), "PNG", transparency=transparency))


def check_transparency(data):
    image = SiteImage.objects.create(title="Plot", file=ContentFile(data, "plot.png"))

    made = image.get_renditions(
        *(f"width-32|format-{format}" for format in ("avif", "webp", "jpeg"))
    )

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

    kept = prepare("print.jpg", data)[2]

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


# How it is uploaded


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_uploading_prepares_the_picture(admin_client, way):
    data = encode(draw(4000, 500), "HEIF", exif=make_exif())

    way(admin_client, upload("photo.heic", data))

    image = SiteImage.objects.get()
    assert image.title == "Disc"
    assert image.file.name.endswith(".jpg")
    assert (image.width, image.height) == (LONGEST_SIDE, LONGEST_SIDE // 8)
    assert image.file_size == image.file.size
    assert image.file_hash
    assert b"Cologne" not in image.file.read()


@pytest.mark.django_db
def test_an_upload_that_waits_for_its_title_is_prepared_too(admin_client):
    """The form for several asks again where a title is too long for the database."""
    data = encode(draw(), "JPEG", exif=make_exif(orientation=6))
    admin_client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "D" * 300, "files[]": upload("photo.jpg", data)},
    )
    waiting = UploadedFile.objects.get()

    admin_client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk]),
        {f"uploaded-image-{waiting.pk}-title": "Disc"},
    )

    image = SiteImage.objects.get()
    assert (image.width, image.height) == (48, 64)
    assert b"Cologne" not in image.file.read()


@pytest.mark.django_db
def test_every_way_of_uploading_asks_what_the_picture_shows(admin_client):
    several = add_several(admin_client, upload()).json()["form"]
    pages = [
        admin_client.get(reverse("wagtailimages:add")).content.decode(),
        admin_client.get(reverse("wagtailimages_chooser:choose")).json()["html"],
        several,
    ]

    for html in pages:
        soup = BeautifulSoup(html, "html.parser")
        words = soup.select_one("input[name$=description]")
        assert words
        assert not words.has_attr("required")
        label = soup.select_one(f"label[for={words['id']}]")
        assert "What does the picture show?" in label.text
        assert "read aloud" in soup.text


@pytest.mark.django_db
def test_the_words_given_at_upload_are_offered_where_the_picture_is_placed(
    admin_client,
):
    add(admin_client, upload(), description="A disc in red and blue")
    image = SiteImage.objects.get()

    chosen = admin_client.get(reverse("wagtailimages_chooser:chosen", args=[image.pk]))

    assert chosen.json()["result"]["default_alt_text"] == "A disc in red and blue"


# How it is replaced


def picture_addresses(html):
    """Return every address of a rendition on a page."""
    soup = BeautifulSoup(html, "html.parser")
    sets = [tag.get("srcset", "") for tag in soup.select("picture > *")]
    return {part.split()[0] for srcs in sets for part in srcs.split(",") if part}


def test_a_replaced_picture_shows_everywhere_at_once(
    home, admin_client, client, django_capture_on_commit_callbacks
):
    image = make_image(title="a-name-that-is-longer-than-a-rendition-keeps.png")
    page = make_page(home, body=make_body(("figure", make_figure(image))))
    name = image.title
    seen = []

    for colour in ("red", "green", "blue"):
        data = encode(Image.new("RGB", (64, 48), colour), "PNG")
        # Files that are gone free their names for the next.
        with django_capture_on_commit_callbacks(execute=True):
            change(admin_client, image, upload(name, data))
        seen.append(picture_addresses(client.get(page.url).content.decode()))
    thumbnail = SiteImage.objects.get().get_rendition("width-32|format-jpeg")

    assert all(seen)
    assert not seen[0] & seen[1]
    assert not seen[0] & seen[2]
    assert not seen[1] & seen[2]
    assert is_blue(Image.open(thumbnail.file.file).getpixel((9, 9)))


@pytest.mark.django_db
def test_a_replaced_file_leaves_no_rendition_behind_on_any_way():
    image = make_image()
    old = image.get_rendition("width-32|format-jpeg")

    data = encode(Image.new("RGB", (90, 30), "green"), "PNG")
    image.file = ContentFile(data, "disc.png")
    image.save()

    new = SiteImage.objects.get().get_rendition("width-32|format-jpeg")
    assert (new.width, new.height) == (32, 10)
    assert new.url != old.url
    assert image.renditions.count() == 1
    assert image.file_size == len(data)
    assert image.file_hash


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "stays"), [((64, 48), True), ((48, 64), False)])
def test_a_focal_point_stays_only_while_the_picture_has_its_size(admin_client, size, stays):
    image = make_image()
    point = {"x": 10, "y": 10, "width": 8, "height": 8}
    form = {f"focal_point_{name}": value for name, value in point.items()}
    change(admin_client, image, "", **form)

    data = encode(draw(*size), "PNG")
    change(admin_client, image, upload(data=data), **form)

    assert SiteImage.objects.get().has_focal_point() == stays


# Refusals; the rest is in test_refused_files.py


def test_an_avif_may_have_half_the_pixels_since_it_needs_twice_the_memory(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 48 + 1

    prepare("disc.png", encode(draw(), "PNG"))
    with pytest.raises(ValidationError, match="too many pixels"):
        prepare("disc.avif", encode(draw(), "AVIF"))


def test_a_picture_with_too_many_pixels_is_never_decoded(monkeypatch):
    def load(self):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)

    for size in (41_000, 80_000, 200_000):
        with pytest.raises(ValidationError, match="too many pixels"):
            normalize_image("disc.png", ContentFile(make_png(size, 1000)))
