from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self):
        from . import checks  # noqa: F401 - registers the editorial checks
        from .references import format_missing

        post_migrate.connect(format_missing, sender=self)
