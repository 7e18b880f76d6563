"""The editorial checks of text, links and images."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from pages.desk.checks.run import run_checks
from pages.models import SelectedWork
from tests.support.editorial import (
    BY_ROW,
    MIXED,
    SUMMARY,
    assert_one,
    check_body,
    figure,
    link,
    messages,
    prose,
    results,
    wide_image,
)
from tests.support.factories import make_about, make_image, make_page, make_project

pytestmark = pytest.mark.django_db


def anchor(text, address="https://example.org"):
    return prose(f'<a href="{address}">{text}</a>')


def button(**fields):
    return "buttons", {"buttons": [fields]}


def gallery(caption, *pictures):
    """Return a gallery of pictures, each of them an image, its alt text and its caption."""
    stored = [
        {"image": {"image": image.pk, "alt_text": alt_text}, "caption": text}
        for image, alt_text, text in pictures
    ]
    return "gallery", {"pictures": stored, "caption": caption}


SECTION = ("heading", {"text": "Results", "level": "h2"})
SUBSECTION = ("heading", {"text": "Details", "level": "h3"})


def test_problems_are_found_with_advice_in_the_order_of_the_page(home):
    image, small = wide_image(), make_image(width=700, height=500)

    found = check_body(
        SUBSECTION,
        *(anchor("here"), anchor("this link"), anchor("Read more …")),
        button(text="Click here", address="https://example.org"),
        button(text="Read the paper"),
        link(99_999),
        figure(image, caption="<p> </p>"),
        figure(image, alt_text=""),
        figure(small, alt_text="A ring", width="wide"),
        gallery("", (image, "", "A disc"), (image, "", "A disc")),
        gallery("", (image, "A disc", "A disc"), (image, "A disc", "")),
        results([("text", "Work"), ("number_higher", "Accuracy")], ["This work", "81"]),
        results(BY_ROW, *MIXED, source=""),
        summary="x" * 161,
    )

    assert [(finding.label, finding.message) for finding in found] == [
        ("", "The description has 161 characters; search engines show about 160."),
        ("Heading", "“Details” is a subsection without a section above it."),
        ("Text", "The text of a link is only “here”."),
        ("Text", "The text of a link is only “this link”."),
        ("Text", "The text of a link is only “Read more …”."),
        ("Button links", "The text of a link is only “Click here”."),
        ("Button links", "The button “Read the paper” has no target: it may have been deleted."),
        ("Text", "The link “The other page” leads to a deleted page."),
        ("Figure 1", "Figure 1 has no caption."),
        ("Figure 2", "The image in Figure 2 has no alt text."),
        ("Figure 3", "The image in Figure 3 is 700 pixels wide, but shown 840 pixels wide."),
        ("Figure 4", "The image in Figure 4 has no alt text."),
        ("Figure 4", "The image in Figure 4 has no alt text."),
        ("Figure 5", "Figure 5 has no caption."),
        ("Table 1", "Table 1 has no unit."),
        ("Table 2", "Table 2 has no source."),
    ]
    assert all(finding.advice.endswith(".") for finding in found)


def test_a_page_without_problems_has_no_findings(home):
    image, small = wide_image(), make_image(width=700, height=500)
    by_column = [("text", "Measure"), ("number", "This work"), ("number", "Babbage")]

    assert (
        check_body(
            *(SECTION, SUBSECTION, SUBSECTION, SECTION),
            *(anchor(text) for text in ("the paper", "Here and now", "more about loss")),
            button(text="Paper", address="https://example.org"),
            figure(image),
            figure(image, alt_text="", decorative=True),
            figure(small, alt_text="A ring", width="text"),
            gallery("", (image, "A disc", "A disc"), (image, "A disc", "Again")),
            gallery("<p>Two shapes.</p>", (image, "A disc", ""), (image, "A disc", "")),
            results(BY_ROW, *MIXED),
            results(by_column, ["Accuracy (%)", "81", "80"]),
            results(BY_ROW, *MIXED, source="", source_address="https://example.org"),
            summary="x" * 161,
            search_description="x" * 160,
        )
        == []
    )


# Text


def test_a_page_without_a_description_is_found():
    found = check_body(summary="")

    assert_one(found, "The page has no description.", "Write a summary")
    assert found[0].anchor == "id_summary"
    assert check_body(summary="", search_description="About.") == []


def test_a_description_of_two_pages_is_found(home):
    make_page(home, title="First", slug="first", summary="All about it.")
    second = make_page(home, title="Second", slug="second", summary="all about  it")

    assert_one(
        run_checks(second),
        "The page “First” has the same description.",
        "Describe what only this page is about.",
    )
    second.summary = "Something else."
    assert run_checks(second) == []


# Links


def test_a_link_to_an_unpublished_page_is_found(home):
    target = make_page(home, title="Draft", summary="Another one.", live=False)
    by_page, by_address = link(target.pk), anchor("The other page", "/draft/")
    found = [check_body(by_page), check_body(by_address)]
    Page.objects.filter(pk=target.pk).update(live=True)

    for findings in found:
        assert_one(
            findings,
            "The link “The other page” leads to “Draft”, which is not published.",
            "Publish that page too",
            "Text",
        )
    assert check_body(by_page, by_address) == []


def test_a_chosen_page_that_is_not_published_is_found(home, index):
    project = make_project(index, topics=["HPC"], live=False)
    home.summary = "My work."
    home.selected_work = [SelectedWork(page=project)]
    entry = {"text": "<p>I led it.</p>", "page": project}
    about = make_about(home, summary=SUMMARY, track_record=[("entry", entry)])

    assert messages(home) == ["A link in selected work leads to “Engine”, which is not published."]
    assert messages(about) == ["A link in Entry leads to “Engine”, which is not published."]


@pytest.mark.parametrize("address", ["/old/", "http://localhost/old/"])
def test_a_link_to_an_old_address_of_this_site_is_found(home, address):
    text = anchor("The page", address)

    [finding] = check_body(text)
    assert finding.message == "The link “The page” leads to /old, where this site has no page."
    Redirect.add_redirect("/old/", "/new/")
    assert_one(
        check_body(text),
        "The link “The page” leads to /old, an old address that redirects.",
        "Choose the page itself",
        "Text",
    )


def test_a_link_to_an_address_that_answers_passes(home):
    make_page(home, summary="Another one.")
    answering = ["/notes/", "/notes/?a=b#top", "/", "/atom.xml", "/media/images/x.png", "#top"]

    assert check_body(*(anchor("The page", address) for address in answering)) == []


def test_addresses_are_not_checked_without_a_default_site(home):
    Site.objects.all().delete()

    assert check_body(anchor("The page", "/old/"), link(home.pk)) == []


# Images


def test_generic_alt_text_and_file_names_are_found():
    image = wide_image(title="result_final2.png")
    generic = ["image", "Image", "Project Image", "Figure 2", "photo of the project"]

    for alt_text in [*generic, "IMG_0042", "result_final2.png", "loss.JPG", "result_final2"]:
        assert_one(
            check_body(figure(image, alt_text=alt_text)),
            f"The alt text “{alt_text}” in Figure 1 does not say what the image shows.",
            "Describe in the alt text what it shows",
            "Figure 1",
        )
    for alt_text in ("A disc", "Figure skater on ice", "Accuracy rises to 95 %", "Neuron", "U-Net"):
        assert check_body(figure(image, alt_text=alt_text)) == [], alt_text


def test_two_images_with_the_same_alt_text_are_found():
    first, second = wide_image(), wide_image(title="other.png")

    assert_one(
        check_body(figure(first), figure(second)),
        "The image in Figure 2 has the same alt text as the one in Figure 1.",
        "Describe what only this image shows.",
        "Figure 2",
    )
    assert check_body(figure(first), figure(second, alt_text="A ring")) == []
    assert check_body(figure(first), figure(first)) == []


def test_the_alt_text_of_a_portrait_is_the_description_of_the_image(home):
    image = wide_image()
    about = make_about(home, summary=SUMMARY, portrait=image)

    assert_one(
        run_checks(about),
        "The image in Portrait has no alt text.",
        "Open it under Images",
        "Portrait",
    )
    image.description = "Ada at her desk"
    assert run_checks(about) == []


def test_a_file_larger_than_needed_is_found():
    image = wide_image()
    image.file_size = 9_000_000
    image.save(update_fields=["file_size"])

    [finding] = check_body(figure(image))

    assert "has 8.6" in finding.message
    assert "needs at most 2.8" in finding.message
    assert finding.advice.startswith("Upload it 1152 pixels wide")
    image.file_size = 2_000_000
    image.save(update_fields=["file_size"])
    assert check_body(figure(image)) == []
