"""The pages of every site, and their common parts."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from pages.blocks import ExperienceBlock
from pages.models import Owner, Profile, SelectedWork
from pages.models.site import update_default_site
from tests.support.factories import (
    make_about,
    make_home,
    make_image,
    make_owner,
    make_page,
    make_project,
    make_project_index,
    make_publication,
    make_publication_index,
)
from tests.support.reading import read_page

# Parts of every page


def test_the_menu_shows_the_pages_chosen_for_it_and_marks_the_open_one(home, client):
    make_page(home, title="Teaching", show_in_menus=True)
    make_page(home, title="Hidden")
    open_page = make_page(home, title="Notes", show_in_menus=True)
    below = make_page(open_page, title="First note")

    menu = read_page(client, below).find("nav", attrs={"aria-label": "Main"})

    assert [link.text for link in menu.find_all("a")] == ["Teaching", "Notes"]
    assert menu.find("a", attrs={"aria-current": "true"}).text == "Notes"
    menu = read_page(client, open_page).find("nav", attrs={"aria-label": "Main"})
    assert menu.find("a", attrs={"aria-current": "page"}).text == "Notes"


def test_the_menu_leaves_out_drafts_and_private_pages(home, client):
    make_page(home, title="Draft", show_in_menus=True, live=False)
    private = make_page(home, title="Private", show_in_menus=True)
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert read_page(client, home).find("nav", attrs={"aria-label": "Main"}) is None


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

    html = read_page(client, make_page(home, title="Notes", **fields))

    assert html.title.text == f"{title} · Ada Lovelace"
    found = html.find("meta", attrs={"name": "description"})
    assert found["content"] == description


def test_the_canonical_address_leaves_out_the_query(home, client):
    page = make_page(home)

    response = client.get(f"{page.url}?utm_source=elsewhere")

    html = BeautifulSoup(response.content, "html5lib")
    assert html.find("link", rel="canonical")["href"] == "http://localhost/notes/"


def test_visitors_get_no_cookie_and_only_editors_the_user_bar(
    home, client, admin_client
):
    response = client.get(home.url)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "wagtail-userbar" not in response.content.decode()
    assert "wagtail-userbar" in admin_client.get(home.url).content.decode()


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


def test_a_site_works_without_the_name_of_its_owner(home, client):
    assert not Owner.objects.exclude(name="").exists()

    assert read_page(client, home).h1


def test_a_missing_page_is_answered_in_the_design_of_the_site(home, client):
    make_owner()

    response = client.get("/nothing/here/")

    html = BeautifulSoup(response.content, "html5lib")
    assert response.status_code == 404
    assert html.h1.text == "There is no page here"
    assert html.title.text == "Page not found · Ada Lovelace"
    assert html.find("a", href="/")


def test_an_error_page_hides_the_cause(client, home, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("sensitive detail")

    monkeypatch.setattr("wagtail.models.Page.route_for_request", fail)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    assert "sensitive detail" not in response.content.decode()


def test_a_request_for_an_unknown_host_is_refused(home, client):
    response = client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "This request cannot be read" in response.content.decode()


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
    ("old", "new"),
    [
        ("/talk", "https://slides.example.org/talk"),
        ("/notes/?page=old", "/notes/?page=new"),
    ],
)
def test_a_redirect_may_change_only_the_host_or_the_query(home, client, old, new):
    Redirect.add_redirect(old, new)

    assert client.get(old)["Location"] == new


def test_a_deleted_site_is_recreated_by_a_migration(home, client):
    Site.objects.all().delete()
    assert client.get("/").status_code == 404
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/atom.xml").status_code == 200

    update_default_site()

    assert client.get("/").status_code == 200
    assert Site.objects.get().hostname == "localhost"


# Home


def test_home_shows_the_owner_in_both_scripts(home, client):
    make_owner(
        name="Wushi Dong",
        native_name="董悟时",
        native_language="zh",
        claim="I make things fast.",
        portrait=make_image(description="A portrait"),
    )

    html = read_page(client, home)

    assert html.h1.find(lang="zh").text == "董悟时"
    assert html.title.text == "Wushi Dong"
    assert html.find(class_="lead").text == "I make things fast."
    assert html.find(class_="portrait").img["alt"] == "A portrait"


def test_home_shows_headline_numbers_with_their_sources(client, db):
    home = make_home()
    page = make_page(home)
    home.numbers = [
        ("number", {"value": "131,072", "what": "cores", "page": page}),
        ("number", {"value": "68", "unit": "%", "what": "efficiency"}),
    ]
    home.save()

    numbers = read_page(client, home).find(class_="numbers").find_all("li")

    assert numbers[0].a["href"] == page.url
    assert "131,072" in numbers[0].text
    assert numbers[1].a is None
    assert "68\N{NO-BREAK SPACE}%" in numbers[1].text


def test_home_shows_selected_pages_of_any_type_in_their_order(home, client):
    index = make_project_index(home)
    pages = [
        make_page(home, title="A note"),
        make_project(index, title="A project"),
        make_publication(make_publication_index(home), title="A paper"),
        make_page(home, title="A draft", live=False),
    ]
    order = [pages[1], pages[3], pages[0], pages[2]]
    home.selected_work = [
        SelectedWork(page=page, sort_order=n) for n, page in enumerate(order)
    ]
    home.save()

    section = read_page(client, home).find("section", attrs={"aria-labelledby": True})

    titles = [heading.text for heading in section.find_all("h3")]
    assert titles == ["A project", "A note", "A paper"]


def test_home_shows_the_newest_publications(home, client):
    publications = make_publication_index(home)
    for year in ("2017", "2019", "2018"):
        make_publication(publications, title=f"Paper of {year}", published_on=year)
    home.publications_from = publications
    home.publications_shown = 2
    home.save()

    rows = read_page(client, home).find(class_="rows")

    assert [row.text for row in rows.find_all("h3")] == [
        "Paper of 2019",
        "Paper of 2018",
    ]


def test_home_works_after_its_list_of_publications_is_deleted(home, client):
    home.publications_from = make_publication_index(home)
    home.save()

    home.publications_from.delete()

    assert read_page(client, home).find(class_="rows") is None


# About


def test_about_shows_a_track_record(home, client):
    index = make_project_index(home)
    project = make_project(index, title="Engine")
    about = make_about(
        home,
        bio="<p>I compute.</p>",
        education=[
            (
                "degree",
                {
                    "degree": "Ph.D.",
                    "field": "Physics",
                    "institution": "University of Chicago",
                    "institution_address": "https://www.uchicago.edu/",
                    "advisor": "P. B. Littlewood",
                    "started": "2013",
                    "finished": "2018",
                },
            )
        ],
        experience=[("position", {"title": "Scientist", "employer": "AWS"})],
        track_record=[("entry", {"text": "<p>I led it.</p>", "page": project})],
        competencies=[("group", {"group": "Vision", "items": ["3D", "Video"]})],
        projects_from=index,
    )
    about = type(about).objects.get()

    html = read_page(client, about)

    education = html.find("section", attrs={"aria-labelledby": "education"}).text
    assert "Ph.D., Physics" in education
    assert "P. B. Littlewood" in education
    assert "2013–2018" in education
    assert html.find("a", href="https://www.uchicago.edu/")
    record = html.find("section", attrs={"aria-labelledby": "track-record"})
    assert record.a["href"] == project.url
    assert html.find("dt", string="Vision").find_next("dd").text == "3D, Video"


def test_about_hides_a_private_project(home, client):
    project = make_project(make_project_index(home), title="Secret engine")
    entry = {"text": "<p>I led it.</p>", "page": project}
    about = make_about(home, track_record=[("entry", entry)])
    assert "Secret engine" in read_page(client, about).text

    PageViewRestriction.objects.create(page=project, restriction_type="login")

    assert "Secret engine" not in read_page(client, about).text


def test_about_lists_new_projects(home, client):
    index = make_project_index(home)
    about = make_about(home, projects_from=index)
    assert "Engine" not in read_page(client, about).text

    make_project(index, title="Engine")

    assert "Engine" in read_page(client, about).find(class_="rows").text


@pytest.mark.parametrize(
    ("started", "finished", "text"),
    [
        ("2013", "2018-06", "2013–June 2018"),
        ("2020", "", "since 2020"),
        ("", "2018", "2018"),
        ("2018", "2018", "2018"),
        ("", "", ""),
    ],
)
def test_a_period_is_as_exact_as_its_dates(started, finished, text):
    value = ExperienceBlock().to_python({"started": started, "finished": finished})

    assert value.period == text


# Scheduled pages


def test_a_scheduled_page_is_published_when_due(home, client):
    due, early = (
        make_page(home, title=title, live=False) for title in ("Due", "Early")
    )
    for page, minutes in ((due, -1), (early, 1)):
        page.go_live_at = timezone.now() + timedelta(minutes=minutes)
        page.save_revision(approved_go_live_at=page.go_live_at)
    expired = make_page(home, expire_at=timezone.now() - timedelta(minutes=1))

    call_command("publish_scheduled")

    statuses = [client.get(page.url).status_code for page in (due, early, expired)]
    assert statuses == [200, 404, 404]
