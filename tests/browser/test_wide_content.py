"""Pictures, tables, code and formulas at every width, in a browser whose scrollbars take room."""

import pytest

from tests.support.browser import ARGUMENTS, find_chromium, find_violations
from tests.support.starter_site import TWO_STREAM

WIDTHS = (320, 390, 500, 640, 768, 1055, 1056, 1280, 1920)

# A page with pictures of all proportions at each width, and with tables, code and formulas
# from short to long. It prints its address.
WIDE_PAGE = r"""
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body, make_data, make_figure, make_image

def show(image):
    return {"image": make_figure(image)["image"], "caption": "Part"}

def make_table(count, number="99.25"):
    headings = [("Work", "text")] + [("Accuracy (%)", "number_higher")] * (count - 1)
    rows = [[name, *[number] * (count - 1)] for name in ("A reading machine", "W" * 80)]
    return "results_table", make_data(headings, *rows)

images = [make_image(width=w, height=h) for w, h in ((60, 40), (120, 30), (20, 60))]
plot = make_image(width=60, height=40)
plot.has_transparency = True
plot.save()
body = [
    ("figure", make_figure(image, width=width, caption='<p>A <a href="/">disc</a>.</p>'))
    for width in ("text", "wide", "full")
    for image in (*images, plot)
]
body += [
    ("gallery", {"pictures": [show(image) for image in images[:count]], "caption": ""})
    for count in (2, 3)
]
body += [make_table(count) for count in (2, 5, 6, 12)]
body += [make_table(5, number="0.09401")]
body += [
    ("code", {"language": "text", "filename": "", "code": "x" * length})
    for length in (64, 65, 80, 200)
]
chart = [("Work", "text"), ("Accuracy (%)", "number")]
body.append(("chart", {"kind": "bars", "scale": "linear", **make_data(chart, ["Ours", "9"])}))
formulas = ("x", r"\sum_i^n", "+".join("x" * 17), "+".join("x" * 150))
body += [("formula", {"latex": latex}) for latex in formulas]
page = StandardPage(title="Wide", body=make_body(*body))
print(HomePage.objects.get().add_child(instance=page).url)
"""

# Elements at fault, each with its reason.
FIND_FAULTS = """() => {
    const faults = [];
    const check = (isRight, reason, element) => {
        if (!isRight) faults.push(`${reason}: ${element.outerHTML.slice(0, 99)}`);
    };
    const window = document.documentElement;
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    check(window.scrollWidth <= window.clientWidth, "scrolls sideways", window);
    for (const picture of document.querySelectorAll("main img")) {
        const { left, right, width, height } = picture.getBoundingClientRect();
        const isFull = picture.closest("[data-width=full]");
        const reaches = Math.abs(left) < 1 && Math.abs(right - window.clientWidth) < 1;
        if (isFull) check(reaches, "is not as wide as the window", picture);
        const ratio = picture.naturalWidth / picture.naturalHeight;
        check(Math.abs(width - height * ratio) < 1, "is not as large as its picture", picture);
        for (let box = picture; box.matches("figure *"); box = box.parentElement) {
            const hasGround = getComputedStyle(box).backgroundColor !== "rgba(0, 0, 0, 0)";
            const needsGround = isDark && box.matches("[data-sheet]");
            check(hasGround === needsGround, "has another ground", box);
        }
    }
    for (const box of document.querySelectorAll(".table-scroll, pre, .formula")) {
        if (!box.checkVisibility()) continue;
        const isTooWide = box.scrollWidth > box.clientWidth;
        const { borderBlockWidth } = getComputedStyle(box);
        const room = box.offsetHeight - box.clientHeight - 2 * parseFloat(borderBlockWidth);
        check(room > 5 === isTooWide, "has a scrollbar without need, or none", box);
        check(box.offsetWidth - box.clientWidth < 3, "has a scrollbar beside it", box);
        check(box.tabIndex === (isTooWide ? 0 : -1), "is a tab stop without need, or none", box);
    }
    return faults;
}"""

# Every lazy picture is there, and whatever follows a new size of the window has run.
SETTLE = """() => Promise.all([...document.images].map((picture) => {
    picture.loading = "eager";
    return picture.decode();
})).then(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
}))"""

MEASURE = "figures => figures.map(({ offsetWidth }) => offsetWidth)"
# How many letters there is room for in a line of code.
COUNT_LETTERS = """(code) => {
    const { paddingLeft } = getComputedStyle(code);
    const line = document.createRange();
    line.selectNodeContents(code.querySelector("code"));
    const length = code.textContent.trimEnd().length;
    const letter = line.getBoundingClientRect().width / length;
    return (code.clientWidth - 2 * parseFloat(paddingLeft)) / letter;
}"""


