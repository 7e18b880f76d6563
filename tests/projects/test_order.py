"""Ordering of a list by hand, in a browser: visitors see the new order."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.support.desk import INDEX, make_project


@pytest.fixture
def titles(served_site):
    """Titles of two new projects of a list that is ordered by hand."""
    by_hand = f"{INDEX}; Index.objects.update(order=Index.Order.{{}})"
    earlier = served_site.run(f"{INDEX}; print(index.order)")
    served_site.run(by_hand.format("BY_HAND"))
    titles = [f"Engine {secrets.token_hex(4)}" for _ in range(2)]
    for title in titles:
        make_project(served_site, title)
    yield titles
    served_site.run(f"{INDEX}; Index.objects.update(order={earlier!r})")


def test_a_project_is_moved_by_dragging_and_with_the_keyboard(served_site, owner, visitor, titles):
    index = served_site.run(f"{INDEX}; print(index.pk)")
    items = owner.locator("[data-w-orderable-target=item]")
    rows = [items.filter(has_text=title) for title in titles]
    handles = [row.locator("[data-w-orderable-target=handle]") for row in rows]

    def expect_order(*expected):
        visitor.goto(f"{served_site.url}/projects/")
        listed = visitor.locator("main").inner_text()
        assert sorted(titles, key=listed.index) == list(expected)

    first, second = titles
    expect_order(first, second)

    owner.goto(f"{served_site.admin_url}pages/{index}/?ordering=ord")
    handles[1].scroll_into_view_if_needed()
    grip, goal = handles[1].bounding_box(), rows[0].bounding_box()
    x = grip["x"] + grip["width"] / 2
    owner.mouse.move(x, grip["y"] + grip["height"] / 2)
    owner.mouse.down()
    owner.mouse.move(x, goal["y"] + goal["height"] / 2, steps=15)
    owner.mouse.move(x, goal["y"] + 2, steps=5)
    owner.mouse.up()
    expect(owner.get_by_text("has been moved")).to_be_visible()
    expect_order(second, first)

    owner.reload()
    handles[0].focus()
    owner.keyboard.press("ArrowUp")
    owner.keyboard.press("Enter")
    expect(owner.get_by_text("has been moved")).to_be_visible()
    expect_order(first, second)
