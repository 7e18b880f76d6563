"""A site whose every text is Greek, so that a word in Latin letters is the site's own."""

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.models import PageViewRestriction

from pages.blocks import BodyBlock
from pages.models import (
    AboutPage,
    HomePage,
    Profile,
    SelectedWork,
)
from projects.models import ProjectPage, PublicationPage
from tests.support.factories import (
    make_about,
    make_body,
    make_contact,
    make_document,
    make_image,
    make_owner,
    make_page,
    make_project,
    make_project_index,
    make_publication,
    make_publication_index,
)

WORD, TEXT = "Λόγος", "<p>Λόγος περί μηχανών.</p>"


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
        ("figure", {"image": picture, "caption": TEXT, "credit": WORD}),
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
    owner.profiles = [
        Profile(kind=kind, address="https://10.0.0.1/")
        for kind in ("github", "website")
    ]
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
    dated = stream_of(
        ProjectPage,
        "talks",
        {
            "title": WORD,
            "event": WORD,
            "place": WORD,
            "date": "2019-11-17",
            "invited": True,
            "address": "https://10.0.0.1/",
        },
    )
    links = [
        {"kind": kind, "doi": "10.1000/1"}
        for kind in ("paper", "code", "data", "slides", "video", "demo", "other")
    ]
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
        press=stream_of(
            ProjectPage,
            "press",
            {
                "title": WORD,
                "outlet": WORD,
                "date": "2019-11",
                "address": "https://10.0.0.1/",
            },
        ),
        body=make_greek_body(),
    )
    kinds = {
        f"publication of kind {kind}": make_publication(
            publications, [WORD], title=WORD, slug=kind, kind=kind
        )
        for kind in PublicationPage.Kind.values
    }
    under_way = make_project(
        projects,
        title=WORD,
        slug="u",
        summary=WORD,
        started_on="2020-01-01",
        finished_on=None,
    )
    period = {"started": "2019-01", "finished": "2020-02-02"}
    about = make_about(
        home,
        title=WORD,
        slug="a",
        summary=WORD,
        bio=TEXT,
        body=make_greek_body(),
        education=stream_of(
            AboutPage,
            "education",
            {
                **period,
                "degree": WORD,
                "field": WORD,
                "institution": WORD,
                "advisor": WORD,
            },
        ),
        experience=stream_of(
            AboutPage,
            "experience",
            {
                "started": "2019-05",
                "title": WORD,
                "employer": WORD,
                "place": WORD,
                "text": TEXT,
            },
        ),
        track_record=stream_of(AboutPage, "track_record", {"text": TEXT}),
        competencies=stream_of(
            AboutPage, "competencies", {"group": WORD, "items": [WORD]}
        ),
        projects_from=projects,
    )
    empty = make_page(home, title=WORD, slug="s", show_in_menus=True)
    home.publications_from = publications
    home.selected_work = [SelectedWork(page=project)]
    home.title, home.headline, home.summary = WORD, WORD, WORD
    home.body, home.numbers = make_greek_body(), numbers
    home.save()
    return {
        "first page": home,
        "projects": projects,
        "project": project,
        "project under way": under_way,
        "publications": publications,
        "publication": publication,
        **kinds,
        "about": about,
        "standard": empty,
    }


def show_everything(home, client):
    """Yield the name of each thing that visitors can be shown, with its HTML."""
    for name, page in make_greek_site(home).items():
        yield name, client.get(page.url).content
    contact = make_contact(home, title=WORD, slug="c", summary=WORD)
    for field, label in zip(contact.form_fields.all(), (WORD, WORD, WORD), strict=True):
        field.label, field.clean_name = label, f"field_{field.pk}"
        field.save()
    names = [field.clean_name for field in contact.form_fields.all()]
    message = dict(zip(names, (WORD, "a@example.org", WORD), strict=True))
    for name, sent in [
        ("an incomplete message", {}),
        *[(f"message {number}", message) for number in range(6)],
    ]:
        yield name, client.post(contact.url, sent).content
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
