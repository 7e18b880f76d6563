"""Unusual names and images break no page, list, feed, card or icon."""

import io
import json

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from html5lib import HTMLParser
from PIL import Image

from pages.models import Owner
from projects.models import Author
from tests.public.test_metadata import CODE
from tests.support.factories import (
    make_about,
    make_body,
    make_contact,
    make_document,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
    make_publication,
)
from tests.support.standards import (
    check_atom,
    check_json_feed,
    check_sitemap,
    check_structured_data,
)

ARABIC = "الخوارزمي (1)!"
NAMES = {
    "255 letters without a blank": "W" * 255,
    "Arabic that ends in a sign": ARABIC,
    "emoji, Chinese, marks upon marks, markup, and an override of direction": (
        "👩🏽‍🔬 董悟时 Z̷͈̃a̵̛̱l̶̰̓g̸̱͐o̴͙͝ </script><!-- <b>&amp;</b>\"'>{{ 7 }} \u202egnp.exe"
    ),
}
# Punctuation beside a name from right to left moves to its other end unless it is isolated.
ISOLATED = {
    "/publications/": [".names bdi", ".reference h3[dir=auto]"],
    "/projects/engine/": [".site-head .name bdi", "dd a bdi", "nav li a bdi"],
}


def fill_site(home, index, publication_index, name):
    """Make a page of each type with the name in all fields; return the pages."""
    short = name[:100]
    fields = ["name", "native_name", "job_title", "employer", "claim", "footer_note"]
    make_owner(**dict.fromkeys(fields, short), description=name, portrait=make_image())
    home.title, home.headline, home.summary = name, name[:200], name
    home.show_in_menus = True
    body = make_body(
        ("heading", {"text": name[:120], "level": "h2", "anchor": ""}),
        ("figure", make_figure(make_image(title=name), credit=name[:200])),
        ("quote", {"text": "<p>x</p>", "attribution": name[:200]}),
    )
    texts = {"title": name, "summary": name}
    project = {"role": name[:200], "topics": [short], "cover": make_image(), "links": [CODE]}
    paper = {"venue": name, "abstract": name, "publisher": name[:120]}
    paper |= {"doi": "10.1000/x", "pdf": make_document()}
    pages = [
        home,
        make_about(home, slug="about", **texts),
        make_page(home, slug="notes", body=body, **texts),
        make_contact(home, slug="contact", **texts),
        make_project(index, slug="engine", **texts, **project),
        make_publication(
            publication_index, [short, "A. Lovelace"], slug="sketch", **texts, **paper
        ),
        index,
        publication_index,
    ]
    now = timezone.now()
    for page in pages:
        page.show_in_menus = True
        page.first_published_at = page.last_published_at = now
        page.save()
    return pages


def read_strictly(response):
    """Return a page whose HTML and structured data are valid."""
    HTMLParser(strict=True).parse(response.content)
    html = BeautifulSoup(response.content, "html5lib")
    assert check_structured_data(html)
    return html


def verify_card(html, client):
    card = html.find("meta", property="og:image")["content"]
    answer = client.get(card.removeprefix("http://localhost"))
    Image.open(io.BytesIO(answer.content)).verify()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_page_and_format_shows_any_name(home, index, publication_index, client, name):
    pages = fill_site(home, index, publication_index, name)

    def get(address, **data):
        response = client.get(address, data)
        assert response.status_code == 200, address
        return response

    for page in pages:
        html = read_strictly(get(page.url))
        meta = html.find("meta", property="og:site_name")
        assert meta["content"] == name[:100]
        for selector in ISOLATED.get(page.url, []):
            assert name[:100] in [e.text[:100] for e in html.select(selector)], selector
        if page not in (home, index, publication_index):
            assert html.h1.get_text(strip=True) == name.strip()
            assert html.h1["dir"] == "auto"
        markdown = get(f"{page.url.rstrip('/') or '/index'}.md").text
        assert f"\n{markdown}".count("\n# ") == 1
        assert "<form" not in markdown
    verify_card(html, client)
    for address in ("/favicon.ico", "/icon-192.png"):
        Image.open(io.BytesIO(get(address).content)).verify()
    assert len(check_sitemap(get("/sitemap.xml").content)) == len(pages)
    feed = check_atom(get("/atom.xml").content)
    assert feed.findtext("{*}title").strip()
    titles = [item["title"] for item in check_json_feed(get("/feed.json").content)["items"]]
    assert titles == [name, name]
    assert json.loads(get("/site.webmanifest").content)["name"] == name[:100]
    assert get("/llms.txt").text.count("\n- [") == len(pages)
    for typed in (name, name[:4]):
        HTMLParser(strict=True).parse(get("/search/", q=typed).content)


def test_a_project_and_a_publication_without_optional_fields_are_shown(
    home, index, publication_index, client
):
    project = make_project(index, title="x", summary="x", finished_on=None)
    paper = make_publication(publication_index, authors=[], title="y")
    assert not Owner.load().name
    assert not Author.objects.exists()

    for page in (project, paper, index, publication_index, home):
        html = read_strictly(client.get(page.url))
        empty = [
            tag.name
            for tag in html.main(["p", "dd", "li", "h2", "h3"])
            if not tag.get_text(strip=True)
        ]
        assert empty == []


@pytest.mark.parametrize(("width", "height"), [(1, 1), (10_000, 100), (30, 10_000)])
def test_an_image_of_any_size_is_shown_everywhere(home, index, client, width, height):
    image = make_image(width=width, height=height)
    make_owner(portrait=image, icon=image)
    picture = make_figure(image)["image"]
    film = {"title": "Film", "poster": image.pk}
    body = make_body(
        ("figure", make_figure(image)),
        ("gallery", {"pictures": [{"image": picture}] * 2}),
        ("embed", {**film, "document": make_document("film.mp4").pk}),
        ("embed", {**film, "address": "https://vimeo.com/1"}),
    )
    pages = [home, make_about(home, portrait=image), make_project(index, cover=image, body=body)]

    for page in pages:
        html = read_strictly(client.get(page.url))
        assert html.main.find("picture")
        for tag in html.main.select("picture > *"):
            candidates = [part.split() for part in tag.get("srcset", "").split(",")]
            widths = [candidate[1] for candidate in candidates if len(candidate) > 1]
            # The standard forbids two candidates of one width.
            assert len(widths) == len(set(widths))
            assert all(0 < int(one.removesuffix("w")) <= 3200 for one in widths)
            for address, *_ in filter(None, candidates):
                assert client.get(address).status_code == 200
        for img in html.main.select("picture > img"):
            ratio = int(img["width"]) / int(img["height"])
            is_portrait = img.find_parent(class_="portrait")
            own = 4 / 5 if is_portrait else image.width / image.height
            assert ratio == pytest.approx(own, rel=0.5)
    assert client.get("/icon-512.png").status_code == 200
