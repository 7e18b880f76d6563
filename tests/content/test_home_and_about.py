"""Home page and about page."""

import pytest
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from pages.blocks import ExperienceBlock
from pages.models import SelectedWork
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
    home.selected_work = [SelectedWork(page=page, sort_order=n) for n, page in enumerate(order)]
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

    assert [row.text for row in rows.find_all("h3")] == ["Paper of 2019", "Paper of 2018"]
    publications.delete()
    assert read_page(client, home).find(class_="rows") is None


def test_about_shows_a_track_record(home, client):
    index = make_project_index(home)
    project = make_project(index, title="Engine")
    degree = {"degree": "Ph.D.", "field": "Physics", "institution": "University of Chicago"}
    degree |= {"institution_address": "https://www.uchicago.edu/", "advisor": "P. B. Littlewood"}
    degree |= {"started": "2013", "finished": "2018"}
    about = make_about(
        home,
        education=[("degree", degree)],
        experience=[("position", {"title": "Scientist", "employer": "AWS"})],
        track_record=[("entry", {"text": "<p>I led it.</p>", "page": project})],
        competencies=[("group", {"group": "Vision", "items": ["3D", "Video"]})],
        projects_from=index,
    )
    about = type(about).objects.get()

    html = read_page(client, about)

    education = html.find("section", attrs={"aria-labelledby": "education"}).text
    for text in ("Ph.D., Physics", "P. B. Littlewood", "2013–2018"):
        assert text in education
    assert html.find("a", href="https://www.uchicago.edu/")
    record = html.find("section", attrs={"aria-labelledby": "track-record"})
    assert record.a["href"] == project.url
    assert "Engine" in html.find(class_="rows").text
    assert html.find("dt", string="Vision").find_next("dd").text == "3D, Video"


def test_about_hides_a_private_project(home, client):
    index = make_project_index(home)
    project = make_project(index, title="Secret engine")
    entry = {"text": "<p>I led it.</p>", "page": project}
    about = make_about(home, track_record=[("entry", entry)], projects_from=index)
    assert "Secret engine" in read_page(client, about).text

    PageViewRestriction.objects.create(page=project, restriction_type="login")

    assert "Secret engine" not in read_page(client, about).text


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

    assert strip_tags(value.period) == text
