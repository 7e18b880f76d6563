"""Every block of a page's body, by its preview value and by what it must refuse."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from pygments.lexers import get_lexer_by_name
from wagtail.documents import get_document_model

from pages.blocks import (
    BodyBlock,
    ButtonBlock,
    CodeBlock,
    EmbedBlock,
    FormulaBlock,
    HeadingBlock,
)
from pages.blocks.text import LANGUAGES
from tests.support.factories import (
    make_body,
    make_figure,
    make_image,
    make_page,
)

pytestmark = pytest.mark.django_db

BODY = BodyBlock()


def render(body):
    """Return the body as a page shows it."""
    return BeautifulSoup(body.stream_block.render(body), "html5lib")


def problems(block, value):
    """Return the sentences with which `block` refuses the stored `value`."""
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python(value))
    errors = getattr(caught.value, "block_errors", {})
    return {
        name: " ".join(error.messages if hasattr(error, "messages") else error)
        for name, error in errors.items()
    }


@pytest.mark.parametrize("name", BODY.child_blocks)
def test_every_block_has_a_preview_that_shows_it(name, rf):
    make_image(description="A disc")
    block = BODY.child_blocks[name]
    value = block.get_preview_value()
    request = rf.get("/")

    context = block.get_preview_context(value, {"request": request})
    html = block.render(value, context)

    assert block.is_previewable
    assert block.get_description()
    shown = BeautifulSoup(html, "html5lib").find(class_=name.replace("_", "-"))
    assert shown is not None
    assert shown.get_text(strip=True)


def test_headings_can_be_linked_to():
    body = make_body(
        ("heading", {"text": "The results", "level": "h2", "anchor": "results"}),
        ("heading", {"text": "Fußnoten & Größe", "level": "h3", "anchor": ""}),
    )

    html = render(body)

    assert html.find("h2", id="results").a["href"] == "#results"
    assert html.find("h3", id="fußnoten-größe")


def test_a_heading_keeps_its_anchor_when_its_words_change():
    heading = HeadingBlock()

    saved = heading.clean(heading.to_python({"text": "Results", "level": "h2"}))
    changed = heading.clean(heading.to_python({**saved, "text": "What came out"}))

    assert saved["anchor"] == "results"
    assert changed["anchor"] == "results"


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Results", "results"),
        ("结果", "结果"),
        ("🎉", "section"),
        ("x" * 120, "x" * 80),
    ],
)
def test_any_words_make_an_anchor(text, anchor):
    heading = HeadingBlock()

    assert heading.clean(heading.to_python({"text": text}))["anchor"] == anchor


def test_headings_of_the_same_words_get_anchors_of_their_own():
    body = make_body(*[("heading", {"text": "Results", "level": "h2"})] * 3)

    cleaned = BODY.clean(body)

    anchors = [block.value["anchor"] for block in cleaned]
    assert anchors == ["results", "results-2", "results-3"]


def test_no_heading_takes_the_anchor_of_a_section_that_pages_have():
    names = ("Talks", "Content", "Track record")
    body = make_body(*[("heading", {"text": name, "level": "h2"}) for name in names])

    anchors = [block.value["anchor"] for block in BODY.clean(body)]

    assert anchors == ["talks-2", "content-2", "track-record-2"]


def test_a_heading_without_words_yet_waits_for_its_anchor():
    heading = HeadingBlock()
    heading.defer_required_validation()

    assert heading.clean(heading.to_python({"text": ""}))["anchor"] == ""


def test_a_table_of_contents_lists_the_headings_of_its_page():
    body = make_body(
        ("contents", None),
        ("heading", {"text": "Results", "level": "h2", "anchor": "results"}),
        ("heading", {"text": "Speed", "level": "h3", "anchor": "speed"}),
    )

    links = render(body).find(class_="contents").find_all("a")

    assert [(link["href"], link.text) for link in links] == [
        ("#results", "Results"),
        ("#speed", "Speed"),
    ]


def test_figures_and_tables_are_numbered_each_for_itself():
    figure = make_figure(make_image())
    table = BODY.child_blocks["results_table"]
    table = table.get_prep_value(table.get_preview_value())
    gallery = {"pictures": [{"image": figure["image"]}] * 2, "caption": ""}
    body = make_body(
        ("figure", figure),
        ("results_table", table),
        ("gallery", gallery),
        ("prose", "<p>Between them.</p>"),
        ("figure", figure),
    )

    html = render(body)

    numbers = [caption.b.text for caption in html.find_all("figcaption")]
    assert numbers == ["Figure 1.", "Table 1.", "Figure 2.", "Figure 3."]
    assert html.find(id="figure.3").img


def test_a_figure_shows_its_picture_in_three_formats_with_its_size():
    figure = make_figure(
        make_image(width=1800, height=900), credit="Drawn by hand", width="wide"
    )

    html = render(make_body(("figure", figure)))

    picture = html.find("figure", attrs={"data-width": "wide"}).picture
    types = [source["type"] for source in picture.find_all("source")]
    assert types == ["image/avif", "image/webp"]
    assert picture.img["alt"] == "A disc"
    assert (picture.img["width"], picture.img["height"]) == ("1600", "800")
    assert "560w" in picture.img["srcset"]
    assert html.find(class_="credit").text == "Drawn by hand"


def test_a_figure_needs_words_for_those_who_cannot_see_it():
    block = BODY.child_blocks["figure"]
    value = make_figure(make_image())
    value["image"]["alt_text"] = ""

    assert "image" in problems(block, value)


def test_a_picture_offers_its_own_words_and_never_its_file_name():
    described = make_image(description="A disc")
    silent = make_image(title="IMG_1234.png")

    assert described.default_alt_text == "A disc"
    assert silent.default_alt_text == ""


def test_prose_is_edited_with_what_scientists_need():
    features = BODY.child_blocks["prose"].features

    for feature in ("bold", "italic", "link", "document-link", "ol", "ul"):
        assert feature in features
    for feature in ("code", "superscript", "subscript"):
        assert feature in features
    assert "image" not in features


def test_code_is_coloured_by_its_grammar_and_named():
    code = 'print("<b>")  # say it'
    value = {"language": "python", "filename": "say.py", "code": code}

    html = render(make_body(("code", value)))

    listing = html.find("code")
    assert listing.text == code + "\n"
    assert listing.find("span", class_="c1").text == "# say it"
    assert html.find("figcaption").text == "say.py"
    assert html.find("pre")["aria-label"] == "Code in Python: say.py"


@pytest.mark.parametrize("language", [name for name, _label in LANGUAGES])
def test_every_language_on_offer_has_a_grammar(language):
    assert get_lexer_by_name(language)


def test_code_in_a_language_that_is_not_on_offer_is_refused():
    errors = problems(CodeBlock(), {"language": "klingon", "code": "nuqneH"})

    assert "klingon" in errors["language"]


def test_a_formula_that_cannot_be_set_is_refused_beside_its_field():
    errors = problems(FormulaBlock(), {"latex": r"\frac{1}{2"})

    assert errors == {"latex": "A { has no matching }: add a } where it ends."}


def test_a_stored_formula_that_cannot_be_set_is_shown_as_it_was_written():
    html = render(make_body(("formula", {"latex": r"\frac{1}{2 <b>"})))

    assert html.find(class_="formula").text == r"\frac{1}{2 <b>"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        (
            "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=10",
            "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
        ),
        (
            "https://youtu.be/aqz-KE-bpKQ",
            "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
        ),
        (
            "https://www.youtube.com/shorts/aqz-KE-bpKQ",
            "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
        ),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://vimeo.com/76979871/0f1e2d",
            "https://player.vimeo.com/video/76979871?h=0f1e2d&dnt=1",
        ),
        ("https://vimeo.com/channels", None),
        ("https://www.youtube.com/@channel", None),
        ("https://youtu.be/%22%3E%3Cscript%3E", None),
        ("https://example.org/film", None),
    ],
)
def test_an_embed_knows_the_players_that_a_click_may_start(address, player):
    value = EmbedBlock().to_python({"title": "A film", "address": address})

    assert value.player == player


def test_an_embed_fetches_nothing_before_a_click():
    value = {"title": "A film", "address": "https://vimeo.com/76979871"}

    html = render(make_body(("embed", value)))

    for tag in html.find_all(["iframe", "img", "video", "link"]):
        assert "vimeo" not in str(tag)
    assert html.find("a", class_="plate")["href"] == "https://vimeo.com/76979871"
    assert "vimeo.com, which is contacted only then" in html.text


def test_an_uploaded_film_is_not_loaded_before_a_click():
    film = get_document_model().objects.create(title="Film", file="film.mp4")

    html = render(make_body(("embed", {"title": "Film", "document": film.pk})))

    assert html.video["preload"] == "none"
    assert html.video["src"] == film.url
    assert html.video["aria-label"] == "Film"


def test_an_embed_takes_one_film():
    text = get_document_model().objects.create(title="Text", file="text.pdf")
    film = get_document_model().objects.create(title="Film", file="film.mp4")
    elsewhere = "https://vimeo.com/76979871"

    neither = problems(EmbedBlock(), {"title": "Film"})
    both = problems(
        EmbedBlock(), {"title": "Film", "address": elsewhere, "document": film.pk}
    )
    wrong = problems(EmbedBlock(), {"title": "Film", "document": text.pk})

    assert "Say where this leads." in neither.values()
    assert set(both.values()) == {"Choose only one target."}
    assert wrong == {"document": "Choose an MP4 or a WebM file."}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "not an address", "//x"]
)
def test_a_link_leads_to_the_web_or_nowhere(address):
    errors = problems(ButtonBlock(), {"text": "Go", "address": address})

    assert errors == {"address": "Enter a valid URL."}


def test_a_button_to_a_page_that_was_taken_down_is_not_shown(home):
    page = make_page(home)
    value = {"buttons": [{"text": "Read", "page": page.pk}]}
    assert render(make_body(("buttons", value))).find("a")["href"] == page.url

    page.unpublish()

    assert render(make_body(("buttons", value))).find("a") is None


def test_a_quote_names_who_said_it_and_where():
    value = {
        "text": "<p>It weaves <i>algebraic</i> patterns.</p>",
        "attribution": "Ada Lovelace",
        "address": "https://example.org/notes",
    }

    html = render(make_body(("quote", value)))

    assert html.blockquote["cite"] == "https://example.org/notes"
    assert html.figcaption.a.text == "Ada Lovelace"


def test_blocks_bring_no_inline_style_or_script(rf):
    for block in BODY.child_blocks.values():
        context = {"request": rf.get("/")}
        html = block.render(block.get_preview_value(), context)

        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]+src=)", html)
