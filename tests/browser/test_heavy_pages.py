"""Pages of real length in a browser: accessible, whole at any width, and quick to load."""

import pytest

from tests.browser.test_pages import FIND_CUT_WORDS, FIND_SHIFT, find_violations_in_themes, weigh
from tests.support.browser import find_violations
from tests.support.servers import Site
from tests.support.starter_site import HEAVY_ADDRESSES


@pytest.fixture(scope="module")
def heavy_site(tmp_path_factory):
    """The starter site after many years, with pictures that are quickly made."""
    with Site(tmp_path_factory.mktemp("heavy")) as site:
        site.run("from tests.support import heavy_site; heavy_site.fill(0.25)")
        yield site


@pytest.mark.parametrize("path", HEAVY_ADDRESSES)
def test_a_heavy_page_is_quiet_accessible_and_whole_at_every_width(heavy_site, tab, listen, path):
    complaints = listen(tab, heavy_site)
    tab.set_viewport_size({"width": 1280, "height": 800})

    tab.goto(heavy_site.url + path)

    assert tab.evaluate(FIND_SHIFT) == 0
    assert find_violations_in_themes(tab) == []
    for width in (320, 768, 1280, 1920, 390):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, width
        assert tab.evaluate(FIND_CUT_WORDS) == [], width
    # At the last width, that of a phone. Colours are those of any width.
    tab.emulate_media(color_scheme="light")
    assert find_violations(tab) == []
    assert complaints == []


def test_the_home_page_of_a_heavy_site_keeps_its_budget(heavy_site, tab):
    requests, bytes_by_kind = weigh(tab, heavy_site.url)

    assert len(requests) <= 8, bytes_by_kind
    assert sum(bytes_by_kind.values()) <= 110_000, bytes_by_kind
