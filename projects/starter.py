"""Topics and people that the starter has made, and the first project of an owner."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from .models import Author, Person, ProjectIndexPage, ProjectPage, PublicationPage, Topic
from .models.topic import ProjectTopic, PublicationTopic


def list_starter_records(made, going):
    """Yield each topic and person with the reason to keep it when the pages `going` go, or ""."""
    going = [page.pk for page in going]
    pages = {address: made.full.read_page(address) for address in made.full.site["pages"]}
    names = {name for fields in pages.values() for name in fields.get("topics", [])}
    for topic in Topic.objects.filter(name__in=names):
        is_used = any(
            uses.objects.filter(tag=topic).exclude(content_object__in=going).exists()
            for uses in (ProjectTopic, PublicationTopic)
        )
        yield topic, "is a topic of a page that stays" if is_used else ""
    made_pages = [made.full.make_page(address) for address, one in pages.items() if "entry" in one]
    authors = {
        author.name
        for page in made_pages
        if isinstance(page, PublicationPage)
        for author in page.authors.all()
    }
    for person in Person.objects.filter(name__in=authors):
        if person.address or person.other_names:
            yield person, "was edited"
        else:
            uses = Author.objects.filter(name=person.name).exclude(publication__in=going)
            yield person, "is an author of a publication that stays" if uses.exists() else ""


def make_first_page(user, title, summary):
    """Return the draft of a project, in the list of projects, which is made if there is none."""
    index = ProjectIndexPage.objects.order_by("path").first()
    if index is None:
        home = Site.objects.get(is_default_site=True).root_page
        with translation.override(settings.LANGUAGE_CODE):
            index = ProjectIndexPage(title=_("Projects"), show_in_menus=True)
        home.add_child(instance=index)
        index.save_revision(user=user).publish(user=user)
    page = index.add_child(
        instance=ProjectPage(title=title, summary=summary, live=False, owner=user)
    )
    page.save_revision(user=user)
    return page
