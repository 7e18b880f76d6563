"""The HTML of pages: elements that say what a text is, and no blank lines."""

from datetime import date

from bs4 import BeautifulSoup

from pages.blocks import BodyBlock
from tests.support.factories import (
    make_about,
    make_body,
    make_contact,
    make_each_page,
    make_figure,
    make_image,
    make_page,
    make_project,
    make_publication,
)
from tests.support.reading import read_page


def test_no_page_has_blank_lines_or_anything_before_its_doctype(db, client):
    pages = make_each_page()
    table = BodyBlock().child_blocks["results_table"]
    pages[-2].cover = make_image()
    pages[-2].body = [("results_table", table.get_preview_value())]
    pages[-2].save()

    for address in (*(page.url for page in pages), "/search/?q=engine", "/nothing/"):
        text = client.get(address).text
        assert text.startswith("<!doctype html>\n"), address
        assert [line for line in text.split("\n") if not line.strip()] == [], address


def test_blank_lines_of_code_attributes_and_forms_are_kept(home, client):
    text = '\n\n  <a href="#">\n\n\n    <b>\n'
    contact = make_contact(home)
    figure = make_figure(make_image())
    figure["image"]["alt_text"] = text
    code = {"language": "html", "code": text}
    page = make_page(home, body=make_body(("code", code), ("figure", figure)))
    field = contact.form_fields.get(field_type="multiline")

    html = read_page(client, page)
    answer = client.post(contact.url, {field.clean_name: text})

    assert html.find("code").text == text
    assert html.find("img")["alt"] == text
    assert BeautifulSoup(answer.content, "html5lib").find("textarea").text == text


def test_projects_publications_and_notes_are_articles(db, client):
    articles = {
        type(page).__name__: read_page(client, page).select_one("main article h1")
        for page in make_each_page()
    }

    found = {name for name, heading in articles.items() if heading}
    assert found == {"NotePage", "ProjectPage", "PublicationPage"}


def test_every_date_says_when_it_is_to_programs(home, index, publication_index, client):
    about = make_about(
        home,
        education=[("degree", {"degree": "Ph.D.", "institution": "X", "finished": "2019"})],
        experience=[("position", {"title": "A", "employer": "B", "started": "2019-06"})],
    )
    talk = {"title": "Talk", "event": "SC19", "date": "2019-11-17", "address": ""}
    project = make_project(
        index,
        started_on=date(2018, 6, 1),
        finished_on=date(2019, 10, 23),
        talks=[("talk", talk)],
    )
    paper = make_publication(publication_index, published_on="2019-11")

    def read_times(page):
        times = read_page(client, page).find("main").find_all("time")
        return [(time["datetime"], time.text) for time in times]

    assert read_times(about) == [("2019", "2019"), ("2019-06", "June 2019")]
    assert read_times(project)[:3] == [
        *(("2019", "2019"), ("2018-06", "June 2018"), ("2019-10", "October 2019")),
    ]
    assert ("2019-11-17", "Nov. 17, 2019") in read_times(project)
    assert read_times(paper)[:2] == [("2019", "2019"), ("2019-11", "November 2019")]
    for page in (index, publication_index):
        assert ("2019", "2019") in read_times(page)
