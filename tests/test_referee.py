"""What the referee says of a page, and that it is quiet once that is mended."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from pages.models import BasePage, SelectedWork, StandardPage
from pages.referee import find
from projects.models import ProjectPage
from tests.factories import (
    make_about,
    make_body,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
    make_publication,
)

SUMMARY = "What this page is about."


def sentences(page):
    return [finding.sentence for finding in find(page)]


def judge_body(*blocks, **fields):
    """Return the findings on an unsaved page with this body."""
    fields = {"title": "Notes", "summary": SUMMARY, **fields}
    return find(StandardPage(body=make_body(*blocks), **fields))


def check_one(findings, sentence, mend, place=""):
    """Assert that there is one finding, and that it says what and how and where."""
    assert [finding.sentence for finding in findings] == [sentence]
    assert findings[0].mend.startswith(mend)
    assert findings[0].place == place


def figure(image, alt_text="A disc", decorative=False, **fields):
    stored = make_figure(image, **fields)
    stored["image"].update(alt_text=alt_text, decorative=decorative)
    return "figure", stored


def wide_image(**fields):
    return make_image(**{"width": 1200, "height": 900, **fields})


# Pictures


@pytest.mark.django_db
def test_a_picture_without_alt_text_is_found():
    image = wide_image()

    check_one(
        judge_body(figure(image, alt_text="")),
        "The picture in Figure 1 has no alt text.",
        "Say in its alt text what it shows",
        "Figure 1",
    )
    assert judge_body(figure(image)) == []


@pytest.mark.django_db
def test_a_decorative_picture_needs_no_alt_text():
    image = wide_image()

    assert judge_body(figure(image, alt_text="", decorative=True)) == []


@pytest.mark.parametrize(
    "words",
    ["image", "Image", "Project Image", "Figure 2", "photo of the project", "IMG_0042"],
)
@pytest.mark.django_db
def test_alt_text_that_fits_any_picture_is_found(words):
    check_one(
        judge_body(figure(wide_image(), alt_text=words)),
        f"The alt text “{words}” in Figure 1 does not say what the picture shows.",
        "Say in its alt text what it shows",
        "Figure 1",
    )


@pytest.mark.parametrize("words", ["result_final2.png", "loss.JPG", "result_final2"])
@pytest.mark.django_db
def test_the_name_of_a_file_is_no_alt_text(words):
    image = wide_image(title="result_final2.png")

    found = judge_body(figure(image, alt_text=words))

    assert [finding.sentence for finding in found] == [
        f"The alt text “{words}” in Figure 1 does not say what the picture shows."
    ]


@pytest.mark.parametrize(
    "words",
    ["A disc", "Figure skater on ice", "Accuracy rises to 95 %", "Neuron", "U-Net"],
)
@pytest.mark.django_db
def test_words_about_the_picture_are_fine(words):
    assert judge_body(figure(wide_image(title="disc.png"), alt_text=words)) == []


@pytest.mark.django_db
def test_two_pictures_with_the_same_alt_text_are_found():
    first, second = wide_image(), wide_image(title="other.png")

    check_one(
        judge_body(figure(first), figure(second)),
        "The picture in Figure 2 has the same alt text as the one in Figure 1.",
        "Say what only this picture shows.",
        "Figure 2",
    )
    assert judge_body(figure(first), figure(second, alt_text="A ring")) == []
    assert judge_body(figure(first), figure(first)) == []


@pytest.mark.django_db
def test_the_pictures_of_a_gallery_are_looked_at_too():
    image = wide_image()
    pictures = [{"image": {"image": image.pk, "alt_text": ""}, "caption": "A disc"}]

    found = judge_body(("gallery", {"pictures": pictures * 2}))

    assert [finding.sentence for finding in found] == [
        "The picture in Figure 1 has no alt text."
    ] * 2


def test_a_portrait_is_described_in_the_library(home):
    image = wide_image()
    about = make_about(home, summary=SUMMARY, portrait=image)

    check_one(
        find(about),
        "The picture in Portrait has no alt text.",
        "Open it in the picture library",
        "Portrait",
    )
    image.description = "Ada at her desk"
    assert find(about) == []


@pytest.mark.django_db
def test_a_picture_heavier_than_its_place_needs_is_found():
    image = wide_image()
    image.file_size = 9_000_000
    image.save(update_fields=["file_size"])

    [finding] = judge_body(figure(image))

    assert "weighs 8.6" in finding.sentence
    assert "needs no more than 2.8" in finding.sentence
    assert finding.mend.startswith("Upload it 1152 pixels wide")
    image.file_size = 2_000_000
    image.save(update_fields=["file_size"])
    assert judge_body(figure(image)) == []


@pytest.mark.django_db
def test_a_picture_smaller_than_its_place_is_found():
    image = make_image(width=700, height=500)

    check_one(
        judge_body(figure(image, width="wide")),
        "The picture in Figure 1 is 700 pixels wide, and its place is 864: it will look "
        "blurred.",
        "Upload one that is 1728 pixels wide",
        "Figure 1",
    )
    assert judge_body(figure(image, width="text")) == []


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


def link(page, text="The other page"):
    return "prose", f'<p>See <a linktype="page" id="{page}">{text}</a>.</p>'


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


# Numbers


def results(columns, *rows, **fields):
    return "results_table", {
        "caption": "Accuracy of both.",
        "table": {
            "columns": [{"type": kind, "heading": text} for kind, text in columns],
            "rows": [{"values": list(row)} for row in rows],
        },
        "source": "Babbage, 1837",
        **fields,
    }


BY_ROW = [
    ("text", "Work"),
    ("number_higher", "Top 1 (%)"),
    ("number_lower", "Time (s)"),
]
MIXED = [("Babbage", "80", "5"), ("This work", "81", "6")]
AHEAD = [("Babbage", "80", "5"), ("This work", "81", "4")]


@pytest.mark.django_db
def test_a_results_table_without_a_unit_is_found():
    columns = [("text", "Work"), ("number_higher", "Accuracy")]

    check_one(
        judge_body(results(columns, ["This work", "81"])),
        "Table 1 names no unit.",
        "Put the unit in brackets",
        "Table 1",
    )
    assert judge_body(results(BY_ROW, *AHEAD)) == []


@pytest.mark.django_db
def test_the_unit_may_stand_in_the_rows():
    columns = [("text", "Measure"), ("number", "This work"), ("number", "Babbage")]

    assert judge_body(results(columns, ["Accuracy (%)", "81", "80"])) == []


@pytest.mark.django_db
def test_a_results_table_without_a_source_is_found():
    check_one(
        judge_body(results(BY_ROW, *AHEAD, source="")),
        "Table 1 does not say where its numbers come from.",
        "Name the source",
        "Table 1",
    )
    address = {"source": "", "source_address": "https://example.org"}
    assert judge_body(results(BY_ROW, *AHEAD, **address)) == []


def claim(text):
    return "prose", f"<p>{text}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "It is state of the art.",
        "A state-of-the-art engine.",
        "The <b>best</b> engine.",
        "It outperforms Babbage.",
    ],
)
@pytest.mark.django_db
def test_a_superlative_beside_a_table_that_belies_it_is_found(text):
    [finding] = judge_body(claim(text), results(BY_ROW, *MIXED))

    assert "stands beside Table 1, in which your own work is not" in finding.sentence
    assert finding.sentence.endswith("see Time.")
    assert finding.mend.endswith("or is denied, leave it as it is.")
    assert judge_body(claim(text), results(BY_ROW, *AHEAD)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is not the best.",
        "It was never the fastest.",
        "On best-effort terms.",
        "As best practice has it.",
        "Of all, Top 1 is the best.",
        "It was tested at best.",
        "The engine adds.",
    ],
)
@pytest.mark.django_db
def test_words_that_claim_nothing_wrong_are_fine(text):
    assert judge_body(claim(text), results(BY_ROW, *MIXED)) == []


@pytest.mark.django_db
def test_what_others_say_is_theirs():
    quote = ("quote", {"text": "<p>The best engine.</p>", "attribution": "Ada"})

    assert judge_body(quote, results(BY_ROW, *MIXED)) == []


@pytest.mark.django_db
def test_a_superlative_is_compared_with_the_nearest_table():
    note = ("note", {"text": "<p>An aside.</p>"})
    body = [results(BY_ROW, *AHEAD), claim("The best engine."), note, note]

    assert judge_body(*body, results(BY_ROW, *MIXED)) == []
    assert judge_body(results(BY_ROW, *MIXED), *body[1:], results(BY_ROW, *AHEAD))


@pytest.mark.parametrize("title", ["The best engine", "Engine"])
@pytest.mark.django_db
def test_a_title_is_a_claim_too(title):
    found = judge_body(results(BY_ROW, *MIXED), title=title)

    assert [finding.field for finding in found] == ["title"] * ("best" in title)


@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("Ours", True),
        ("Engine (this work)", True),
        ("Ada Lovelace", True),
        ("U", False),
    ],
)
@pytest.mark.django_db
def test_the_own_work_goes_by_many_names(name, is_own):
    make_owner(name="Ada Lovelace")
    rows = [("Babbage", "80", "5"), (name, "79", "6")]

    found = judge_body(claim("The best engine."), results(BY_ROW, *rows))

    assert bool(found) == is_own


@pytest.mark.parametrize(
    ("measure", "own", "is_found"),
    [
        ("Accuracy (%)", "79", True),
        ("Accuracy (%)", "81", False),
        ("Time (s)", "81", True),
        ("Time (s)", "79", False),
        ("Accuracy (%)", "", False),
    ],
)
@pytest.mark.django_db
def test_works_may_be_columns_and_measures_rows(measure, own, is_found):
    columns = [("text", "Measure"), ("number", "Babbage"), ("number", "We")]

    found = judge_body(
        claim("The best engine."), results(columns, [measure, "80", own])
    )

    assert bool(found) == is_found


# Projects and publications


def test_a_project_without_a_topic_is_found(index):
    project = make_project(index)

    check_one(
        find(project),
        "The project has no topic, so readers who choose one will not find it.",
        "Add a word or two",
    )
    project.topics.add("HPC")
    assert find(project) == []


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("", "The page has no description."),
        ("About it.", "The project has no summary, so its page begins with nothing."),
    ],
)
def test_a_project_without_a_summary_is_found(index, description, sentence):
    project = make_project(index, topics=["HPC"])
    project.summary, project.search_description = "", description

    [finding] = find(project)

    assert finding.sentence == sentence
    assert finding.mend.startswith("Write")
    assert finding.anchor == "id_summary"


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("doi", "11.1021/x", "10.1021/acsaelm.9b00095"),
        ("arxiv_id", "1905.6", "1905.06236"),
    ],
)
def test_an_identifier_of_a_wrong_form_is_found(publication_index, name, wrong, right):
    paper = make_publication(publication_index, summary="About engines.")
    setattr(paper, name, wrong)

    [finding] = find(paper)

    assert finding.sentence.startswith(f"“{wrong}” is not a")
    assert finding.mend.startswith("Write")
    assert finding.anchor == f"id_{name}"
    setattr(paper, name, right)
    assert find(paper) == []


@pytest.mark.parametrize(
    ("link", "is_found"),
    [
        ({"doi": "10/x"}, True),
        ({"doi": "10.1021/acsaelm.9b00095"}, False),
        ({"address": "https://doi.org/10/x"}, True),
        ({"address": "https://doi.org/10.1021/acsaelm.9b00095"}, False),
        ({"address": "https://arxiv.org/abs/1905"}, True),
        ({"address": "https://arxiv.org/pdf/1905.06236v2.pdf"}, False),
        ({"address": "https://arxiv.org/help/"}, False),
    ],
)
def test_a_project_link_with_a_wrong_identifier_is_found(index, link, is_found):
    project = make_project(index, topics=["HPC"])
    project.links = [("link", {"kind": "paper", **link})]

    found = find(project)

    assert [finding.place for finding in found] == ["Link"] * is_found
    assert all("is not a" in finding.sentence for finding in found)


# The whole


@pytest.mark.parametrize("model", [ProjectPage, StandardPage])
@pytest.mark.django_db
def test_a_page_that_was_just_begun_can_be_checked(model):
    assert "The page has no description." in sentences(model())


def test_findings_follow_the_order_of_the_page(home):
    found = judge_body(
        ("heading", {"text": "Deep", "level": "h3"}),
        claim('<a href="https://example.org">here</a>'),
        link(99_999),
        summary="",
    )

    assert [finding.place for finding in found] == ["", "Heading", "Text", "Text"]


def test_a_longer_page_takes_no_more_queries(home, index):
    pages = [
        make_page(home, title=f"{n}", slug=f"p{n}", summary=f"{n}", live=False)
        for n in range(12)
    ]
    images = [make_image(title=f"{n}.png", width=40 + n) for n in range(12)]

    def judge(number):
        body = make_body(
            *(figure(image) for image in images[:number]),
            *(link(page.pk) for page in pages[:number]),
            *(claim(f"The best of {n}.") for n in range(number)),
            *(results(BY_ROW, *MIXED) for _ in range(number)),
        )
        project = make_project(index, title=f"With {number}", body=body)
        project = ProjectPage.objects.get(pk=project.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(find(project)) > number
        return len(queries)

    make_owner()
    judge(1)
    few = judge(2)

    assert judge(12) == few


# Where it is shown


def form_of(page, **fields):
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def preview(client, page, query="", **fields):
    """Return the preview of what is typed into the editor of `page`."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(address, form_of(page, **fields))
    return client.get(address + query).content.decode()


