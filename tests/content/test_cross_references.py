"""References to blocks of the page and to publications, from storage to readers."""

import json

import pytest
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex

from pages.blocks import PROSE_FEATURES, BodyBlock
from tests.drawing.test_sparkline import NAMES, OURS, make_table
from tests.public.test_queries import count_queries
from tests.support.editorial import messages
from tests.support.factories import (
    make_about,
    make_figure,
    make_image,
    make_page,
    make_publication,
)
from tests.support.reading import read_page

IDS = {
    "figure": "00000000-0000-4000-8000-000000000001",
    "chart": "00000000-0000-4000-8000-000000000002",
    "results_table": "00000000-0000-4000-8000-000000000003",
    "formula": "00000000-0000-4000-8000-000000000004",
    "heading": "00000000-0000-4000-8000-000000000005",
}
GONE = "00000000-0000-4000-8000-00000000000f"


def refer(target, text="Then"):
    """Return a stored reference to a block by its id, or to a page."""
    attribute = "page" if isinstance(target, int) else "block"
    return f'<embed embedtype="reference" {attribute}="{target}" text="{text}"/>'


def make_stream(*blocks):
    """Return a body of (name, stored value) pairs, whose blocks have the ids of their names."""
    return BodyBlock().to_python(
        [{"type": name, "value": value, "id": IDS.get(name)} for name, value in blocks]
    )


def list_blocks():
    table = make_table(NAMES, OURS, caption="Accuracy.")
    return [
        ("heading", {"text": "Methods", "level": "h2", "anchor": "methods"}),
        ("figure", make_figure(make_image())),
        ("chart", {**table, "kind": "bars"}),
        ("results_table", table),
        ("formula", {"latex": "a = b", "is_numbered": True}),
    ]


def read_links(page, client):
    """Return address and text of the links in the prose of a page."""
    links = read_page(client, page).select(".prose a")
    return [(link["href"], link.text.replace("\N{NO-BREAK SPACE}", " ")) for link in links]


def test_a_reference_follows_its_block(home, client):
    named = ("prose", f"<p>{''.join(map(refer, IDS.values()))}</p>")
    blocks = list_blocks()
    page = make_page(home, body=make_stream(named, *blocks))

    assert read_links(page, client) == [
        ("#figure.1", "Figure 1"),
        ("#figure.2", "Figure 2"),
        ("#table.1", "Table 1"),
        ("#formula.1", "Equation (1)"),
        ("#methods", "Methods"),
    ]
    main = read_page(client, page).main
    assert all(main.find(id=link["href"][1:]) for link in main.select(".prose a"))

    heading, figure, chart, *rest = blocks
    heading[1]["text"] = "How"
    unnumbered = ("formula", {"latex": "c", "is_numbered": False})
    another = ("gallery", {"pictures": [], "caption": ""})
    page.body = make_stream(chart, another, figure, named, unnumbered, *rest, heading)
    page.save_revision().publish()

    assert [text for _, text in read_links(page, client)] == [
        *("Figure 3", "Figure 1", "Table 1", "Equation (1)", "How")
    ]


def test_a_text_before_the_body_may_refer_to_it(home, client):
    about = make_about(home, bio=f"<p>{refer(IDS['figure'])}</p>", body=make_stream(*list_blocks()))

    assert read_links(about, client) == [("#figure.1", "Figure 1")]


def test_a_reference_to_what_is_gone_stays_as_text_and_is_found(home, client):
    text = f"<p>See {refer(GONE, 'Figure &amp; 2')} and {refer(99_999, 'Dong (2019)')}.</p>"
    page = make_page(home, body=make_stream(("prose", text)), summary="A summary.")

    [prose] = read_page(client, page).select(".prose")
    assert prose.get_text().strip() == "See Figure & 2 and Dong (2019)."
    assert prose.a is None
    assert messages(page) == [
        "The reference “Figure & 2” is to something that is no longer on the page.",
        "The link “Dong (2019)” leads to a deleted page.",
    ]


@pytest.mark.parametrize(
    ("authors", "text"),
    [
        (["Wushi Dong"], "Dong (2019)"),
        (["W. Dong", "Jian Wu"], "Dong & Wu (2019)"),
        (["W. Dong", "J. Wu", "K. Lin"], "Dong et al. (2019)"),
        (["Vincent van Gogh"], "van Gogh (2019)"),
        ([], "Sketch (2019)"),
    ],
)
def test_a_publication_is_cited_by_authors_and_year(publication_index, authors, text):
    paper = make_publication(publication_index, authors, title="Sketch", published_on="2019-05")

    assert paper.in_text == text


