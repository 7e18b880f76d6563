"""The list of publications in a browser: a reference is copied, and a long list is read."""

from playwright.sync_api import expect

LIST = "publications/"


def test_a_reference_is_copied_from_the_list_without_leaving_it(served_site, visitor, listen):
    complaints = listen(visitor, served_site)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.goto(f"{served_site.url}/{LIST}")
    row = visitor.locator(".reference").filter(has_text="Ohmic Edge Contacts")

    row.get_by_text("Cite", exact=True).click()
    apa = row.locator("dd").first
    apa.get_by_role("button", name="Copy").click()

    expect(apa.get_by_role("button", name="Copied")).to_be_visible()
    copied = visitor.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Dong, W., & Littlewood, P. B. (2019). Quantum Electron Transport")
    assert copied.endswith("https://doi.org/10.1021/acsaelm.9b00095")
    assert complaints == []
