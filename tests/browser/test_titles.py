"""A title with markup, from the editor to its readers."""

from playwright.sync_api import expect

from tests.support.desk import find_page, publish, wait_until_ready

TYPE_AND_READ = """async () => {
    const title = document.querySelector("[name=title]");
    title.value = "Zostera";
    title.dispatchEvent(new Event("change", { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve));
    return document.querySelector("[name=slug]").value;
}"""


def test_a_title_is_typed_with_markup_and_gets_an_address_of_its_words(served_site, owner, visitor):
    home = find_page(served_site, depth=2)
    owner.goto(f"{served_site.admin_url}pages/add/pages/standardpage/{home}/")
    owner.locator("[name=title]").press_sequentially("<i>Zostera</i> *marina* and MoS~2~")
    owner.keyboard.press("Tab")

    expect(owner.locator("[name=slug]")).to_have_value("zostera-marina-and-mos2")
    publish(owner)
    expect(owner.locator("[name=title]")).to_have_value("*Zostera* *marina* and MoS~2~")
    assert "Zostera marina and MoS₂" in owner.title()
    visitor.goto(f"{served_site.url}/zostera-marina-and-mos2/")
    expect(visitor.locator("h1 i")).to_have_text(["Zostera", "marina"])


def test_the_address_is_there_when_a_button_is_pressed_right_after_the_title(served_site, owner):
    home = find_page(served_site, depth=2)
    owner.context.clock.install()
    owner.goto(f"{served_site.admin_url}pages/add/pages/standardpage/{home}/")
    wait_until_ready(owner)

    assert owner.evaluate(TYPE_AND_READ) == "zostera"
