from functools import partial

from django.apps import AppConfig, apps
from django.db.models import Q
from django.db.models.signals import post_migrate, post_save


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self):
        from pages.models import Owner

        from . import checks  # noqa: F401 - registers the editorial checks
        from .models.contributor import recognise_everywhere

        post_save.connect(recognise_everywhere, sender=Owner)
        post_migrate.connect(format_missing, sender=self)


def format_missing(apps=apps, **kwargs):
    """Format the references of publications that have none of this edition.

    Connected to post_migrate, so that those of older sites and backups get theirs.
    """
    from .models import Author, Editor, PublicationPage
    from .references import EDITION, format_references

    if not all(map(partial(is_migrated, apps), (PublicationPage, Author, Editor))):
        return
    is_present = Q(formatted_references__edition=EDITION)
    outdated = ~is_present | Q(formatted_references__edition__isnull=True)
    for page in PublicationPage.objects.filter(outdated).for_export():
        references = format_references(page.csl)
        PublicationPage.objects.filter(pk=page.pk).update(formatted_references=references)


def is_migrated(apps, model):
    """Tell whether a table has all columns of its model: a migration may stop before the last."""
    try:
        state = apps.get_model(model._meta.label)
    except LookupError:
        return False
    return {one.name for one in model._meta.fields} <= {one.name for one in state._meta.fields}
