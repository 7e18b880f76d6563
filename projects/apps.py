from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self):
        from pages.models import Owner

        from . import checks  # noqa: F401 - registers the editorial checks
        from .models.contributor import recognise_everywhere
        from .references import format_missing

        post_save.connect(recognise_everywhere, sender=Owner)
        post_migrate.connect(format_missing, sender=self)
