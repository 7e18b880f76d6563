"""Renditions of images, of older releases and damaged ones too."""

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from pages.models import SiteImage
from pages.uploads.widths import PLACEMENTS
from tests.support.factories import make_body, make_figure, make_image, make_page
from tests.support.image_files import animate, draw, encode, make_grey_profile
from tests.uploads.test_images import PROFILE, is_blue, is_red


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
