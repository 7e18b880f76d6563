"""Site whose content is Greek, so that each word in Latin letters is the interface's."""

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.models import PageViewRestriction

from pages.blocks import BodyBlock
from pages.models import AboutPage, HomePage, Profile, SelectedWork
from projects.models import (
    Author,
    Editor,
    ProjectPage,
    PublicationPage,
    SelectedPublication,
)
from tests.support.factories import (
    make_about,
    make_body,
    make_contact,
    make_data,
    make_document,
    make_figure,
    make_image,
    make_news,
    make_note,
    make_note_index,
    make_owner,
    make_page,
    make_project,
    make_project_index,
    make_publication,
    make_publication_index,
)

WORD, TEXT = "Λόγος", "<p>Λόγος περί μηχανών.</p>"
NAMED = {"title": WORD, "summary": WORD}
ADDRESS = "https://10.0.0.1/"


def make_greek_body(index):
    """Return a body with every block."""
    headings = [(f"{WORD} (%)", kind) for kind in ("text", "number_higher", "number_lower")]
    rows = [[WORD, "1", "2"], [WORD, "3", "4"], [WORD, "", "5"]]
    data = make_data(headings, *rows, caption=WORD, source=WORD)
    figure = make_figure(make_image(), caption=TEXT, credit=WORD)
    figure["image"]["alt_text"] = WORD
    gallery = {"pictures": [{"image": figure["image"], "caption": WORD}], "caption": TEXT}
    video = {"title": WORD, "caption": TEXT}
    body = make_body(
        ("contents", None),
        ("heading", {"text": WORD, "level": "h2", "anchor": ""}),
        ("prose", TEXT),
        ("figure", figure),
        ("gallery", gallery),
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
        ("buttons", {"buttons": [{"text": WORD, "address": ADDRESS}]}),
        ("publications", {"page": index.pk, "show": "newest", "number": 1}),
    )
    assert {block.block_type for block in body} == set(BodyBlock().child_blocks)
    return body


def streams_of(model, **streams):
    """Return streams for the fields of a model that have one kind of block, by field."""
    found = {}
    for name, values in streams.items():
        block = model._meta.get_field(name).stream_block
        [kind] = block.child_blocks
        found[name] = block.to_python([{"type": kind, "value": value} for value in values])
    return found


