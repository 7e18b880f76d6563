"""The site in another language than English: every word of it, and how it is told of."""

import re

import pytest
from bs4 import BeautifulSoup, Comment
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import PageViewRestriction

from pages.blocks import BodyBlock
from pages.models import AboutPage, ContactPage, HomePage, Profile
from projects.models import ProjectPage, PublicationPage
from tests.factories import (
    make_about,
    make_body,
    make_contact,
    make_document,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
    make_project_index,
    make_publication,
    make_publication_index,
)

# Every text of the test's content is Greek, so a word in Latin letters is the site's own.
WORD, TEXT = "Λόγος", "<p>Λόγος περί μηχανών.</p>"
# Names that are the same in every language.
NAMES = {"DOI", "arXiv", "PDF", "BibTeX", "GitHub", "ORCID", "Python", "UTF", "Recto"}
OPEN, CLOSE = "⟦", "⟧"


@pytest.fixture
def asked(monkeypatch):
    """The texts that were looked up in a catalogue, which come out in ⟦brackets⟧."""
    asked = set()

    def look_up(message):
        asked.add((None, message))
        return f"{OPEN}{message}{CLOSE}"

    def look_up_in_context(context, message):
        asked.add((context, message))
        return f"{OPEN}{message}{CLOSE}"

    def look_up_number(one, many, number):
        return look_up(one if number == 1 else many)

    translations = translation._trans
    monkeypatch.setattr(translations, "gettext", look_up)
    monkeypatch.setattr(translations, "pgettext", look_up_in_context)
    monkeypatch.setattr(translations, "ngettext", look_up_number)
    return asked


def find_words(html):
    """Return the words in Latin letters that a reader of the page meets."""
    soup = BeautifulSoup(html, "html5lib")
    for element in soup(["script", "style", "code", "math"]):
        element.decompose()
    texts = [one for one in soup.find_all(string=True) if not isinstance(one, Comment)]
    for name in ("aria-label", "alt", "title", "placeholder", "data-title"):
        texts += [element[name] for element in soup.find_all(attrs={name: True})]
    text = " ".join(texts)
    bracketed = rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}"
    while re.search(bracketed, text):
        text = re.sub(bracketed, " ", text)
    return set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES


def make_greek_body():
    """Return a body with every block, filled in Greek."""
    grid = {
        "columns": [
            {"type": "text", "heading": WORD},
            {"type": "number_higher", "heading": f"{WORD} (%)"},
            {"type": "number_lower", "heading": f"{WORD} (%)"},
        ],
        "rows": [
            {"values": [WORD, "1", "2"]},
            {"values": [WORD, "3", "4"]},
            {"values": [WORD, "", "5"]},
        ],
    }
    data = {"caption": WORD, "table": grid, "source": WORD}
    picture = {"image": make_image().pk, "alt_text": WORD, "decorative": False}
    video = {"title": WORD, "caption": TEXT}
    body = make_body(
        ("contents", None),
        ("heading", {"text": WORD, "level": "h2", "anchor": ""}),
        ("prose", TEXT),
        ("figure", make_figure(make_image(), image=picture, caption=TEXT)),
        (
            "gallery",
            {"pictures": [{"image": picture, "caption": WORD}], "caption": TEXT},
        ),
        ("results_table", data),
        ("chart", {**data, "kind": "bars"}),
        ("chart", {**data, "kind": "lines"}),
        ("code", {"language": "python", "filename": "", "code": "pass"}),
        ("formula", {"latex": "x"}),
        ("quote", {"text": TEXT, "attribution": WORD}),
        ("note", {"text": TEXT}),
        ("embed", {**video, "address": "https://vimeo.com/1"}),
        ("embed", {**video, "address": "https://10.0.0.1/1"}),
        ("embed", {**video, "document": make_document(title="1.mp4").pk}),
        ("buttons", {"buttons": [{"text": WORD, "address": "https://10.0.0.1/"}]}),
    )
    assert {block.block_type for block in body} == set(BodyBlock().child_blocks)
    return body


def stream_of(model, name, *values):
    """Return the stream of a field that has one kind of block."""
    block = model._meta.get_field(name).stream_block
    [kind] = block.child_blocks
    return block.to_python([{"type": kind, "value": value} for value in values])


def make_greek_site(home):
    """Fill every field that visitors see, and return the pages by their names."""
    owner = make_owner(name=WORD, claim=WORD, footer_note=WORD, portrait=make_image())
    owner.profiles = [Profile(kind=kind, address="https://10.0.0.1/") for kind in ("github", "website")]
    owner.save()
    numbers = stream_of(HomePage, "numbers", {"value": "1", "unit": "", "what": WORD})
    publications = make_publication_index(home, title=WORD, slug="p", summary=WORD)
    publication = make_publication(
        publications,
        authors=[WORD, WORD],
        title=WORD,
        slug="p",
        summary=WORD,
        published_on="2019-11-17",
        venue=WORD,
        volume="1",
        issue="2",
        page_range="3–4",
        publisher=WORD,
        doi="10.1000/1",
        arxiv_id="1905.06236",
        address="https://10.0.0.1/",
        pdf=make_document(title="1.pdf"),
        abstract=WORD,
        bibtex="@article{1}",
        body=make_greek_body(),
    )
    projects = make_project_index(home, title=WORD, slug="w", summary=WORD)
    dated = stream_of(ProjectPage, "talks", {"title": WORD, "event": WORD, "place": WORD, "date": "2019-11-17", "invited": True, "address": "https://10.0.0.1/"})
    links = [{"kind": kind, "doi": "10.1000/1"} for kind in ("paper", "code", "data", "slides", "video", "demo", "other")]
    project = make_project(
        projects,
        topics=[WORD],
        title=WORD,
        slug="w",
        summary=WORD,
        cover=make_image(),
        started_on="2018-01-01",
        role=WORD,
        place=WORD,
        scale=WORD,
        facts=stream_of(ProjectPage, "facts", {"label": WORD, "value": WORD}),
        links=stream_of(ProjectPage, "links", *links),
        numbers=numbers,
        talks=dated,
        press=stream_of(ProjectPage, "press", {"title": WORD, "outlet": WORD, "date": "2019-11", "address": "https://10.0.0.1/"}),
        body=make_greek_body(),
    )
    return {"home": home, "projects": projects, "project": project, "publications": publications, "publication": publication}


def test_draft(home, client, asked):
    site = make_greek_site(home)
    for name, page in site.items():
        with pytest.MonkeyPatch.context():
            print(name, find_words(client.get(page.url).content))
    print(find_words(client.get("/search/").content))
    print(find_words(client.get("/none/").content))
    for n in ("400", "403", "403_csrf", "500"):
        print(n, find_words(render_to_string(f"{n}.html")))
    assert 0
