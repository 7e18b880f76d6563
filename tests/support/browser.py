"""Chromium as the tests drive it."""

import contextlib
import os
import shutil
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.support.desk import PATIENCE

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


def find_chromium():
    """Return the path of an installed Chromium, None without one."""
    # The first is the same browser without windows, and takes less than half the work.
    names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    program = next(filter(None, map(shutil.which, names)), None)
    if sys.platform == "darwin" and not program:
        usual = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
        program = usual if os.access(usual, os.X_OK) else None
    return program


@contextlib.contextmanager
def open_chromium(program):
    """Start the program until the end of the `with`."""
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        make_context = browser.new_context

        def make_patient_context(**options):
            context = make_context(**options)
            context.set_default_timeout(PATIENCE * 1000)
            return context

        browser.new_context = make_patient_context
        yield browser
        browser.close()


def find_violations(tab, context=None, **options):
    """Return the rules that axe finds violated, each with the first element."""
    options["resultTypes"] = ["violations"]  # the others take axe as long again
    # Axe stays in a page. Wagtail's own there, if any, is of another version.
    axe = Axe("") if tab.evaluate("window.hasAxeOfTests") else Axe()
    found = axe.run(tab, context=context, options=options).response["violations"]
    tab.evaluate("window.hasAxeOfTests = true")
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
