"""Steps of renditions, compared with the pixels that devices need for an image."""

import itertools
import re

import pytest

from pages.uploads.widths import MAX_HEIGHT, PLACEMENTS

PHONES = list(itertools.product(range(320, 431), (2, 2.625, 3)))
SCREENS = list(itertools.product(range(768, 1921), (1, 1.25, 1.5, 2)))
# More than a tenth where a place has many widths (as wide as the window) or many images.
MOST = {"full": 0.15, "pair": 0.15, "gallery": 0.15}
# Renditions of fewer pixels are a few kilobytes.
SMALL = 240


def find_width(sizes, window):
    """Return the CSS pixels that the `sizes` of an image say for a window of this width."""
    for size in sizes.split(", "):
        condition, _, length = size.rpartition(") ") if size.startswith("(") else ("", "", size)
        least = re.search(r"min-width: ([\d.]+)rem", condition)
        if least is None or window >= float(least[1]) * 16:
            terms = re.findall(r"([-+]? ?[\d.]+)(rem|vw)", length)
            units = {"rem": 16, "vw": window / 100}
            return sum(float(number.replace(" ", "")) * units[unit] for number, unit in terms)


@pytest.mark.parametrize("name", PLACEMENTS)
def test_no_device_gets_many_more_pixels_than_it_shows(name):
    placement = PLACEMENTS[name]
    excess = {}
    for window, density in PHONES + SCREENS:
        need = find_width(placement.sizes, window) * density
        enough = [step for step in placement.steps if step >= need - 1]
        if enough and need >= SMALL:
            excess[window, density] = min(enough) / need - 1

    worst = max(excess, key=excess.get)
    assert excess[worst] <= MOST.get(name, 0.1), (worst, excess[worst])


@pytest.mark.parametrize("name", PLACEMENTS)
def test_no_phone_gets_fewer_pixels_than_it_shows(name):
    placement = PLACEMENTS[name]

    needs = [find_width(placement.sizes, window) * density for window, density in PHONES]

    assert max(needs) <= placement.steps[0] + 1


def test_the_widths_on_a_wide_screen_are_those_of_the_sizes():
    for name, placement in PLACEMENTS.items():
        shown = find_width(placement.sizes, 1280)
        assert abs(shown - placement.width) <= 16, name


@pytest.mark.parametrize(
    ("name", "size", "shown", "sizes"),
    [
        ("text", (3200, 2000), (1152, 720), PLACEMENTS["text"].sizes),
        ("text", (300, 200), (300, 200), "(min-width: 66rem) min(300px, 35rem), "),
        ("wide", (1000, 2000), (360, MAX_HEIGHT), "(min-width: 66rem) min(360px, 52.5rem), "),
        ("pair", (30, 2000), (11, 733), "(min-width: 66rem) min(11px, 25.75rem), "),
        ("full", (1000, 2000), (1000, 2000), "100vw"),
        ("row", (900, 900), (432, 288), "9rem"),
        ("row", (2000, 500), (432, 288), "9rem"),
    ],
)
def test_an_image_is_as_wide_as_its_place_only_if_it_fits_into_a_window(name, size, shown, sizes):
    attributes = PLACEMENTS[name].describe(*size)

    assert (attributes["width"], attributes["height"]) == shown
    assert attributes["sizes"].startswith(sizes)
    if shown[0] < PLACEMENTS[name].width and name != "full":
        assert attributes["sizes"].endswith(f"min({shown[0]}px, calc(94vw - 1.2rem))")
