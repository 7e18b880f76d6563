"""`make screenshots`: the pictures of the README, from the starter site in a browser."""

import shutil
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.support import desk
from tests.support.servers import Site
from tests.support.site import REPOSITORY

FOLDER = REPOSITORY / "docs/screenshots"
SIZE = {"width": 1280, "height": 800}


def save(tab, name):
    """Save the window of a tab, with few colours to keep the file small."""
    picture = Image.open(BytesIO(tab.screenshot())).convert("RGB")
    picture.quantize(128).save(FOLDER / f"{name}.png", optimize=True)


def main():
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as directory,
        Site(Path(directory)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport=SIZE)
        tab.goto(site.url)
        tab.wait_for_load_state("networkidle")
        save(tab, "home")
        desk.log_in(tab, site)
        page = desk.find_page(site, slug="distributed-ffn")
        tab.goto(f"{site.admin_url}pages/{page}/edit/")
        tab.wait_for_load_state("networkidle")
        save(tab, "editor")
        browser.close()


if __name__ == "__main__":
    main()