def make_greek_site(home):
    """Fill every field that visitors see, and return the pages by name."""
    owner = make_owner(name=WORD, claim=WORD, footer_note=WORD, portrait=make_image())
    owner.profiles = [Profile(kind=kind, address=ADDRESS) for kind in ("github", "website")]
    owner.save()
    numbers = [{"value": "1", "unit": "", "what": WORD}]
    publications = make_publication_index(home, slug="p", **NAMED)
    reference = {"published_on": "2019-11-17", "volume": "1", "issue": "2", "page_range": "3–4"}
    reference |= {"doi": "10.1000/1", "arxiv_id": "1905.06236", "address": ADDRESS}
    texts = ["venue", "event", "series", "publisher", "edition", "number", "award", "note"]
    reference |= {"bibtex": "@article{1}", "isbn": "1", **dict.fromkeys(texts, WORD)}
    publication = make_publication(
        publications,
        authors=[WORD, WORD],
        slug="p",
        pdf=make_document(title="1.pdf"),
        abstract=WORD,
        body=make_greek_body(publications),
        **NAMED,
        **reference,
    )
    kinds = {
        f"publication of kind {kind}": make_publication(
            publications, [WORD], title=WORD, slug=kind, kind=kind
        )
        for kind in PublicationPage.Kind.values
    }
    publication.authors.add(Author(name=WORD, sort_order=1, is_equal=True, is_corresponding=True))
    publication.editors.add(Editor(name=WORD))
    publication.topics.add(WORD)
    forms = ("paper", "code", "data", "slides", "poster", "video", "demo", "hal", "page", "other")
    links = [{"kind": kind, "doi": "10.1000/1"} for kind in forms]
    publication.links = streams_of(PublicationPage, links=links)["links"]
    publication.save()
    publications.selected_publications = [SelectedPublication(publication=publication)]
    publications.save()
    projects = make_project_index(home, slug="w", **NAMED)
    talk = {"title": WORD, "event": WORD, "place": WORD, "invited": True, "date": "2019-11-17"}
    article = {"title": WORD, "outlet": WORD, "date": "2019-11", "address": ADDRESS}
    project = make_project(
        projects,
        topics=[WORD],
        slug="w",
        cover=make_image(),
        started_on="2018-01-01",
        body=make_greek_body(publications),
        **NAMED,
        **dict.fromkeys(["role", "place", "scale"], WORD),
        **streams_of(
            ProjectPage,
            facts=[{"label": WORD, "value": WORD}],
            links=links,
            numbers=numbers,
            talks=[talk | {"address": ADDRESS}],
            press=[article],
        ),
    )
    dates = {"started_on": "2020-01-01", "finished_on": None}
    under_way = make_project(projects, slug="u", **NAMED, **dates)
    degree = dict.fromkeys(["degree", "field", "institution", "advisor"], WORD)
    position = {**dict.fromkeys(["title", "employer", "place"], WORD), "text": TEXT}
    about = make_about(
        home,
        slug="a",
        bio=TEXT,
        body=make_greek_body(publications),
        projects_from=projects,
        **NAMED,
        **streams_of(
            AboutPage,
            education=[degree | {"started": "2019-01", "finished": "2020-02-02"}],
            experience=[position | {"started": "2019-05"}],
            track_record=[{"text": TEXT}],
            competencies=[{"group": WORD, "items": [WORD]}],
        ),
    )
    empty = make_page(home, title=WORD, slug="s", show_in_menus=True)
    section = make_page(home, title=WORD, slug="t", lists_pages=True)
    make_page(section, title=WORD, slug="b")
    notes = make_note_index(home, slug="n", **NAMED)
    for number, day in enumerate(("2019-01-02", "2020-03-04", "2021-05-06")):
        note = make_note(notes, topics=[WORD], slug=f"n{number}", date=day, **NAMED)
        make_news(WORD, page=note)
    make_news(WORD)
    home.publications_from = publications
    home.selected_work = [SelectedWork(page=project)]
    home.title, home.headline, home.summary = WORD, WORD, WORD
    home.body, home.numbers = (
        make_greek_body(publications),
        streams_of(HomePage, numbers=numbers)["numbers"],
    )
    home.save()
    pages = [home, projects, project, under_way, publications, publication, about, empty]
    pages += [section, notes, notes.notes[1]]
    return {page.url: page for page in pages} | kinds


def show_everything(home, client):
    """Yield a name and the HTML of each kind of page that visitors can see."""
    for name, page in make_greek_site(home).items():
        yield name, client.get(page.url).content
    yield "news", client.get("/n/?news=all").content
    contact = make_contact(home, slug="c", **NAMED)
    message = {}
    for field, answer in zip(contact.form_fields.all(), (WORD, "a@x.org", WORD), strict=True):
        field.label, field.clean_name = WORD, f"field_{field.pk}"
        field.save()
        message[field.clean_name] = answer
    # The last ones are beyond the limit.
    for number, sent in enumerate([{}, *[message] * 6]):
        yield f"message {number}", client.post(contact.url, sent).content
    for typed in ("", "!?", WORD, f"{WORD} Χάος", "Χάος"):
        yield f"search for {typed}", client.get("/search/", {"q": typed}).content
    yield "no page", client.get(f"/w/{WORD}/").content
    yield "no draft", client.get("/draft/none").content
    for name in ("400", "403", "403_csrf", "500"):
        yield name, render_to_string(f"{name}.html")
    private = make_page(home, title=WORD, slug="l")
    for kind in ("login", "password"):
        PageViewRestriction.objects.update_or_create(
            page=private, defaults={"restriction_type": kind, "password": "x"}
        )
        html = client.get(private.url, follow=True).content
        yield kind, html
        form = BeautifulSoup(html, "html5lib").find("form", method="post")
        fields = {tag["name"]: tag.get("value", "") for tag in form("input")}
        yield f"wrong {kind}", client.post(form["action"], fields).content
