"""Page links of rich text in the editor: their pages, with as many queries for many as for one."""

import json

from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.factories import make_body, make_page


def open_editor(admin_client, home, *linked):
    """Return the data of each link of a new draft in the editor, and the number of queries."""
    text = "".join(f'<p><a linktype="page" id="{key}">Read</a></p>' for key in linked)
    slug = f"draft-{len(linked)}"
    draft = make_page(home, title="Draft", slug=slug, body=make_body(("prose", text)))
    draft.save_revision()
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    admin_client.get(address)
    with CaptureQueriesContext(connection) as queries:
        html = BeautifulSoup(admin_client.get(address).content, "html5lib")
    [block], _ = json.loads(html.select_one("#body")["data-w-block-arguments-value"])
    entities = json.loads(block["value"])["entityMap"].values()
    return [entity["data"] for entity in entities], len(queries)


def test_the_editor_tells_the_page_of_each_link_with_the_queries_of_one(home, admin_client):
    pages = [make_page(home, title=f"Notes {n}", slug=f"notes-{n}") for n in range(4)]

    few, queries_of_few = open_editor(admin_client, home, pages[0].pk)
    many, queries_of_many = open_editor(admin_client, home, *(page.pk for page in pages), 999)

    told = [{"id": page.pk, "url": page.url, "parentId": home.pk} for page in pages]
    missing = {"id": 999, "url": None, "parentId": None}
    assert (few, many) == (told[:1], [*told, missing])
    # One for the missing page, which is looked for once more.
    assert queries_of_many <= queries_of_few + 1
