"""The menu ordered by keyboard and by dragging, and a backup made, in a browser."""

from zipfile import ZipFile

from playwright.sync_api import expect

from tests.support.desk import log_in


def read_titles(tab):
    return tab.locator("[data-menu] [data-title]").all_inner_texts()


def test_the_menu_is_ordered_by_keyboard_and_by_dragging(owner, served_site):
    owner.goto(f"{served_site.admin_url}menu/")
    before = read_titles(owner)
    first = owner.get_by_role("button", name=f"Move “{before[0]}” down")

    first.focus()
    owner.keyboard.press("Enter")
    expect(first).to_be_focused()
    owner.keyboard.press("Space")
    assert read_titles(owner) == [before[1], before[2], before[0], *before[3:]]
    expect(owner.locator("[data-menu-place]")).to_have_text(f"{before[0]}: 3 / {len(before)}")

    handle = owner.locator("[data-handle]").nth(2)
    top = owner.locator("[data-menu] li").first.bounding_box()
    handle.hover()
    owner.mouse.down()
    owner.mouse.move(top["x"] + 10, top["y"] + 2, steps=5)
    owner.mouse.up()
    assert read_titles(owner) == before

    first.click()
    owner.get_by_role("button", name="Save").last.click()
    expect(owner.get_by_text("The menu is saved.")).to_be_visible()
    expected = [before[1], before[0], *before[2:]]
    assert read_titles(owner) == expected
    first.click()
    owner.get_by_role("button", name=f"Move “{before[0]}” up").click()
    owner.get_by_role("button", name=f"Move “{before[0]}” up").click()
    owner.get_by_role("button", name="Save").last.click()


def test_the_menu_is_ordered_without_javascript(browser, served_site):
    with browser.new_context(java_script_enabled=False) as context:
        tab = log_in(context.new_page(), served_site)
        tab.goto(f"{served_site.admin_url}menu/")
        before = read_titles(tab)

        tab.get_by_role("button", name=f"Move “{before[1]}” up").click()

        assert read_titles(tab) == [before[1], before[0], *before[2:]]


def test_a_backup_is_made_while_its_progress_is_shown_and_downloaded(owner, served_site, tmp_path):
    owner.goto(f"{served_site.admin_url}reports/status/")

    owner.get_by_role("button", name="Make a backup").click()
    link = owner.get_by_role("link", name="Download the backup of")
    link.wait_for()
    with owner.expect_download() as download:
        link.click()

    path = tmp_path / "site.zip"
    download.value.save_as(path)
    assert "manifest.json" in ZipFile(path).namelist()
