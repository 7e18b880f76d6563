import pytest

from tests.support.desk import log_in


@pytest.fixture(scope="module")
def owner(browser, served_site):
    """A tab of the owner, who may paste, for tests that leave nothing behind."""
    # With a window it would be theirs by the click.
    allowed = ["clipboard-read", "clipboard-write"]
    window = {"width": 1400, "height": 1000}
    with browser.new_context(viewport=window, permissions=allowed) as context:
        yield log_in(context.new_page(), served_site)
