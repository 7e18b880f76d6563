"""Every page type in a browser: accessible, whole on any device, and quick to load."""

import re

import pytest

from tests.support.browser import find_violations
from tests.support.site import until

PAGES = [
    "/",
    "/about/",
    "/projects/",
    "/projects/two-stream-action-recognition-keras/",
    "/publications/",
    "/publications/quantum-electron-transport-in-ohmic-edge-contacts/",
    "/contact/",
    "/search/?q=electron",
    "/every-block/",
    "/extremes/",
    "/private/",
    "/nothing-here/",
]
# These bring a cookie: the token of their form.
FORMS = ["/private/", "/_util/login/"]
WITH_SCRIPTS = ["/", "/about/", "/every-block/"]

# The words that stand outside the window, where nothing scrolls to them.
FIND_CUT_WORDS = """() => {
    const cut = [];
    const isCut = (box) => getComputedStyle(box).overflow !== "visible" &&
        (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    const boxes = new Set([...document.body.querySelectorAll("*")].filter(isCut));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode, parent = text.parentElement;
        const isElsewhere = ".table-scroll, pre, .formula, .filters p, .visually-hidden, .skip-link";
        if (!text.data.trim() || parent.closest(isElsewhere)) continue;
        if (!parent.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const box of range.getClientRects())
            if (box.left < -1 || box.right > innerWidth + 1) cut.push(text.data);
        for (let box = parent; box !== document.body; box = box.parentElement)
            if (boxes.has(box)) cut.push(text.data);
    }
    return cut;
}"""

# The boxes that scroll sideways without a shade at the edge that hides something.
FIND_UNSHADED = """() => [...document.querySelectorAll("main *")].filter((box) => {
    const { overflowX, backgroundImage } = getComputedStyle(box);
    const scrolls = overflowX === "auto" && box.scrollWidth > box.clientWidth;
    return scrolls && !backgroundImage.includes("gradient");
}).map((box) => box.outerHTML.slice(0, 99))"""

# How far things have moved by themselves since the page was opened.
FIND_SHIFT = """() => new Promise((done) => {
    let shift = 0;
    const watch = (entries) => {
        for (const entry of entries) shift += entry.value;
    };
    const observer = new PerformanceObserver((list) => watch(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    document.fonts.ready.then(() => requestAnimationFrame(() => setTimeout(() => {
        watch(observer.takeRecords());
        done(shift);
    }, 100)));
})"""


READ_PAPER = "getComputedStyle(document.body).backgroundColor"
# Targets of links, and their content.
SPELL_OUT = """links => links.map((link) =>
    [link.getAttribute("href"), getComputedStyle(link, "::after").content])"""


def find_violations_in_themes(tab):
    """Return what axe finds in the light theme, and of colours in the dark."""
    tab.emulate_media(color_scheme="light")
    found = find_violations(tab)
    tab.emulate_media(color_scheme="dark")
    return found + find_violations(tab, runOnly=["color-contrast"])


# Every page type


