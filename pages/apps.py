from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, post_save, pre_migrate


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Pages"

    def ready(self):
        from wagtail.models import ReferenceIndex

        from pages.desk.checks import run  # noqa: F401 - registers the editorial checks

        from .models import Owner
        from .models.about import index_owner
        from .models.site import update_default_site, update_locale
        from .operations import system_checks  # noqa: F401 - registers the system checks
        from .serving.cache import triggers

        pre_migrate.connect(triggers.remove, sender=self)
        post_migrate.connect(triggers.install, sender=self)
        post_migrate.connect(update_default_site, sender=self)
        post_migrate.connect(update_locale, sender=self)
        post_save.connect(index_owner, sender=Owner)
        # Wagtail does not index settings, so it would call the portrait unused.
        ReferenceIndex.register_model(Owner)
        if settings.SENTRY_DSN:
            from .serving import sentry

            sentry.start()
