"""What the referee says of words and links, and that it is quiet once that is mended."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import SelectedWork
from pages.referee import find
from tests.support.factories import make_page, make_project
from tests.support.refereeing import (
    check_one,
    figure,
    judge_body,
    link,
    sentences,
    wide_image,
)

# Words


@pytest.mark.django_db
def test_a_figure_without_a_caption_is_found():
    check_one(
        judge_body(figure(wide_image(), caption="<p> </p>")),
        "Figure 1 has no caption.",
        "Say in a sentence what it shows.",
        "Figure 1",
    )


@pytest.mark.django_db
def test_a_gallery_needs_its_own_caption_or_one_for_each_picture():
    def gallery(caption, *captions):
        pictures = [
            {"image": {"image": image.pk, "alt_text": image.title}, "caption": words}
            for image, words in zip(images, captions, strict=True)
        ]
        return "gallery", {"pictures": pictures, "caption": caption}

    images = [wide_image(title="A disc"), wide_image(title="A ring")]

    assert judge_body(gallery("", "A disc", ""))[0].sentence == (
        "Figure 1 has no caption."
    )
    assert judge_body(gallery("", "A disc", "A ring")) == []
    assert judge_body(gallery("<p>Two shapes.</p>", "", "")) == []


@pytest.mark.django_db
def test_a_page_without_a_description_is_found():
    [finding] = judge_body(summary="")

    assert finding.sentence == "The page has no description."
    assert finding.mend.startswith("Write a summary")
    assert finding.anchor == "id_summary"
    assert judge_body(summary="", search_description="About.") == []


@pytest.mark.django_db
def test_a_description_that_search_engines_would_cut_is_found():
    [finding] = judge_body(summary="x" * 161)

    assert finding.sentence == (
        "The description is 161 letters long, and search engines show about 160."
    )
    assert finding.mend.startswith("Shorten it")
    assert judge_body(summary="x" * 161, search_description="x" * 160) == []


def test_a_description_that_another_page_has_is_found(home):
    make_page(home, title="First", slug="first", summary="All about it.")
    second = make_page(home, title="Second", slug="second", summary="all about  it")

    check_one(
        find(second),
        "The page “First” has the same description.",
        "Say what only this page is about.",
    )
    second.summary = "Something else."
    assert find(second) == []


@pytest.mark.django_db
def test_a_subsection_without_a_section_is_found():
    sub = ("heading", {"text": "Details", "level": "h3"})
    section = ("heading", {"text": "Results", "level": "h2"})

    check_one(
        judge_body(sub, section),
        "“Details” is a subsection, but no section begins before it.",
        "Make it a section",
        "Heading",
    )
    assert judge_body(section, sub, sub, section) == []


# Links


@pytest.mark.parametrize("text", ["here", "Click here", "this link", "Read more …"])
@pytest.mark.django_db
def test_a_link_whose_text_says_nothing_is_found(text):
    check_one(
        judge_body(("prose", f'<p><a href="https://example.org">{text}</a></p>')),
        f"A link says only “{text}”.",
        "Name what it leads to",
        "Text",
    )


@pytest.mark.parametrize("text", ["the paper", "Here and now", "more about loss"])
@pytest.mark.django_db
def test_a_link_whose_text_names_something_is_fine(text):
    html = f'<p><a href="https://example.org">{text}</a></p>'

    assert judge_body(("prose", html)) == []


@pytest.mark.django_db
def test_a_button_that_says_nothing_or_leads_nowhere_is_found():
    def buttons(**fields):
        return "buttons", {"buttons": [fields]}

    empty = judge_body(buttons(text="here", address="https://example.org"))
    nowhere = judge_body(buttons(text="Read the paper"))

    assert [finding.sentence for finding in empty] == ["A link says only “here”."]
    assert nowhere[0].sentence.startswith("The button “Read the paper” leads nowhere")
    assert nowhere[0].mend.startswith("Choose a page")
    assert judge_body(buttons(text="Paper", address="https://example.org")) == []


def test_a_link_to_a_page_that_is_not_published_is_found(home):
    target = make_page(home, title="Draft", summary="Another one.", live=False)

    check_one(
        judge_body(link(target.pk)),
        "The link “The other page” leads to “Draft”, which is not published.",
        "Publish that page as well",
        "Text",
    )
    Page.objects.filter(pk=target.pk).update(live=True)
    assert judge_body(link(target.pk)) == []


def test_a_link_to_a_deleted_page_is_found(home):
    check_one(
        judge_body(link(99_999)),
        "The link “The other page” leads to a page that was deleted.",
        "Choose another page",
        "Text",
    )


def test_a_chosen_page_that_is_not_published_is_found(home, index):
    project = make_project(index, topics=["HPC"], live=False)
    home.summary = "My work."
    home.selected_work = [SelectedWork(page=project)]

    assert sentences(home) == [
        "A link in selected work leads to “Engine”, which is not published."
    ]


@pytest.mark.parametrize("address", ["/old/", "http://localhost/old/"])
def test_a_link_to_an_old_address_of_this_site_is_found(home, address):
    def judge():
        return judge_body(("prose", f'<p><a href="{address}">The page</a></p>'))

    assert judge()[0].sentence == (
        "The link “The page” leads to /old, where this site has no page."
    )
    Redirect.add_redirect("/old/", "/new/")
    check_one(
        judge(),
        "The link “The page” leads to /old, an old address that redirects.",
        "Choose the page itself",
        "Text",
    )


@pytest.mark.parametrize(
    "address",
    ["/notes/", "/notes/?a=b#top", "/", "/atom.xml", "/media/images/x.png", "#top"],
)
def test_a_link_to_an_address_that_answers_is_fine(home, address):
    make_page(home, summary="Another one.")

    assert judge_body(("prose", f'<p><a href="{address}">The page</a></p>')) == []


def test_a_link_by_address_to_an_unpublished_page_is_found(home):
    make_page(home, summary="Another one.", live=False)

    found = judge_body(("prose", '<p><a href="/notes/">The notes</a></p>'))

    assert [finding.sentence for finding in found] == [
        "The link “The notes” leads to “Notes”, which is not published."
    ]
