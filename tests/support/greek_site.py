"""Site whose content is Greek, so that each word in Latin letters is the interface's."""

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.models import PageViewRestriction

from pages.blocks import BodyBlock
from pages.models import AboutPage, HomePage, Profile, SelectedWork
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
ADDRESS = "https://10.0.0.1/"


def make_greek_body():
    """Return a body with every block."""
    kinds, rows = ("text", "number_higher", "number_lower"), ("12", "34", " 5")
    grid = {
        "columns": [{"type": kind, "heading": f"{WORD} (%)"} for kind in kinds],
        "rows": [{"values": [WORD, *(cell.strip() for cell in row)]} for row in rows],
    }
    data = {"caption": WORD, "table": grid, "source": WORD}
    picture = {"image": make_image().pk, "alt_text": WORD, "decorative": False}
    gallery = {"pictures": [{"image": picture, "caption": WORD}]}
    video = {"title": WORD, "caption": TEXT}
    body = make_body(
        ("contents", None),
        ("heading", {"text": WORD, "level": "h2", "anchor": ""}),
        ("prose", TEXT),
        ("figure", {"image": picture, "caption": TEXT, "credit": WORD}),
        ("gallery", {**gallery, "caption": TEXT}),
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
    )
    assert {block.block_type for block in body} == set(BodyBlock().child_blocks)
    return body


def stream_of(model, name, *values):
    """Return a stream for a field with one kind of block."""
    block = model._meta.get_field(name).stream_block
    [kind] = block.child_blocks
    return block.to_python([{"type": kind, "value": value} for value in values])


def make_greek_site(home):
    """Fill every field that visitors see, and return the pages by name."""
    owner = make_owner(name=WORD, claim=WORD, footer_note=WORD, portrait=make_image())
    kinds = ("github", "website")
    owner.profiles = [Profile(kind=kind, address=ADDRESS) for kind in kinds]
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
        address=ADDRESS,
        pdf=make_document(title="1.pdf"),
        abstract=WORD,
        bibtex="@article{1}",
        body=make_greek_body(),
    )
    projects = make_project_index(home, title=WORD, slug="w", summary=WORD)
    talk = {"title": WORD, "event": WORD, "place": WORD, "invited": True}
    talk |= {"date": "2019-11-17", "address": ADDRESS}
    article = {"title": WORD, "outlet": WORD, "date": "2019-11", "address": ADDRESS}
    kinds = ("paper", "code", "data", "slides", "video", "demo", "other")
    links = [{"kind": kind, "doi": "10.1000/1"} for kind in kinds]
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
        talks=stream_of(ProjectPage, "talks", talk),
        press=stream_of(ProjectPage, "press", article),
        body=make_greek_body(),
    )
    kinds = {
        f"publication of kind {kind}": make_publication(
            publications, [WORD], title=WORD, slug=kind, kind=kind
        )
        for kind in PublicationPage.Kind.values
    }
    dates = {"started_on": "2020-01-01", "finished_on": None}
    under_way = make_project(projects, title=WORD, slug="u", summary=WORD, **dates)
    degree = {"started": "2019-01", "finished": "2020-02-02", "degree": WORD}
    degree |= {"field": WORD, "institution": WORD, "advisor": WORD}
    position = {"started": "2019-05", "title": WORD, "employer": WORD}
    position |= {"place": WORD, "text": TEXT}
    skills = {"group": WORD, "items": [WORD]}
    about = make_about(
        home,
        title=WORD,
        slug="a",
        summary=WORD,
        bio=TEXT,
        body=make_greek_body(),
        education=stream_of(AboutPage, "education", degree),
        experience=stream_of(AboutPage, "experience", position),
        track_record=stream_of(AboutPage, "track_record", {"text": TEXT}),
        competencies=stream_of(AboutPage, "competencies", skills),
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
    """Yield a name and the HTML of each kind of page that visitors can see."""
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
