"""The pages of every site, and their common parts."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from pages.models import AboutPage, Profile, StandardPage
from pages.models.site import update_default_site
from tests.support.cache import make_server, visit
from tests.support.factories import make_owner, make_page
from tests.support.reading import read_page


def test_the_menu_shows_the_pages_chosen_for_it_and_marks_the_open_one(home, client):
    make_page(home, title="Teaching", show_in_menus=True)
    make_page(home, title="Hidden")
    open_page = make_page(home, title="Notes", show_in_menus=True)
    below = make_page(open_page, title="First note")

    menu = read_page(client, below).find("nav", attrs={"aria-label": "Main"})

    assert [link.text for link in menu.find_all("a")] == ["Teaching", "Notes", "Search"]
    assert menu.find("a", attrs={"aria-current": "true"}).text == "Notes"
    menu = read_page(client, open_page).find("nav", attrs={"aria-label": "Main"})
    assert menu.find("a", attrs={"aria-current": "page"}).text == "Notes"


@pytest.mark.parametrize(
    ("fields", "title", "description"),
    [
        ({}, "Notes", "A mathematician."),
        ({"summary": "A talk.", "seo_title": "My talks"}, "My talks", "A talk."),
        ({"summary": "x", "search_description": "Programs."}, "Notes", "Programs."),
    ],
)
def test_a_page_has_a_title_and_a_description(home, client, fields, title, description):
    make_owner(name="Ada Lovelace", description="A mathematician.")

    page = make_page(home, title="Notes", **fields)

    html = read_page(client, f"{page.url}?utm_source=elsewhere")

    assert html.find("link", rel="canonical")["href"] == "http://localhost/notes/"
    assert html.title.text == f"{title} · Ada Lovelace"
    found = html.find("meta", attrs={"name": "description"})
    assert found["content"] == description


def test_the_footer_links_to_the_profiles_in_their_order(home, client):
    owner = make_owner(footer_note="Made with care.")
    owner.profiles = [
        Profile(kind="orcid", address="https://orcid.org/0000-0001", sort_order=1),
        Profile(kind="github", address="https://github.com/ada", sort_order=0),
    ]
    owner.save()

    footer = read_page(client, home).find("footer", class_="site-foot")

    profiles = footer.find_all("a", rel="me")
    assert [(link.text, link["href"]) for link in profiles] == [
        ("GitHub", "https://github.com/ada"),
        ("ORCID", "https://orcid.org/0000-0001"),
    ]
    assert "Made with care." in footer.text


def test_an_error_page_hides_the_cause(client, home, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("sensitive detail")

    monkeypatch.setattr("wagtail.models.Page.route_for_request", fail)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    assert "sensitive detail" not in response.content.decode()


def test_a_moved_page_is_found_under_its_old_address(
    home, client, django_capture_on_commit_callbacks
):
    page = make_page(home, slug="notes")
    page.slug = "writing"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    response = client.get("/notes/")

    assert response.status_code == 301
    assert response["Location"] == "/writing/"


@pytest.mark.parametrize(("slug", "old"), [("notes", "/notes"), ("über", "/%C3%BCber")])
def test_a_redirect_never_loops(home, client, slug, old):
    page = make_page(home, slug=slug)
    Redirect.add_redirect(f"/{slug}", page)
    assert client.get(f"{old}/").status_code == 200

    page.unpublish()

    assert client.get(f"{old}/").status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        ("/talk", "https://slides.example.org/talk", "/talk"),
        ("/notes/?page=old", "/notes/?page=new", "/notes/?page=old"),
        ("/Talks/Über.html", "/new/", "/talks/%C3%9Cber.HTML"),
        ("/über", "/new/", "/%C3%9CBER"),
        ("/a_b", "/new/", "/A_B"),
    ],
)
def test_a_redirect_ignores_case_and_may_change_only_host_or_query(home, client, old, new, asked):
    Redirect.add_redirect(old, new)

    assert client.get(asked)["Location"] == new


def test_of_two_spellings_the_requested_one_redirects(home, client):
    for old in ("/talk", "/Talk", "/TALK"):
        Redirect.add_redirect(old, f"{old}-new/")

    assert client.get("/Talk")["Location"] == "/Talk-new/"


def test_a_redirect_from_an_address_with_a_query_comes_before_the_page(home):
    server = make_server()
    Redirect.add_redirect("/?p=123", make_page(home, title="Notes"))
    Redirect.add_redirect("/?cat=2&p=9", "/other/")
    Redirect.add_redirect("/?about", "/about-me/")

    for _ in range(2):
        assert visit(server, "/").status == 200
        assert visit(server, "/?p=123").headers["Location"] == "/notes/"
        assert visit(server, "/?p=9&cat=2").headers["Location"] == "/other/"
        for spelling in ("/?about", "/?about="):
            assert visit(server, spelling).headers["Location"] == "/about-me/"
        assert visit(server, "/?p=1").status == visit(server, "/?p").status == 200
    assert visit(server, "/?from=elsewhere").cache == "HIT"
    assert visit(server, "/?p=1").cache == "BYPASS"


def test_pages_for_people_who_have_logged_in_are_private(home, client, admin_client):
    for address, status in [("/", 200), ("/none/", 404), ("/search/", 200)]:
        own = admin_client.get(address)
        assert (own.status_code, own["Cache-Control"]) == (status, "private")
        assert "Cache-Control" not in client.get(address)


def test_a_deleted_site_is_recreated_by_a_migration(home, client):
    Site.objects.all().delete()
    assert client.get("/").status_code == 404
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/atom.xml").status_code == 200

    update_default_site()

    assert client.get("/").status_code == 200
    assert Site.objects.get().hostname == "localhost"


def test_a_page_lists_those_below_it_if_it_is_told_to(home, client, monkeypatch):
    page = make_page(home, title="Teaching")
    second, first = make_page(page, title="Second"), make_page(page, title="First", summary="One.")
    make_page(page, title="Draft", live=False)
    page.add_child(instance=AboutPage(title="About the courses"))
    secret = make_page(page, title="Secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    first.move(second, "left")
    assert read_page(client, page).find(class_="rows") is None
    assert visit(make_server(), f"{page.url}?page=7").status == 200

    page.lists_pages = True
    page.save()

    rows = read_page(client, page).select(".rows h2")
    assert [row.text for row in rows] == ["First", "Second", "About the courses"]
    monkeypatch.setattr(StandardPage, "PAGE_SIZE", 2)
    html = read_page(client, f"{page.url}?page=2")
    assert [row.text for row in html.select(".rows h2")] == ["About the courses"]
    assert html.find("link", rel="canonical")["href"].endswith("/teaching/?page=2")
    assert client.get(f"{page.url}?page=3").status_code == 404
    page.get_children().delete()
    assert read_page(client, page).find(class_="rows") is None
