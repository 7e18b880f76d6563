"""Site whose content is Greek, so that each word in Latin letters is the interface's."""

from bs4 import BeautifulSoup
from django.db import models
from django.template.loader import render_to_string
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, PageViewRestriction

from pages.fields import PartialDateBlock, PartialDateField
from pages.models import Owner, Profile, SelectedWork
from projects.models import Author, ProjectPublication, PublicationPage
from tests.support import factories

WORD, TEXT, DATE = "Λόγος", "<p>Λόγος περί μηχανών.</p>", "2019-11-17"
IDENTIFIERS = {"doi": "10.1000/1", "arxiv_id": "1905.06236"}
ADDRESSES = ["https://10.0.0.1/", "https://vimeo.com/1"]


def list_choices(block):
    """Return the choices of a block, or of the blocks within; those of code are names."""
    if isinstance(block, blocks.ChoiceBlock):
        return [value for value, _ in block.field.choices if value and value != "bash"][:10]
    within = getattr(block, "child_blocks", {}).values()
    return max(map(list_choices, within), key=len, default=[])


def fill_block(block, place):
    """Return a stored value: at place 0 with everything, at the others with each choice."""
    if isinstance(block, blocks.BaseStreamBlock):
        return [
            {"type": name, "value": fill_block(child, place)}
            for name, child in block.child_blocks.items()
            for place in range(1 if name == "code" else max(3, 1 + len(list_choices(child))))
        ]
    if isinstance(block, blocks.BaseStructBlock):
        left_out = {"decorative"}
        if place:
            # The kind of a link is shown without a label, and "since" without an end.
            left_out |= {"document", "finished", "label" if "kind" in block.child_blocks else ""}
        return {
            name: fill_block(child, place)
            for name, child in block.child_blocks.items()
            if name not in left_out
        }
    if isinstance(block, blocks.ListBlock):
        return [fill_block(block.child_block, place)] * 2
    if isinstance(block, TypedTableBlock):
        columns = [{"type": kind, "heading": f"{WORD} (%)"} for kind in block.child_blocks]
        rows = [[WORD, "1", "2", "3"], [WORD, "3", "1", ""], [WORD, "", "", ""]]
        return {"columns": columns, "rows": [{"values": row} for row in rows]}
    if isinstance(block, blocks.ChoiceBlock):
        choices = list_choices(block)
        return choices[(place - 1) % len(choices)]
    for kind, value in {
        PartialDateBlock: DATE,
        blocks.BooleanBlock: True,
        blocks.RegexBlock: "",
        blocks.RichTextBlock: TEXT,
        blocks.URLBlock: ADDRESSES[place % 2],
        (blocks.PageChooserBlock, blocks.StaticBlock): None,
        (blocks.CharBlock, blocks.TextBlock): WORD,
    }.items():
        if isinstance(block, kind):
            return value
    makers = {ImageChooserBlock: factories.make_image, DocumentChooserBlock: make_film}
    return makers[type(block) if type(block) in makers else ImageChooserBlock]().pk


def make_film():
    return factories.make_document(title="1.mp4")


def fill_fields(instance):
    """Fill the fields of an owner or a page, but those of Wagtail and those with choices."""
    # Nobody sees where messages are sent.
    fields = {field for field in instance._meta.fields if not field.name.endswith("_address")}
    for field in fields - {*Page._meta.fields}:
        if isinstance(field, StreamField):
            value = field.stream_block.to_python(fill_block(field.stream_block, 0))
        elif isinstance(field, RichTextField):
            value = TEXT
        elif isinstance(field, models.DateField | PartialDateField):
            value = DATE
        elif isinstance(field, models.URLField):
            value = ADDRESSES[0]
        elif isinstance(field, models.CharField | models.TextField) and not field.choices:
            value = IDENTIFIERS.get(field.name, WORD)
        elif field.related_model and field.name in {"portrait", "cover"}:
            value = factories.make_image()
        elif field.name == "pdf":
            value = factories.make_document(title="1.pdf")
        else:
            continue
        setattr(instance, field.name, value)
    instance.title = WORD
    instance.save()


def make_greek_site():
    """Fill every field that visitors see, and return the pages by name."""
    home, projects, publications, *others = pages = factories.make_each_page()
    _, about, contact, project, publication = others
    owner = Owner.load()
    owner.profiles = [Profile(kind=kind, address=ADDRESSES[0]) for kind in ("github", "website")]
    publication.authors = [Author(name=WORD), Author(name=WORD)]
    project.topics.set([WORD])
    project.chosen_publications = [ProjectPublication(publication=publication)]
    home.selected_work = [SelectedWork(page=project)]
    home.publications_from, about.projects_from = publications, projects
    for instance in (owner, *pages):
        fill_fields(instance)
    for field in contact.form_fields.all():
        field.label, field.clean_name = WORD, f"field_{field.pk}"
        field.save()
    plain = {"title": WORD, "summary": WORD}
    under_way = factories.make_project(projects, **plain, started_on=DATE, finished_on=None)
    empty = factories.make_page(home, title=WORD, slug="s", show_in_menus=True)
    kinds = [
        factories.make_publication(publications, [WORD], title=WORD, slug=kind, kind=kind)
        for kind in PublicationPage.Kind.values
    ]
    return [*pages, under_way, empty, *kinds], contact


def show_everything(client):
    """Yield a name and the HTML of each kind of page that visitors can see."""
    pages, contact = make_greek_site()
    for page in pages:
        yield page.url, client.get(page.url).content
    answers = (WORD, "a@x.org", WORD)
    names = [field.clean_name for field in contact.form_fields.all()]
    message = dict(zip(names, answers, strict=True))
    # The last ones are beyond the limit.
    for number, sent in enumerate([{}, *[message] * 6]):
        yield f"message {number}", client.post(contact.url, sent).content
    for typed in ("", "!?", WORD, f"{WORD} Χάος", "Χάος"):
        yield f"search for {typed}", client.get("/search/", {"q": typed}).content
    yield "no page", client.get(f"/w/{WORD}/").content
    yield "no draft", client.get("/draft/none").content
    for name in ("400", "403", "403_csrf", "500"):
        yield name, render_to_string(f"{name}.html")
    private = factories.make_page(pages[0], title=WORD, slug="l")
    for kind in ("login", "password"):
        PageViewRestriction.objects.update_or_create(
            page=private, defaults={"restriction_type": kind, "password": "x"}
        )
        html = client.get(private.url, follow=True).content
        yield kind, html
        form = BeautifulSoup(html, "html5lib").find("form", method="post")
        fields = {tag["name"]: tag.get("value", "") for tag in form("input")}
        yield f"wrong {kind}", client.post(form["action"], fields).content
