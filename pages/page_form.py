"""The form that every page is edited in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class PageForm(WagtailAdminPageForm):
    """Refuses an address that the page could never be reached at."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        is_taken = slug in settings.ADDRESSES or slug == settings.ADMIN_PATH
        # Only directly below the first page: elsewhere the address begins otherwise.
        if is_taken and self.parent_page.sites_rooted_here.exists():
            raise ValidationError(
                _("Something else of the site has the address “%(slug)s”: change it.")
                % {"slug": slug}
            )
        return slug
