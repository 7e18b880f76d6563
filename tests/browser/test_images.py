"""Uploaded images in Chromium: their pixels, and the animations among them."""

import base64
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageCms
from playwright.sync_api import expect

from pages.models import SiteImage
from tests.support.image_files import animate, draw, encode, make_grey_profile

SCRIPT = Path(__file__).resolve().parents[2] / "pages/static/js/animation.js"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
PROFILES = {"": None, " grey": make_grey_profile(), " RGB": SRGB, " damaged": b"no profile"}
MODES = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA"],
    "JPEG": ["L", "RGB", "CMYK"],
    "WEBP": ["RGB", "RGBA"],
    "AVIF": ["L", "RGB", "RGBA"],
    "HEIF": ["RGB", "RGBA"],
}
# The pixels in the middle of each half of an image, or None if it is not shown.
READ_PIXELS = """async (address) => {
    const image = new Image();
    image.src = address;
    try { await image.decode(); } catch { return null; }
    const pen = Object.assign(document.createElement("canvas"), {width: 32, height: 24})
        .getContext("2d");
    pen.drawImage(image, 0, 0);
    return [8, 24].map((x) => [...pen.getImageData(x, 12, 1, 1).data]);
}"""


def make_files():
    """Yield the name of each kind of picture, and its file."""
    for format, modes in MODES.items():
        for mode in modes:
            picture = draw(mode=mode)
            if "A" in picture.getbands():
                picture.putalpha(draw().getchannel("R"))
            for name, profile in PROFILES.items():
                options = {"icc_profile": profile} if profile else {}
                yield f"{format} {mode}{name}", encode(picture, format, **options)
    yield "PNG in 16 bits", encode(Image.new("I;16", (64, 48), 128 * 256), "PNG")
    yield "GIF with a transparent colour", encode(draw().quantize(4), "GIF", transparency=0)
    for format in ("GIF", "PNG", "WEBP"):
        yield f"animated {format}", animate(format)


@pytest.fixture
def tab(browser):
    with browser.new_context() as context:
        yield context.new_page()


@pytest.mark.django_db
def test_every_kind_of_picture_is_shown_with_its_pixels(tab):
    wrong = []
    for kind, data in make_files():
        image = SiteImage.objects.create(title=kind, file=ContentFile(data, "a.png"))
        for form in ("avif", "webp", "jpeg"):
            file = image.get_rendition(f"width-32|format-{form}").file.file
            shown = tab.evaluate(READ_PIXELS, make_address(file.read(), form))
            wanted = Image.open(file).convert("RGBA")
            pairs = zip(shown or [(0, 0, 0, -1)] * 2, (8, 24), strict=True)
            if not all(is_near(pixel, wanted.getpixel((x, 12))) for pixel, x in pairs):
                wrong.append((kind, form, shown))
    assert wrong == []


def make_address(data, format):
    return f"data:image/{format};base64,{base64.b64encode(data).decode()}"


def is_near(one, other):
    """Tell whether two pixels look the same; the colour of a transparent one is not seen."""
    return one[3] == other[3] == 0 or all(abs(a - b) <= 8 for a, b in zip(one, other, strict=True))


def test_an_animation_is_paused_and_stands_still_for_readers_who_want_less_motion(tab):
    addresses = [make_address(encode(draw(), "PNG"), "png"), make_address(animate("GIF"), "gif")]
    picture = (
        f'<picture><source srcset="{addresses[1]}" media="(prefers-reduced-motion: no-preference)" '
        f'data-pause="Pause" data-play="Play"><img alt="" src="{addresses[0]}"></picture>'
    )

    for motion, moving in (("no-preference", True), ("reduce", False)):
        tab.emulate_media(reduced_motion=motion)
        tab.set_content(picture)
        tab.add_script_tag(path=SCRIPT)
        for is_moving in (moving, not moving, moving):
            button = tab.get_by_role("button", name="Pause" if is_moving else "Play")
            expect(button).to_have_count(1)
            expect(tab.locator("img")).to_have_js_property("currentSrc", addresses[is_moving])
            button.click()
