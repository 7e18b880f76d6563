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


@pytest.fixture
def rows(served_site, owner, titles):
    """Rows of the two projects in the admin's list."""
    index = served_site.run(f"{INDEX}; print(index.pk)")
    owner.goto(f"{served_site.admin_url}pages/{index}/?ordering=ord")
    items = owner.locator("[data-w-orderable-target=item]")
    return [items.filter(has_text=title) for title in titles]


def read_order(visitor, site, titles):
    """Return the titles in the order that a visitor sees."""
    visitor.goto(f"{site.url}/projects/")
    listed = visitor.locator("main").inner_text()
    return sorted(titles, key=listed.index)


def expect_kept(owner):
    expect(owner.get_by_text("has been moved")).to_be_visible()


def test_a_project_is_dragged_to_its_place(served_site, owner, visitor, titles, rows):
    first, second = titles
    assert read_order(visitor, served_site, titles) == [first, second]

    handle = rows[1].locator("[data-w-orderable-target=handle]")
    handle.scroll_into_view_if_needed()
    grip, goal = handle.bounding_box(), rows[0].bounding_box()
    x = grip["x"] + grip["width"] / 2
    owner.mouse.move(x, grip["y"] + grip["height"] / 2)
    owner.mouse.down()
    owner.mouse.move(x, goal["y"] + goal["height"] / 2, steps=15)
    owner.mouse.move(x, goal["y"] + 2, steps=5)
    owner.mouse.up()
    expect_kept(owner)

    assert read_order(visitor, served_site, titles) == [second, first]


def test_a_project_is_moved_to_its_place_with_the_keyboard(
    served_site, owner, visitor, titles, rows
):
    first, second = titles

    rows[1].locator("[data-w-orderable-target=handle]").focus()
    owner.keyboard.press("ArrowUp")
    owner.keyboard.press("Enter")
    expect_kept(owner)

    assert read_order(visitor, served_site, titles) == [second, first]