@pytest.mark.parametrize("path", [*PAGES, "/_util/login/"])
def test_a_page_is_quiet_accessible_whole_at_every_width_and_fit_for_paper(site, tab, listen, path):
    complaints = listen(tab, site)

    tab.goto(site.url + path)

    assert tab.evaluate(FIND_SHIFT) == 0
    assert find_violations_in_themes(tab) == []
    # A window of 320 pixels is one of 1280 at a zoom of 400 % too, as WCAG counts it.
    for width in (320, 500, 520, 639, 640, 1055, 1056, 1920):
        tab.set_viewport_size({"width": width, "height": 256 if width == 320 else 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, width
        assert tab.evaluate(FIND_CUT_WORDS) == [], width
        assert tab.evaluate(FIND_UNSHADED) == [], width
    check_paper(tab)
    assert complaints == []
    assert tab.context.cookies() == [] or path in FORMS
    assert tab.evaluate("localStorage.length") == 0


def check_paper(tab):
    """Check that paper has no navigation and says where its links lead."""
    tab.emulate_media(media="print", color_scheme="dark")
    for name in (".site-head nav", ".site-foot ul", ".theme", ".skip-link", "form"):
        assert not any(part.is_visible() for part in tab.locator(name).all()), name
    assert tab.evaluate(READ_PAPER) == "rgb(255, 255, 255)"
    for address, words in tab.locator("main p > a[href^=http]").evaluate_all(SPELL_OUT):
        assert address in words
    for _, words in tab.locator("main a:has(img)").evaluate_all(SPELL_OUT):
        assert words == "none"


@pytest.mark.parametrize("path", ["/search/", "/publications/?q=training"])
def test_a_button_is_as_high_as_the_field_of_a_search_beside_it(site, tab, path):
    tab.goto(site.url + path)

    field, button = tab.locator("form :is([type=search], button)").all()

    for width in (1280, 390):
        tab.set_viewport_size({"width": width, "height": 800})
        boxes = [part.bounding_box() for part in (field, button)]
        assert boxes[0]["y"] == boxes[1]["y"]
        assert boxes[0]["height"] == boxes[1]["height"]


def test_pages_say_as_much_without_scripts(site, browser):
    texts = []
    for has_scripts in (True, False):
        with browser.new_context(java_script_enabled=has_scripts) as context:
            tab = context.new_page()
            texts.append([read_page(tab, site.url + path) for path in WITH_SCRIPTS])
            assert tab.locator(".theme").is_visible() == has_scripts

    assert texts[0] == texts[1]
    assert min(map(len, texts[0])) > 100


def read_page(tab, address):
    tab.goto(address)
    # Only scripts can copy, so their buttons are no loss.
    tab.locator(".copy").evaluate_all("buttons => buttons.forEach(button => button.remove())")
    parts = tab.locator("header.site-head, main, .site-foot > :not(.theme)")
    return " ".join(parts.all_inner_texts())


def test_a_message_that_was_sent_is_thanked_for(site, tab):
    tab.goto(f"{site.url}/contact/")
    tab.get_by_label("Name").fill("Grace")
    tab.get_by_label("Email").fill("grace@example.org")
    tab.get_by_label("Message").fill("Hello from a browser.")
    tab.get_by_role("button", name="Send").click()

    assert tab.locator("h1").inner_text() == "Message sent"
    assert tab.context.cookies() == []
    assert find_violations_in_themes(tab) == []


def test_the_keyboard_reaches_the_content_first(site, tab):
    tab.goto(f"{site.url}/about/")

    tab.keyboard.press("Tab")

    focused = tab.locator(":focus")
    assert focused.inner_text() == "Skip to content"
    assert focused.is_visible()
    focused.press("Enter")
    assert tab.url.endswith("#content")


def test_a_click_puts_the_player_in_the_place_of_its_plate(site, tab):
    asked = []
    tab.route(
        re.compile("^https://player.vimeo.com/"),
        lambda route: (asked.append(route.request.url), route.abort()),
    )
    tab.goto(f"{site.url}/every-block/")
    assert asked == []

    tab.locator(".embed .plate").first.click()
    player = tab.locator(".embed iframe").first
    player.wait_for()

    assert asked == ["https://player.vimeo.com/video/1234567?dnt=1"]
    assert player.get_attribute("title") == "A recorded talk"


# The theme

# The page when its body begins, before the first paint.
NOTE_FIRST_THEME = """
new MutationObserver((changes, observer) => {
    if (!document.body) return;
    window.firstTheme = document.documentElement.dataset.theme;
    observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def test_a_chosen_theme_holds_before_the_next_page_is_painted_until_it_is_left(site, tab):
    asked = []
    tab.add_init_script(NOTE_FIRST_THEME)
    tab.goto(site.url, wait_until="networkidle")
    light = tab.evaluate(READ_PAPER)
    assert tab.get_by_label("system").is_checked()
    tab.on("request", lambda request: asked.append(request.url))

    tab.get_by_label("dark").check()
    dark = tab.evaluate(READ_PAPER)
    kept = tab.evaluate("({...localStorage})")
    assert asked == []
    tab.goto(f"{site.url}/about/")

    assert dark != light
    assert kept == {"theme": "dark"}
    assert tab.evaluate("window.firstTheme") == "dark"
    assert tab.evaluate(READ_PAPER) == dark
    assert tab.get_by_label("dark").is_checked()
    assert tab.context.cookies() == []
    tab.get_by_label("dark").press("ArrowLeft")
    tab.get_by_label("light").press("ArrowLeft")
    assert tab.get_by_label("system").is_checked()
    assert tab.evaluate(READ_PAPER) == light
    assert tab.evaluate("localStorage.length") == 0


def test_a_page_moves_into_the_next_only_for_those_who_want_motion(site, tab):
    tab.add_init_script(
        "addEventListener('pagereveal', event => "
        "{ window.hasMoved = Boolean(event.viewTransition); })"
    )
    moved = {}
    for motion in ("no-preference", "reduce"):
        tab.emulate_media(reduced_motion=motion)
        tab.goto(site.url)
        tab.get_by_role("link", name="About").click()
        tab.wait_for_url("**/about/")
        # A shift is known only when the page is shown, after it has loaded.
        tab.wait_for_function("window.hasMoved !== undefined")
        moved[motion] = tab.evaluate("window.hasMoved")

    assert moved == {"no-preference": True, "reduce": False}


# Pictures


# Widths of pictures as shown, and as `sizes` says: the natural width of a copy.
MEASURE = """pictures => Promise.all(pictures.map(async (picture) => {
    const copy = new Image();
    // Unlike decode(), it waits for another candidate if the window was resized just now.
    const loaded = new Promise((done) => { copy.onload = done; });
    copy.sizes = picture.sizes;
    copy.srcset = picture.srcset;
    await loaded;
    return [picture.clientWidth, copy.naturalWidth, picture.sizes];
}))"""


def test_sizes_say_how_wide_a_picture_is_shown(site, tab):
    for path in ("/", "/every-block/"):
        tab.goto(site.url + path)
        pictures = tab.locator("main .portrait img, main .figure img, main .gallery img")
        for width in (320, 500, 520, 639, 640, 1055, 1056, 1920):
            tab.set_viewport_size({"width": width, "height": 2400})
            measured = pictures.evaluate_all(MEASURE)
            assert measured
            for shown, said, sizes in measured:
                assert abs(shown - said) <= 3, (path, width, sizes)


# Cost of the first visit


def weigh(tab, address):
    """Open an address; return the requests, and the bytes on the wire by kind of resource."""
    finished, by_kind = [], {}
    tab.on("requestfinished", lambda request: finished.append(request))
    tab.goto(address, wait_until="networkidle")
    for request in finished:
        sizes = request.sizes()
        size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        by_kind[request.resource_type] = by_kind.get(request.resource_type, 0) + size
    return finished, by_kind


def test_the_first_page_keeps_its_budget_and_asks_for_each_font_once(site, tab):
    finished, by_kind = weigh(tab, site.url)

    fonts = [one.url for one in finished if one.resource_type == "font"]
    assert sorted(re.findall(r"recto-serif(?:-italic)?\.", " ".join(fonts))) == [
        *("recto-serif-italic.", "recto-serif."),
    ]
    assert by_kind["font"] > 50_000
    assert by_kind["image"] > 1_000
    assert len(finished) <= 8, by_kind
    assert sum(by_kind.values()) <= 110_000, by_kind


def test_the_page_behind_a_link_is_fetched_before_the_click(site, tab):
    """The speculation rules do it: https://html.spec.whatwg.org/multipage/speculative-loading.html."""
    events = []
    session = tab.context.new_cdp_session(tab)
    session.on("Preload.prefetchStatusUpdated", lambda event: events.append(event))
    session.send("Preload.enable")
    tab.goto(site.url)

    tab.get_by_role("navigation").get_by_role("link", name="About").hover()
    until(lambda: tab.title() and "Ready" in [event["status"] for event in events])

    assert {event["prefetchUrl"] for event in events} == {f"{site.url}/about/"}
