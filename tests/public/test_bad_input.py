"""Whatever an owner types or uploads, nothing breaks: no page, no list, no machine's view."""

import io
import json

import html5lib
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from pages.models import Owner
from projects.models import Author
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

NAMES = {
    "255 letters without a blank": "W" * 255,
    "255 letters in words": ("analytical engine " * 15)[:255],
    "Arabic": "محمد بن موسى الخوارزمي",
    "Arabic that ends in a sign": "الجبر (1)!",
    "Chinese": "董悟时",
    "emoji": "👩🏽‍🔬🎉",
    "marks upon marks": "Z̷͈̃a̵̛̱l̶̰̓g̸̱͐o̴͙͝" * 5,
    "an override of direction": "\u202egnp.exe",
    "markup": "<b>&amp;</b>\"'>{{ 7 }}",
    "the end of a script": "</script><!--",
}


def fill_site(home, index, publication_index, name):
    """Make a page of each type that says nothing but the name, and return their addresses."""
    short = name[:100]
    owner = make_owner(
        name=short,
        native_name=short,
        job_title=short,
        employer=short,
        claim=name[:200],
        description=name,
        footer_note=name[:200],
    )
    home.title, home.headline, home.summary = name, name[:200], name
    home.show_in_menus = True
    body = make_body(
        ("heading", {"text": name[:120], "level": "h2", "anchor": ""}),
        ("figure", make_figure(make_image(title=name), credit=name[:200])),
        ("quote", {"text": "<p>x</p>", "attribution": name[:200]}),
    )
    pages = [
        home,
        make_about(home, title=name, slug="about", summary=name),
        make_page(home, title=name, slug="notes", summary=name, body=body),
        make_contact(home, title=name, slug="contact", summary=name),
        make_project(
            index,
            title=name,
            slug="engine",
            summary=name,
            role=name[:200],
            topics=[short],
        ),
        make_publication(
            publication_index,
            [short, "A. Lovelace"],
            title=name,
            slug="sketch",
            summary=name,
            venue=name,
            abstract=name,
            publisher=name[:120],
        ),
        index,
        publication_index,
    ]
    for page in pages:
        page.show_in_menus = True
        page.save_revision().publish()
    assert owner.name == short
    return [page.url for page in pages]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_can_stand_anywhere(home, index, publication_index, client, name):
    addresses = fill_site(home, index, publication_index, name)

    def get(address, **data):
        response = client.get(address, data)
        assert response.status_code == 200, address
        return response

    for address in addresses:
        content = get(address).content
        html5lib.HTMLParser(strict=True).parse(content)
        html = BeautifulSoup(content, "html5lib")
        assert check_structured_data(html), address
        if address not in {"/", "/projects/", "/publications/"}:
            assert html.h1.get_text(strip=True) == name.strip()
            assert html.h1["dir"] == "auto"
        card = html.find("meta", property="og:image")["content"]
        path = card.removeprefix("http://localhost")
        Image.open(io.BytesIO(get(path).content)).verify()
        assert get(f"{address.rstrip('/') or '/index'}.md").content
    for address in ("/favicon.ico", "/icon-192.png"):
        Image.open(io.BytesIO(get(address).content)).verify()
    assert len(check_sitemap(get("/sitemap.xml").content)) == len(addresses)
    feed = check_atom(get("/atom.xml").content)
    assert feed.findtext("{*}title").strip()
    titles = [
        item["title"] for item in check_json_feed(get("/feed.json").content)["items"]
    ]
    assert titles == [name, name]
    assert json.loads(get("/site.webmanifest").content)["name"] == name[:100]
    assert get("/llms.txt").content.decode().count("\n- [") == len(addresses)
    for address, query in [("/search/", {"q": name}), ("/search/", {"q": name[:4]})]:
        html5lib.HTMLParser(strict=True).parse(get(address, **query).content)


@pytest.mark.parametrize("place", ["owner", "author", "title", "topic", "menu"])
def test_a_name_from_right_to_left_leaves_the_line_around_it_in_order(
    home, index, publication_index, client, place
):
    """A sign beside such a name would jump to its other end, were it not isolated."""
    addresses = fill_site(home, index, publication_index, NAMES["Arabic"])
    selector = {
        "owner": ".site-head .name bdi",
        "author": ".authors bdi",
        "title": ".reference a bdi",
        "topic": "dd a bdi",
        "menu": "nav li a bdi",
    }[place]
    page = "/publications/" if place in {"author", "title"} else "/projects/engine/"
    assert page in addresses

    html = BeautifulSoup(client.get(page).content, "html5lib")

    assert NAMES["Arabic"] in [element.text for element in html.select(selector)]


def test_a_project_and_a_publication_of_nothing_are_shown_everywhere(
    home, index, publication_index, client
):
    project = make_project(index, title="x", summary="x", finished_on=None)
    paper = make_publication(publication_index, authors=[], title="y")
    for page in (project, paper):
        page.save_revision().publish()
    assert not Owner.load().name
    assert not Author.objects.exists()

    for page in (project, paper, index, publication_index, home):
        content = client.get(page.url).content
        html5lib.HTMLParser(strict=True).parse(content)
        html = BeautifulSoup(content, "html5lib")
        assert check_structured_data(html)
        empty = [
            tag.name
            for tag in html.main(["p", "dd", "li", "h2", "h3"])
            if not tag.get_text(strip=True)
        ]
        assert empty == []
        card = html.find("meta", property="og:image")["content"]
        path = card.removeprefix("http://localhost")
        Image.open(io.BytesIO(client.get(path).content)).verify()
    assert len(check_json_feed(client.get("/feed.json").content)["items"]) == 2
    assert check_atom(client.get("/atom.xml").content) is not None


@pytest.mark.parametrize(
    ("width", "height"), [(30, 20), (1, 1), (100, 10_000), (10_000, 100), (30, 10_000)]
)
def test_a_picture_of_any_size_can_stand_anywhere(home, index, client, width, height):
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
    pages = [
        home,
        make_about(home, portrait=image),
        make_project(index, cover=image, body=body),
    ]

    for page in pages:
        content = client.get(page.url).content
        html5lib.HTMLParser(strict=True).parse(content)
        html = BeautifulSoup(content, "html5lib")
        assert check_structured_data(html)
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
            assert ratio == pytest.approx(image.width / image.height, rel=0.5)
    assert client.get("/icon-512.png").status_code == 200
    assert check_atom(client.get("/atom.xml").content) is not None
