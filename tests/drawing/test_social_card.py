"""Social cards: their drawing, and the addresses that serve them."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat
from wagtail.models import PageViewRestriction

from pages.drawing import colors
from pages.drawing.colors import ACCENT, INK, PAPER, RULE, SOFT
from pages.drawing.monogram import draw_monogram
from pages.drawing.social_card import WORD, Card
from pages.drawing.sparkline import Sparkline
from pages.models import Owner, StandardPage
from tests.drawing.test_sparkline import NAMES, OURS, make_table
from tests.support.factories import (
    make_body,
    make_owner,
    make_page,
    make_project,
)

TOKENS = Path(__file__).resolve().parents[2] / "pages/static/css/tokens.css"
# Areas of a card.
TITLE = (0, 160, 1200, 520)
MARK = (0, 0, 1200, 160)
FOOT = (0, 540, 1200, 630)


def make_card(title="Engine", owner="Ada Lovelace", host="example.org", sparkline=None):
    return Card(title, owner, host, sparkline)


def find_ink(content, area):
    """Return the box of everything drawn in an area of a card, or None."""
    picture = Image.open(BytesIO(content)).convert("RGB").crop(area)
    paper = Image.new("RGB", picture.size, PAPER)
    return ImageChops.difference(picture, paper).getbbox()


def test_drawings_have_the_colours_of_the_themes():
    tokens = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", TOKENS.read_text())
    light = {name: color for name, color, _ in tokens}
    dark = {name: color for name, _, color in tokens}

    names = ["paper", "plate", "ink", "ink-soft", "accent", "rule"]
    assert [light[name] for name in names] == [PAPER, colors.PLATE, INK, SOFT, ACCENT, RULE]
    names = ["paper", "plate", "ink-soft"]
    assert [dark[name] for name in names] == [
        *(colors.DARK_PAPER, colors.DARK_PLATE, colors.DARK_SOFT),
    ]
    for theme, series in ((light, colors.SERIES), (dark, colors.DARK_SERIES)):
        assert [theme[f"series-{number}"] for number in range(1, 7)] == series


def test_a_card_is_a_small_png_with_a_large_title_and_the_monogram():
    content = make_card("I").draw()

    picture = Image.open(BytesIO(content))
    _, top, _, bottom = find_ink(content, TITLE)
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert picture.convert("RGB").getpixel((5, 5)) == (251, 250, 247)
    assert len(content) < 40_000
    assert bottom - top > 50
    assert find_ink(content, MARK)[2] < 200
    colors = picture.convert("RGB").crop(MARK).getcolors(2**20)
    assert (61, 31, 140) in {color for _, color in colors}


@pytest.mark.parametrize(
    "title", ["W" * 255, ("A sketch of the engine " * 12)[:255]], ids=["a word", "a sentence"]
)
def test_a_long_title_name_and_host_fit_beside_the_sparkline(title):
    sparkline = Sparkline([[[(0, 1), (0.5, 0.2), (1, 0)]]])
    content = make_card(title, "W" * 100, "w" * 60 + ".example.org", sparkline).draw()

    for area in (TITLE, FOOT):
        left, top, right, bottom = find_ink(content, area)
        assert left >= 85
        assert right <= 1115
    _, top, _, bottom = find_ink(content, TITLE)
    assert top > 10
    assert bottom < 350
    assert find_ink(content, MARK)[2] > 500


@pytest.mark.parametrize("title", ["🎉🎉", "", "\u200f \u200b", "\ue000"])
def test_a_card_shows_the_name_where_no_letter_of_the_title_can_be_drawn(title):
    content = make_card(title, owner="董悟时").draw()

    assert content == make_card("董悟时", owner="董悟时").draw()
    assert find_ink(content, TITLE)
    assert find_ink(make_card(title, owner=title).draw(), TITLE)


TITLES = {
    "Chinese": "量子输运研究笔记：从石墨烯到二维材料的电子器件。" * 2,
    "Japanese": "機械学習のための大規模並列計算、次世代ー" * 3,
    "Korean": "딥러닝을 이용한 신경 재구성 " * 4,
    "Arabic": "مرحبا بالعالم: نماذج BERT في 2019 " * 3,
    "Hebrew": "רשתות נוירונים (BERT) בשנת 2019 " * 3,
    "Hindi": "गहन शिक्षण से तंत्रिका पुनर्निर्माण " * 3,
    "Thai": "การเรียนรู้เชิงลึก " * 5,
}


@pytest.mark.parametrize("script", TITLES)
def test_a_title_in_any_script_fills_the_lines_of_its_card(script):
    content = make_card(TITLES[script]).draw()

    left, top, right, bottom = find_ink(content, TITLE)
    assert left >= 85
    assert right <= 1115
    assert right - left > 600
    assert 100 < bottom - top < 345
    # The rest of the lines is at the end, which is the left where they run to the left.
    assert (right > 1085) if script in {"Arabic", "Hebrew"} else (left < 100)


def test_no_line_begins_with_a_comma_of_chinese():
    words = WORD.findall("量子输运，研究笔记。Graphene 电子（器件）")

    assert "|".join(words) == "量|子|输|运，|研|究|笔|记。|Graphene| 电|子|（|器|件）"


def test_the_monogram_of_a_card_is_that_of_the_icons():
    box = (80, 85, 175, 155)
    card = Image.open(BytesIO(make_card(owner="Ada Lovelace").draw())).convert("RGB").crop(box)
    same = Image.new("RGB", card.size, PAPER)
    draw_monogram(ImageDraw.Draw(same), "AL", (46, 35), (64, 40), ACCENT)

    def find_shape(picture):
        return picture.convert("L").point(lambda value: 255 * (value < 128))

    difference = ImageChops.difference(find_shape(card), find_shape(same))
    assert ImageStat.Stat(difference).mean[0] < 12
    assert ImageStat.Stat(find_shape(card)).mean[0] > 15


@pytest.fixture
def drawn(monkeypatch):
    """The list of drawn cards."""
    drawn = []
    monkeypatch.setattr(Card, "draw", lambda card: drawn.append(card) or b"PNG")
    return drawn


def path_of(page):
    return page.card_url_for(Owner.load()).removeprefix("http://localhost")


def test_a_card_is_drawn_once_and_may_be_cached_by_all(home, client, drawn):
    address = path_of(make_page(home))

    first, second = client.get(address), client.get(address)

    assert first["Content-Type"] == "image/png"
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in first
    assert "Cookie" not in first.get("Vary", "")
    assert second.content == first.content
    assert len(drawn) == 1


def test_the_old_address_of_a_card_redirects_once_a_change_is_published(home, client):
    make_owner()
    page = make_page(home)
    old = path_of(page)

    page.title = "Changed"
    page.save_revision()
    assert path_of(StandardPage.objects.get()) == old
    unpublished = page.card_for(Owner.load()).digest
    assert client.get(f"/cards/{page.pk}/{unpublished}.png").url.endswith(old)

    page.save()
    new = path_of(page)
    assert new != old
    assert client.get(old).url.endswith(new)


def test_an_invented_address_draws_nothing(home, client, drawn):
    page = make_page(home)

    for digest in ("0" * 16, "x", "-"):
        answer = client.get(f"/cards/{page.pk}/{digest}.png")
        assert answer.status_code == 302
    for number in (0, 10**6, 10**30, home.get_parent().pk):
        assert client.get(f"/cards/{number}/{'0' * 16}.png").status_code == 404
    assert client.post(path_of(page)).status_code == 405
    assert not drawn


def test_a_draft_or_private_page_has_no_card(home, client):
    draft = make_page(home, title="Draft", live=False)
    private = make_page(home, title="Private")
    below = make_page(private, title="Below")
    addresses = [path_of(private), path_of(below)]
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)

    for page in (draft, private, below):
        assert StandardPage.objects.get(pk=page.pk).card_url_for(Owner.load()) is None
    digest = draft.card_for(Owner.load()).digest
    for address in [*addresses, f"/cards/{draft.pk}/{digest}.png"]:
        assert client.get(address).status_code == 404


def test_a_project_has_its_sparkline_on_its_card(index):
    make_owner(name="Ada Lovelace")
    chart = make_table(NAMES, OURS, kind="bars")
    project = make_project(index, body=make_body(("chart", chart)))

    card = project.card_for(Owner.load())

    assert card == Card("Engine", "Ada Lovelace", "localhost", project.sparkline)
    assert card.sparkline


def test_the_card_of_the_home_page_shows_headline_claim_or_name(home):
    owner = make_owner(claim="I claim.")
    assert home.card_for(owner).title == "I claim."

    home.headline = "I compute."
    assert home.card_for(owner).title == "I compute."

    home.headline = owner.claim = ""
    assert home.card_for(owner).title == "Ada Lovelace"
