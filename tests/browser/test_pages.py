"""Every page type in a real browser: what visitors see, on any device, and what it costs."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/",
    "/about/",
    "/projects/",
    "/projects/?topic=deep-learning",
    "/projects/two-stream-action-recognition-keras/",
    "/projects/swan/",
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
THEMES = ["light", "dark"]

# The words that stand outside the window, where nothing scrolls to them.
FIND_CUT_WORDS = """() => {
    const cut = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode, parent = text.parentElement;
        const isElsewhere = ".table-scroll, pre, .formula, .visually-hidden, .skip-link";
        if (!text.data.trim() || parent.closest(isElsewhere)) continue;
        if (!parent.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const box of range.getClientRects())
            if (box.left < -1 || box.right > innerWidth + 1) cut.push(text.data);
        for (let box = parent; box !== document.body; box = box.parentElement)
            if (getComputedStyle(box).overflow !== "visible" &&
                (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight))
                cut.push(text.data);
    }
    return cut;
}"""

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


def find_violations(tab):
    found = Axe().run(tab).response["violations"]
    return [(rule["id"], rule["help"], rule["nodes"][0]["html"]) for rule in found]


# Every page type


@pytest.mark.parametrize("path", [*PAGES, "/_util/login/"])
def test_a_page_is_quiet_accessible_whole_at_every_width_and_fit_for_paper(site, tab, listen, path):
    complaints = listen(tab, site)
    tab.emulate_media(color_scheme="light")

    tab.goto(site.url + path, wait_until="networkidle")

    assert complaints == []
    assert tab.context.cookies() == [] or path in FORMS
    assert tab.evaluate("Object.keys(localStorage).length") == 0
    assert tab.evaluate(FIND_SHIFT) == 0
    assert find_violations(tab) == []
    # A window of 320 pixels is one of 1280 at a zoom of 400 % too, as WCAG counts it.
    for width in (320, 768, 1280, 1920):
        tab.set_viewport_size({"width": width, "height": 256 if width == 320 else 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, width
        assert tab.evaluate(FIND_CUT_WORDS) == [], width
    tab.emulate_media(color_scheme="dark")
    tab.goto(site.url + path)
    assert find_violations(tab) == []
    tab.emulate_media(media="print", color_scheme="dark")
    check_paper(tab)


def check_paper(tab):
    """Check that paper has no navigation and says where its links lead."""
    for name in (".site-head nav", ".site-foot ul", ".theme", ".skip-link", "form"):
        assert not any(part.is_visible() for part in tab.locator(name).all()), name
    assert tab.evaluate(READ_PAPER) == "rgb(255, 255, 255)"
    for address, words in tab.locator("main p > a[href^=http]").evaluate_all(SPELL_OUT):
        assert address in words


def test_pages_say_as_much_without_scripts(site, browser):
    texts = []
    for has_scripts in (True, False):
        with browser.new_context(java_script_enabled=has_scripts) as context:
            tab = context.new_page()
            texts.append({path: read_page(tab, site.url + path) for path in PAGES})
            assert tab.locator(".theme").is_visible() == has_scripts

    assert texts[0] == texts[1]
    assert min(map(len, texts[0].values())) > 100


def read_page(tab, address):
    tab.goto(address)
    parts = tab.locator("header.site-head, main, .site-foot > :not(.theme)")
    return " ".join(parts.all_inner_texts())


def test_a_message_that_was_sent_is_thanked_for_in_both_themes(site, tab):
    tab.goto(f"{site.url}/contact/")
    tab.get_by_label("Name").fill("Grace")
    tab.get_by_label("Address").fill("grace@example.org")
    tab.get_by_label("Message").fill("Hello from a browser.")
    tab.get_by_role("button", name="Send").click()

    assert tab.locator("h1").inner_text() == "Message sent"
    assert tab.context.cookies() == []
    for theme in THEMES:
        tab.emulate_media(color_scheme=theme)
        assert find_violations(tab) == [], theme


# The theme

# The page when its body begins, before the first paint.
NOTE_FIRST_THEME = """
new MutationObserver((changes, observer) => {
    if (!document.body) return;
    window.firstTheme = document.documentElement.dataset.theme;
    observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def test_a_theme_that_was_chosen_holds_before_the_next_page_is_painted(site, tab):
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


def test_whoever_returns_to_the_theme_of_the_system_leaves_nothing_behind(site, tab):
    tab.emulate_media(color_scheme="dark")
    tab.goto(site.url)
    dark = tab.evaluate(READ_PAPER)

    tab.get_by_label("light").check()
    light = tab.evaluate(READ_PAPER)
    tab.get_by_label("light").press("ArrowLeft")

    assert light != dark
    assert tab.get_by_label("system").is_checked()
    assert tab.evaluate(READ_PAPER) == dark
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


def test_pictures_have_a_size_and_all_but_the_first_wait_until_they_are_near(site, tab):
    tab.goto(f"{site.url}/every-block/")

    pictures = tab.locator("main img").evaluate_all(
        "pictures => pictures.map(({ attributes }) => "
        "Object.fromEntries([...attributes].map(({ name, value }) => [name, value])))"
    )
    first, *others = pictures
    assert len(others) > 4
    assert (first.get("loading"), first["fetchpriority"]) == ("eager", "high")
    assert {picture["loading"] for picture in others} == {"lazy"}
    for picture in pictures:
        assert int(picture["width"]) > 0
        assert int(picture["height"]) > 0
        widths = re.findall(r" (\d+)w", picture["srcset"])
        assert len(widths) == len(set(widths)) > 1


@pytest.mark.parametrize("width", [320, 768, 1280, 1920])
def test_sizes_say_how_wide_a_picture_is_shown(site, tab, width):
    tab.set_viewport_size({"width": width, "height": 2400})
    shown = {}
    for path in ("/", "/every-block/"):
        tab.goto(site.url + path)
        shown |= tab.locator("main .portrait img, main .figure img").evaluate_all(
            """pictures => Object.fromEntries(pictures.map((picture, at) => {
                const ruler = document.createElement("img");
                ruler.sizes = picture.sizes;
                ruler.srcset = "data:image/gif;base64,R0lGODlhAQABAAAAACw= 100w";
                return [location.pathname + at, [picture.clientWidth, picture.sizes]];
            }))"""
        )

    for place, (pixels, sizes) in shown.items():
        assert abs(pixels - measure(tab, sizes)) <= 3, (place, sizes)


def measure(tab, sizes):
    """Return what `sizes` comes to in this window, in CSS pixels."""
    for part in re.split(r",\s*(?![^(]*\))", sizes):
        condition, _, length = part.rpartition(") ") if part[0] == "(" else ("", "", part)
        if not condition or tab.evaluate(f"matchMedia('{condition})').matches"):
            return tab.evaluate(
                """length => {
                    const ruler = document.body.appendChild(document.createElement("div"));
                    ruler.style.cssText = `position: fixed; width: ${length}`;
                    const width = ruler.getBoundingClientRect().width;
                    ruler.remove();
                    return width;
                }""",
                length,
            )
    raise AssertionError(sizes)


# Cost of the first visit


def test_the_first_page_keeps_its_budget(site, tab):
    network = tab.context.new_cdp_session(tab)
    network.send("Network.enable")
    kinds, sizes = {}, {}
    network.on(
        "Network.responseReceived",
        lambda event: kinds.update({event["requestId"]: event["type"]}),
    )
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )

    tab.goto(site.url, wait_until="networkidle")

    by_kind = {}
    for request, size in sizes.items():
        kind = kinds.get(request, "Other")
        by_kind[kind] = by_kind.get(kind, 0) + size
    assert by_kind["Font"] > 50_000
    assert by_kind["Image"] > 1_000
    assert len(sizes) <= 8, kinds
    assert sum(sizes.values()) <= 110_000, by_kind
    assert by_kind["Stylesheet"] <= 12_000
    assert by_kind["Script"] <= 3_000
