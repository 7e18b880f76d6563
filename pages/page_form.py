"""The form that every page is edited in."""

from django.core.exceptions import ValidationError
from django.urls import resolve
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class PageForm(WagtailAdminPageForm):
    """Refuses an address that the page could never be reached at."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        # Only directly below the first page: elsewhere the address begins otherwise.
        is_first = self.parent_page.sites_rooted_here.exists()
        if is_first and resolve(f"/{slug}/").url_name != "wagtail_serve":
            raise ValidationError(
                _("Something else of the site has the address “%(slug)s”: change it.")
                % {"slug": slug}
            )
        return slug
