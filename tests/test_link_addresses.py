"""Where a link leads, however it is written."""

import pytest

from pages.links.address import Target, resolve


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("", "/about/"),
        ("#work", "/about/#work"),
        ("?page=2", "/about/?page=2"),
        ("team/", "/about/team/"),
        ("../x/", "/x/"),
        (" /a\n b/ ", "/a%20b/"),
        ("/größe/", "/gr%C3%B6%C3%9Fe/"),
        ("/gr%C3%B6%C3%9Fe/", "/gr%C3%B6%C3%9Fe/"),
        ("http://localhost/x/", "/x/"),
        ("https://LOCALHOST:443/x/", "/x/"),
        ("//localhost", "/"),
    ],
)
def test_each_way_to_write_an_address_of_this_site_is_one_path(written, address):
    assert resolve(written, "/about/") == Target(address)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("//example.org", "https://example.org/"),
        ("https://EXAMPLE.org:443/a?b#c", "https://example.org/a?b#c"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("http://me:secret@example.org/", "http://example.org/"),
        ("http://localhost:8080/", "http://localhost:8080/"),
    ],
)
def test_each_way_to_write_an_address_elsewhere_is_one_address(
    settings, written, address
):
    settings.SITE_URL = "https://localhost"

    assert resolve(written, "/") == Target(address, is_external=True)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "javascript:alert(1)",
            "htps://example.org",
            "http://",
            "http://[1",
            "file:///",
        ),
        *("http://a..b/", "http://example.org:99999/", f"https://{'a' * 70}.org/"),
        f"https://example.org/{'a' * 2000}",
    ],
)
def test_what_browsers_cannot_follow_is_no_address(written):
    target = resolve(written, "/")

    assert target == Target(written[:2000])
    assert not target.is_path


@pytest.mark.parametrize("written", ["mailto:a@example.org", "tel:+1", "data:,x"])
def test_what_is_for_other_programs_is_left_out(written):
    assert resolve(written, "/") is None
