"""Blocks of the body: previews, rendering and validation."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from pygments.lexers import get_all_lexers
from wagtail import blocks

from pages.blocks import BodyBlock, EmbedBlock
from pages.blocks.body import SCROLL_BOXES
from pages.blocks.text import LANGUAGES
from tests.support.factories import make_body, make_document, make_figure, make_image, make_page

pytestmark = pytest.mark.django_db

BODY = BodyBlock()


def render(body):
    """Return the body as a page shows it."""
    return BeautifulSoup(body.stream_block.render(body), "html5lib")


def problems(block, value):
    """Return the errors of the stored `value`, by field."""
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python(value))
    errors = caught.value.block_errors
    return {name: " ".join(error.messages) for name, error in errors.items()}


@pytest.mark.parametrize("name", BODY.child_blocks)
def test_every_block_has_a_preview_without_inline_style_or_script(name, rf):
    make_image(description="A disc")
    block = BODY.child_blocks[name]
    value = block.get_preview_value()

    context = block.get_preview_context(value, {"request": rf.get("/")})
    html = block.render(value, context)

    assert block.is_previewable
    shown = BeautifulSoup(html, "html5lib").find(class_=name.replace("_", "-"))
    assert shown.get_text(strip=True)
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]+src=)", html)


def test_figures_and_tables_are_numbered_separately():
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
    figure = make_figure(make_image(width=800, height=400), credit="Drawn by hand", width="wide")

    html = render(make_body(("figure", figure)))

    picture = html.find("figure", attrs={"data-width": "wide"}).picture
    types = [source["type"] for source in picture.find_all("source")]
    assert types == ["image/avif", "image/webp"]
    assert picture.img["alt"] == "A disc"
    assert (picture.img["width"], picture.img["height"]) == ("800", "400")
    assert "595w" in picture.img["srcset"]
    assert html.figcaption.p.text == "Drawn by hand"


def test_pictures_lead_to_their_files_and_only_transparent_ones_have_a_sheet():
    opaque, plot, old = (make_image(title=name) for name in ("opaque", "plot", "old"))
    plot.has_transparency, old.has_transparency = True, None
    plot.save()
    old.save()
    pictures = [{"image": make_figure(image)["image"]} for image in (plot, old)]
    body = make_body(
        ("figure", make_figure(opaque)), ("gallery", {"pictures": pictures, "caption": ""})
    )

    html = render(body)

    links = [picture.find_parent("a") for picture in html.find_all("picture")]
    assert [link["href"] for link in links] == [image.file.url for image in (opaque, plot, old)]
    assert [link.img.has_attr("data-sheet") for link in links] == [False, True, True]
    assert html.find_all("dialog", class_="viewer")
    assert not render(make_body(("prose", "<p>Words</p>")))("dialog")


def test_a_figure_requires_alternative_text():
    block = BODY.child_blocks["figure"]
    value = make_figure(make_image())
    value["image"]["alt_text"] = ""

    assert "image" in problems(block, value)


@pytest.mark.parametrize(
    ("line", "width"),
    [
        ("x" * 64, "text"),
        ("x" * 65, "wide"),
        ("\t" * 16, "text"),
        ("x\t" * 16 + "x", "wide"),
        ("记" * 32, "text"),
        ("记" * 33, "wide"),
    ],
)
def test_code_with_long_lines_reaches_into_the_margin(line, width):
    code = "\n".join(["short"] * 40 + [line, "short"])

    html = render(make_body(("code", {"language": "text", "code": code})))

    assert html.find("figure")["data-width"] == width


def test_nothing_that_may_scroll_is_a_tab_stop_without_scrolling():
    blocks = {name: BODY.child_blocks[name] for name in SCROLL_BOXES}
    values = {
        name: block.get_prep_value(block.get_preview_value()) for name, block in blocks.items()
    }

    html = render(make_body(*values.items()))

    assert html.select(".table-scroll, .code pre, .formula")
    assert not html.select("[tabindex]")
    assert html.find("script", src=re.compile(r"/scroll_boxes\."))


@pytest.mark.parametrize(
    ("code", "seconds"), [("a = $(b)" + "0" * 20_000 + "\nc = $(d)", 2), ("a = $(b)", 0)]
)
def test_code_that_takes_too_long_is_shown_whole_and_plain(monkeypatch, code, seconds):
    monkeypatch.setattr("pages.blocks.text.MAX_SECONDS", seconds)

    html = render(make_body(("code", {"language": "make", "code": code})))

    assert html.find("code").text == code
    assert not html.find("code")("span")


def test_code_is_highlighted_and_labelled_and_kept_to_the_letter():
    code = '  print("<b>")  # say it'
    value = {"language": "python", "filename": "say.py", "code": code}
    block = BODY.child_blocks["code"]

    html = render(make_body(("code", block.clean(block.to_python(value)))))

    aliases = {alias for _, names, *_ in get_all_lexers(plugins=False) for alias in names}
    assert {language for language, _label in LANGUAGES} <= aliases
    listing = html.find("code")
    assert listing.text == code
    assert listing.find("span", class_="c1").text == "# say it"
    assert html.find("figcaption").text == "say.py"
    assert html.find("pre")["aria-label"] == "Code in Python: say.py"


def test_a_stored_invalid_formula_is_shown_as_typed():
    html = render(make_body(("formula", {"latex": r"\frac{1}{2 <b>"})))

    assert html.find(class_="formula").text == r"\frac{1}{2 <b>"


YOUTUBE = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"
VIMEO = "https://player.vimeo.com/video/76979871"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=754s", f"{YOUTUBE}?start=754"),
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ#t=1m30s", f"{YOUTUBE}?start=90"),
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=soon", YOUTUBE),
        ("https://youtu.be/aqz-KE-bpKQ", YOUTUBE),
        ("https://youtu.be/aqz-KE-bpKQ?si=x&t=90", f"{YOUTUBE}?start=90"),
        ("https://youtube.com/embed/aqz-KE-bpKQ?start=1h2m3s", f"{YOUTUBE}?start=3723"),
        ("https://www.youtube.com/shorts/aqz-KE-bpKQ", YOUTUBE),
        ("https://www.youtube.com/live/aqz-KE-bpKQ?t=0", YOUTUBE),
        ("https://vimeo.com/76979871", f"{VIMEO}?dnt=1"),
        ("https://vimeo.com/76979871/0f1e2d", f"{VIMEO}?h=0f1e2d&dnt=1"),
        ("https://vimeo.com/76979871#t=1m30.5s", f"{VIMEO}?dnt=1#t=90s"),
        ("https://vimeo.com/channels/staffpicks/76979871?t=90", f"{VIMEO}?dnt=1#t=90s"),
        ("https://player.vimeo.com/video/76979871?h=0f1e2d#t=5", f"{VIMEO}?h=0f1e2d&dnt=1#t=5s"),
        ("https://vimeo.com/channels", None),
        ("https://vimeo.com/event/76979871", None),
        ("https://www.youtube.com/@channel", None),
        ("https://www.youtube.com/c/abcdefghijk", None),
        ("https://www.youtube.com/abcdefghijk", None),
        ("https://www.youtube.com/embed/videoseries?list=x", None),
        ("https://youtu.be/%22%3E%3Cscript%3E", None),
        ("https://example.org/film", None),
    ],
)
def test_videos_of_known_services_have_a_player_that_begins_where_the_address_does(address, player):
    value = EmbedBlock().to_python({"title": "A film", "address": address})

    assert value.player == player


def test_an_embed_fetches_nothing_before_a_click():
    value = {"title": "A film", "address": "https://vimeo.com/76979871"}

    html = render(make_body(("embed", value)))

    for tag in html.find_all(["iframe", "img", "video", "link"]):
        assert "vimeo" not in str(tag)
    assert html.find("a", class_="plate")["href"] == "https://vimeo.com/76979871"
    assert "vimeo.com, which is contacted only then" in html.text


def test_an_uploaded_video_is_not_loaded_before_a_click():
    film = make_document("film.mp4")

    html = render(make_body(("embed", {"title": "Film", "document": film.pk})))

    assert html.video["preload"] == "none"
    assert html.video["src"] == film.url
    assert html.video["aria-label"] == "Film"


def test_an_embed_requires_one_video():
    film, text = make_document("film.mp4").pk, make_document("text.pdf").pk

    neither = problems(EmbedBlock(), {"title": "Film"})
    both = problems(EmbedBlock(), {"title": "Film", "address": YOUTUBE, "document": film})
    wrong = problems(EmbedBlock(), {"title": "Film", "document": text})

    assert "Choose a target." in neither.values()
    assert set(both.values()) == {"Choose only one target."}
    assert wrong == {"document": "Choose an MP4 or a WebM file."}


def test_a_button_to_an_unpublished_page_is_hidden(home):
    page = make_page(home)
    value = {"buttons": [{"text": "Read", "page": page.pk}]}
    assert render(make_body(("buttons", value))).find("a")["href"] == page.url

    page.unpublish()

    assert render(make_body(("buttons", value))).find("a") is None


def test_a_quote_has_its_author_and_source():
    value = {
        "text": "<p>It weaves <i>algebraic</i> patterns.</p>",
        "attribution": "Ada Lovelace",
        "address": "https://example.org/notes",
    }

    html = render(make_body(("quote", value)))

    assert html.blockquote["cite"] == "https://example.org/notes"
    assert html.figcaption.a.text == "Ada Lovelace"


def test_a_draft_that_is_validated_loosens_nothing_in_another_thread():
    is_draft_inside, may_go_on = threading.Event(), threading.Event()

    class SlowBlock(blocks.CharBlock):
        def clean(self, value):
            if self.is_deferred_validation and not is_draft_inside.is_set():
                is_draft_inside.set()
                may_go_on.wait(60)
            return super().clean(value)

    block = blocks.StructBlock([("text", SlowBlock())])
    empty = block.to_python({"text": ""})
    draft, page = blocks.BlockField(block), blocks.BlockField(block)
    draft.is_deferred_validation = True

    with ThreadPoolExecutor(2) as pool:
        saving = pool.submit(draft.clean, empty)
        is_draft_inside.wait(60)
        publishing = pool.submit(page.clean, empty)
        wait([publishing], timeout=0.2)
        may_go_on.set()

    assert saving.result() == empty
    assert isinstance(publishing.exception(), ValidationError)