def test_a_citation_follows_its_publication(home, publication_index, client):
    paper = make_publication(publication_index)
    page = make_page(home, body=make_stream(("prose", f"<p>{refer(paper.pk)}</p>")))
    assert read_links(page, client) == [(paper.url, "Lovelace (1843)")]
    [usage] = ReferenceIndex.get_references_to(paper)
    assert usage.object_id == str(page.pk)

    paper.slug, paper.published_on = "note-g", "1844"
    paper.save_revision().publish()
    assert read_links(page, client) == [("/publications/note-g/", "Lovelace (1844)")]

    paper.unpublish()
    assert "Lovelace (1844)" in read_page(client, page).select_one(".prose").text
    assert read_links(page, client) == []
    assert any("not published" in message for message in messages(page))


def test_many_citations_take_no_more_queries_than_one(home, publication_index, client):
    papers = [make_publication(publication_index, title=f"Paper {n}") for n in range(5)]
    one = make_page(home, body=make_stream(("prose", f"<p>{refer(papers[0].pk)}</p>")))
    cited = [("prose", f"<p>{refer(paper.pk)}</p>") for paper in papers]
    many = make_page(home, title="Many", body=make_stream(*cited))

    assert count_queries(client, many.url) == count_queries(client, one.url)


def test_a_copied_page_refers_to_its_own_blocks(home, client):
    body = make_stream(*list_blocks(), ("prose", f"<p>{refer(IDS['figure'])}</p>"))
    page = make_page(home, body=body)

    copied = page.copy(update_attrs={"slug": "copied", "title": "Copied"})

    assert read_links(copied, client) == [("#figure.1", "Figure 1")]


def test_references_in_markdown_feeds_and_search(home, index, publication_index, client):
    paper = make_publication(publication_index)
    text = (
        f"<p>See {refer(IDS['figure'], 'Figure 1')} and {refer(paper.pk, 'Lovelace (1843)')}.</p>"
    )
    body = make_stream(*list_blocks(), ("prose", text))
    make_page(home, body=body)

    markdown = client.get("/notes.md").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "See [Figure 1](http://localhost/notes/#figure.1) and [Lovelace (1843)]" in markdown
    [found] = read_page(client, "/search/?q=see+figure").select(".row")
    assert "See Figure 1 and Lovelace (1843)." in found.text


def test_the_editor_keeps_a_reference_and_drops_one_without_target():
    converter = ContentstateConverter(features=PROSE_FEATURES)
    state = json.loads(
        converter.from_database_format(f"<p>See {refer(GONE, 'A &amp; &lt;B&gt;')}.</p>")
    )

    [entity] = state["entityMap"].values()
    assert (entity["type"], entity["data"]) == ("REFERENCE", {"block": GONE, "text": "A & <B>"})
    assert refer(GONE, "A &amp; &lt;B&gt;") in converter.to_database_format(json.dumps(state))
    for key in ('1"', "9" * 30, "", None, "٣"):
        entity["data"] = {"page": key, "text": "<b>"}
        assert "See &lt;b&gt;." in converter.to_database_format(json.dumps(state))


# Publications that the editor offers


def offer(client, **query):
    found = client.get(reverse("cite"), query).json()["publications"]
    return [(one["text"], one["key"]) for one in found]


def test_publications_are_offered_by_words_and_found_by_their_key(publication_index, admin_client):
    make_publication(
        publication_index, ["Wushi Dong", "J. Wu"], title="Tandem", published_on="2019"
    )
    make_publication(publication_index, title="Sketch", citation_key="Notes:G")
    dong, lovelace = ("Dong & Wu (2019)", "dong2019tandem"), ("Lovelace (1843)", "Notes:G")

    assert offer(admin_client) == [dong, lovelace]
    for words in ("tandem", "wushi tand", "2019", "dong wu"):
        assert offer(admin_client, q=words) == [dong]
    assert offer(admin_client, q="tandem lovelace") == []
    assert offer(admin_client, key="DONG2019tandem") == [dong]
    assert offer(admin_client, key="notes:g") == [lovelace]
    assert offer(admin_client, key="dong2019") == []


def test_publications_are_offered_to_editors_only(publication_index, client):
    assert client.get(reverse("cite")).status_code == 302
