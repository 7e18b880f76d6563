"""Pages as Markdown, at an address of their own and by content negotiation."""

import pytest
from wagtail.models import PageViewRestriction

from pages.blocks import BodyBlock
from tests.support.factories import (
    make_body,
    make_contact,
    make_document,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
)
from tests.support.reading import read_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def read_markdown(client, path):
    """Return the Markdown at a path."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert not response.cookies
    return response.content.decode()


def read_body(client, home, *blocks):
    """Return the Markdown of a page that has these blocks, after its title."""
    make_page(home, body=make_body(*blocks))
    title, _, text = read_markdown(client, "/notes.md").partition("\n\n")
    assert title == "# Notes"
    return text


def get_preview(name):
    """Return the preview value of a block, as it is stored."""
    block = BodyBlock().child_blocks[name]
    return name, block.get_prep_value(block.get_preview_value())


def test_a_page_and_its_markdown_alternate_name_each_other(home, index, client):
    make_owner()
    project = make_project(index)

    for page, path in ((home, "/index.md"), (project, "/projects/engine.md")):
        link = read_page(client, page).find("link", type="text/markdown")
        assert link["href"] == f"http://localhost{path}"
        assert link["rel"] == ["alternate"]
        response = client.get(path)
        assert response["Link"] == f'<http://localhost{page.url}>; rel="canonical"'
        assert ("# Engine" if page == project else "# Ada Lovelace") in response.text


@pytest.mark.parametrize(
    ("accept", "is_markdown"),
    [
        ("text/markdown", True),
        ("text/markdown, text/html;q=0.9", True),
        ("text/html;q=0.8, text/markdown", True),
        (BROWSER, False),
        ("text/html, text/markdown", False),
        ("*/*", False),
        ("text/*", False),
        ("nonsense", False),
        ("," * 300_000 + "text/markdown", False),
        ("", False),
    ],
)
def test_a_page_is_markdown_only_for_requests_that_prefer_it(home, client, accept, is_markdown):
    make_page(home)

    response = client.get("/notes/", headers={"accept": accept})

    kind = "text/markdown" if is_markdown else "text/html"
    assert response["Content-Type"] == f"{kind}; charset=utf-8"
    assert "Accept" in response["Vary"]
    assert "Cookie" not in response["Vary"]
    assert response.content.startswith(b"# Notes") == is_markdown
    location = "http://localhost/notes.md" if is_markdown else None
    assert response.get("Content-Location") == location


def test_drafts_private_pages_and_other_addresses_have_no_alternate(home, client, admin_client):
    make_page(home, title="Draft", live=False)
    private = make_page(home, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    for path in ("/draft.md", "/private.md", "/none.md", "/home.md", "/.md", "/a.b.md"):
        assert client.get(path).status_code == 404, path
    assert admin_client.get("/private.md").status_code == 404
    asked = admin_client.get("/private/", headers={"accept": "text/markdown"})
    assert asked["Content-Type"] == "text/html; charset=utf-8"
    assert b"text/markdown" not in asked.content


def test_the_response_to_a_message_is_always_html(home, client):
    make_contact(home)

    response = client.post("/contact/", {}, headers={"accept": "text/markdown"})

    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert client.post("/contact.md").status_code == 405


def test_a_table_of_results_keeps_its_columns_and_its_best(home, client):
    name, value = get_preview("results_table")
    value["table"]["rows"][0]["values"][0] = "Simonyan | Zisserman"

    lines = read_body(client, home, (name, value)).splitlines()

    table = [line for line in lines if line.startswith("|")]
    assert [line.replace("\\|", "").count("|") for line in table] == [5] * 4
    assert " (%" in table[0]
    assert "  " not in table[0]
    assert set(table[1]) <= set("| -")
    assert table[2].startswith("| Simonyan \\| Zisserman | 72.7 | **81.0** |")
    assert any("**Table 1.**" in line for line in lines)


def test_a_chart_is_its_numbers(home, client):
    text = read_body(client, home, get_preview("chart"))

    assert "| 78.8 | 82.0 |" in text
    assert "svg" not in text


CODE = 'def f(a_b):\n    """*x*"""\n\n\n\n    return `a` < b\n```'


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("formula", {"latex": r"\frac{a_1}{b*c}"}, "$$\n\\frac{a_1}{b*c}\n$$"),
        (
            "code",
            {"language": "python", "filename": "f.py", "code": CODE},
            f"f.py\n\n````python\n{CODE}\n````",
        ),
        (
            "prose",
            "<p>a &lt;script&gt; &amp; *b* [c](d) `e` snake_case</p>",
            r"a \<script\> & \*b\* \[c\](d) \`e\` snake\_case",
        ),
        ("prose", "<p>&amp;lt; is no sign</p>", r"\&lt; is no sign"),
        ("prose", "<p>1. not a list</p>", r"1\. not a list"),
        ("prose", "<p># not a heading</p>", r"\# not a heading"),
        ("prose", "<p>- not an item</p>", r"\- not an item"),
    ],
)
def test_formulas_code_and_text_that_looks_like_markdown_are_kept_to_the_letter(
    home, client, name, value, written
):
    assert read_body(client, home, (name, value)) == f"{written}\n"


def test_a_figure_is_a_picture_with_its_words_and_caption(home, client):
    text = read_body(client, home, ("figure", make_figure(make_image())))

    picture, caption = text.strip().split("\n\n", 1)
    assert picture.startswith("![A disc](http://localhost/media/images/")
    assert caption.split() == ["**Figure", "1.**", "A", "disc."]


def test_films_and_links_are_full_and_headings_are_plain(home, client):
    film = make_document("film.mp4")
    quote = {"text": "<p>If I have seen</p>", "attribution": "Newton"}

    text = read_body(
        client,
        home,
        ("contents", None),
        ("heading", {"text": "Aim", "level": "h2", "anchor": "aim"}),
        ("prose", '<p><b>See</b> <a href="/about/">me</a>.</p>'),
        ("prose", "<ul><li>H<sub>2</sub>O</li></ul>"),
        ("quote", quote | {"address": "https://x.org"}),
        ("embed", {"title": "A run", "document": film.pk}),
        ("embed", {"title": "A talk", "address": "https://vimeo.com/1234567"}),
    )

    assert text.startswith("## Aim\n\n**See** [me](http://localhost/about/).\n\n")
    assert "- H<sub>2</sub>O\n" in text
    assert "> If I have seen\n" in text
    assert "[Newton](https://x.org)" in text
    assert f"[A run](http://localhost{film.url})" in text
    assert "[A talk](https://vimeo.com/1234567)" in text
    assert "contacted" not in text
