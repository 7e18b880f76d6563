"""`make screenshots`: the pictures of the README, and a sheet of the pages of a heavy site.

The sheet is screenshots/index.html: each page type in a wide and a narrow window, light and dark,
and on paper; pages with formulas and charts in Firefox too, if it is installed.
"""

import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.support import desk
from tests.support.browser import find_chromium, open_chromium
from tests.support.servers import Site
from tests.support.site import REPOSITORY
from tests.support.starter_site import FORMULAS, HEAVY_ADDRESSES

FOLDER = REPOSITORY / "docs/screenshots"
SHEET = REPOSITORY / "screenshots"
SIZE = {"width": 1280, "height": 800}
# Chromium draws no higher pictures than twice that.
HIGHEST = 8_000
DPI = 70
LOAD_PICTURES = """() => Promise.all([...document.images].map((picture) => {
    picture.loading = "eager";
    return picture.decode().catch(() => null);
}))"""
STYLE = "body{background:#888;font:14px sans-serif}div{display:flex;gap:1em}img{width:19vw}"
FILL = "from tests.support import heavy_site; heavy_site.fill(0.5)"


def save(tab, name):
    """Save the window of a tab, with few colours to keep the file small."""
    picture = Image.open(BytesIO(tab.screenshot())).convert("RGB")
    picture.quantize(128).save(FOLDER / f"{name}.png", optimize=True)


def save_for_readme(browser, site):
    tab = browser.new_page(viewport=SIZE)
    tab.goto(site.url)
    tab.wait_for_load_state("networkidle")
    save(tab, "home")
    desk.log_in(tab, site)
    page = desk.find_page(site, slug="distributed-ffn")
    tab.goto(f"{site.admin_url}pages/{page}/edit/")
    tab.wait_for_load_state("networkidle")
    save(tab, "editor")
    tab.close()


def print_page(tab, folder):
    """Save the page of a tab in each window and theme, and on paper."""
    for width in (390, 1280):
        for theme in ("light", "dark"):
            tab.set_viewport_size({"width": width, "height": 800})
            tab.emulate_media(color_scheme=theme)
            tab.evaluate(LOAD_PICTURES)
            height = tab.evaluate("document.documentElement.scrollHeight")
            for part, top in enumerate(range(0, height, HIGHEST)):
                clip = {"x": 0, "y": top, "width": width, "height": min(HIGHEST, height - top)}
                path = folder / f"{width}-{theme}-{part}.png"
                tab.screenshot(path=path, full_page=True, clip=clip)
    paper = folder / "paper.pdf"
    paper.write_bytes(tab.pdf(format="A4", print_background=True))
    if shutil.which("pdftoppm"):
        command = ["pdftoppm", "-png", "-r", str(DPI), paper, folder / "paper"]
        subprocess.run(command, check=True)


def print_in_firefox(address, folder):
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program:
        with tempfile.TemporaryDirectory() as profile:
            options = ["--headless", "--no-remote", "--profile", profile, "--window-size=1280"]
            command = [program, *options, f"--screenshot={folder / 'firefox.png'}", address]
            subprocess.run(command, check=True, capture_output=True, timeout=300)


def write_index(folders):
    rows = []
    for path, folder in folders.items():
        pictures = [one.relative_to(SHEET) for one in sorted(folder.glob("*.png"))]
        shown = "".join(f'<img loading="lazy" src="{one}" alt="{one}">' for one in pictures)
        rows.append(f"<h2>{path}</h2><div>{shown}</div>")
    html = f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{''.join(rows)}"
    (SHEET / "index.html").write_text(html)


def main():
    shutil.rmtree(SHEET, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory() as directory,
        Site(Path(directory)) as site,
        open_chromium(find_chromium()) as browser,
    ):
        save_for_readme(browser, site)
        print("Filling the site", flush=True)
        site.run(FILL)
        folders = {path: SHEET / (path.strip("/") or "home") for path in HEAVY_ADDRESSES}
        tab = browser.new_page()
        # A first visit makes the pictures of all widths, which takes minutes on a small machine.
        tab.set_default_timeout(600_000)
        for path, folder in folders.items():
            print(path, flush=True)
            folder.mkdir(parents=True)
            tab.goto(site.url + path)
            print_page(tab, folder)
        print_in_firefox(site.url + FORMULAS, folders[FORMULAS])
        write_index(folders)
    print(SHEET / "index.html")


if __name__ == "__main__":
    main()