def test_the_editor_opens_with_what_was_found(home, admin_client):
    page = make_page(home)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    html = admin_client.get(address).content.decode()

    assert "Worth mending" in html
    assert "The page has no description." in html
    assert 'href="#id_summary"' in html


def test_a_new_page_is_not_blamed_for_being_empty(home, admin_client):
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])

    html = admin_client.get(address).content.decode()

    assert "Worth mending" in html
    assert "The page has no description." not in html


def test_the_preview_beside_the_editor_carries_what_was_found_in_the_form(
    home, admin_client
):
    page = make_page(home, summary="It was fine when it was saved.")
    body = streamfield(
        [("prose", rich_text('<p><a href="https://x.org">here</a></p>'))]
    )

    html = preview(admin_client, page, "?in_preview_panel=true", body=body)

    assert '<template id="referee">' in html
    assert "The page has no description." in html
    assert "A link says only “here”." in html


def test_a_preview_in_a_window_of_its_own_has_the_findings_in_the_user_bar(
    home, admin_client
):
    page = make_page(home)

    html = preview(admin_client, page)

    assert "1 thing worth mending" in " ".join(html.split())
    assert "The page has no description." in html
    assert '<template id="referee">' not in html


def test_nothing_of_it_is_in_what_anybody_gets(home, client, admin_client):
    page = make_page(home)

    for reader in (client, admin_client):
        html = reader.get(page.url).content.decode()
        assert "worth mending" not in html.lower()
        assert "referee" not in html
        assert "no description" not in html


def test_findings_keep_nobody_from_publishing(home, admin_client):
    page = make_page(home, live=False)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    admin_client.post(address, form_of(page, **{"action-publish": "action-publish"}))

    page.refresh_from_db()
    assert page.live
    assert find(page)


def test_wagtail_does_not_say_again_what_the_referee_says(home, admin_client):
    page = make_page(home)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    html = admin_client.get(address).content.decode()

    ran = html.partition("checker-axe-configuration")[2].partition("messages")[0]
    assert "heading-order" in ran
    assert "empty-meta-description" not in ran.partition("runOnly")[2]


def test_every_picture_field_has_a_width(db):
    for model in BasePage.__subclasses__():
        for name in model.picture_fields:
            assert model._meta.get_field(name).related_model.__name__ == "SiteImage"