@pytest.fixture(scope="module")
def address(site):
    return site.url + site.run(WIDE_PAGE).strip()


@pytest.fixture(scope="module")
def chromium(browser):
    """A Chromium whose scrollbars take room, as they do for a mouse."""
    chromium = browser.browser_type.launch(
        executable_path=find_chromium(), args=ARGUMENTS, ignore_default_args=["--hide-scrollbars"]
    )
    yield chromium
    chromium.close()


@pytest.fixture
def tab(chromium):
    with chromium.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield context.new_page()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_fill_their_boxes_and_boxes_scroll_only_where_they_must(site, tab, address, theme):
    tab.emulate_media(color_scheme=theme)
    for page in (address, site.url + TWO_STREAM):
        tab.goto(page)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 800})
            tab.evaluate(SETTLE)
            assert tab.evaluate(FIND_FAULTS) == [], width


def test_wide_tables_code_formulas_and_charts_reach_into_the_margin(tab, address):
    tab.goto(address)

    widths = {
        name: tab.locator(f".{name}").evaluate_all(MEASURE)
        for name in ("results-table", "code", "chart", "formula")
    }
    letters = [code.evaluate(COUNT_LETTERS) for code in tab.locator("pre").all()]

    assert widths["results-table"] == [560, 560, 840, 840, 840]
    assert widths["code"] == [560, 840, 840, 840]
    assert widths["chart"] == [840]
    short, sum, long, longest = widths["formula"]
    assert short == sum == 560 < long < longest == 840
    assert letters[0] >= 64
    assert letters[1] >= 80


def test_the_first_column_stays_while_a_table_scrolls(tab, address):
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(address)
    box = tab.locator(".results-table .table-scroll").nth(3)
    first, second = box.locator("tbody tr").first.locator("th, td").all()[:2]
    before = first.bounding_box()
    away = second.bounding_box()["x"]

    box.press("ArrowRight")
    tab.wait_for_function("box => box.matches('[data-scrolled]')", arg=box.element_handle())

    assert first.bounding_box()["x"] == before["x"]
    assert second.bounding_box()["x"] < away
    assert before["width"] < box.bounding_box()["width"] / 2


def test_the_column_has_one_place_on_short_and_long_pages_with_contents_or_none(site, tab):
    places = set()
    for height in (200, 20_000):
        tab.set_viewport_size({"width": 1100, "height": height})
        for path in ("/contact/", TWO_STREAM):
            tab.goto(site.url + path)
            box = tab.locator("main > :first-child").bounding_box()
            places.add((box["x"], box["y"]))

    assert len(places) == 1


def test_a_picture_opens_over_the_page_with_its_words_and_gives_the_focus_back(
    tab, address, listen, site
):
    complaints = listen(tab, site)
    tab.goto(address)
    links, viewer = tab.locator("a.full-size"), tab.locator("dialog")
    picture, caption = viewer.locator("img"), viewer.locator("figcaption")
    files = [link.get_attribute("href") for link in links.all()]
    assert not viewer.is_visible()

    links.nth(1).press("Enter")
    assert picture.get_attribute("src") == site.url + files[1]
    assert picture.get_attribute("alt") == "A disc"
    assert caption.inner_text().split() == ["Figure", "2.", "A", "disc."]
    assert caption.bounding_box()["height"] < 30
    assert find_violations(tab, "dialog") == []
    tab.keyboard.press("ArrowRight")
    assert "Figure 3." in caption.inner_text()
    assert picture.get_attribute("src").endswith(files[2])
    viewer.locator("figure > a").focus()
    for _ in range(3):
        tab.keyboard.press("ArrowLeft")
    assert viewer.locator("figure > a").evaluate("link => link === document.activeElement")
    # From the first to the last, which is a part of a gallery.
    assert caption.inner_text().split() == ["Figure", "14.", "Part"]
    viewer.get_by_role("button", name="Next").click()
    assert "Figure 1." in caption.inner_text()
    tab.keyboard.press("Escape")

    assert not viewer.is_visible()
    assert links.nth(1).evaluate("link => link === document.activeElement")
    assert complaints == []


def test_a_picture_is_a_link_to_its_file_without_scripts(chromium, address):
    with chromium.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(address)
        link = tab.get_by_role("link", name="A disc").first
        file = link.get_attribute("href")

        link.click()

        assert tab.url.endswith(file)
        assert tab.locator("img").count() == 1
