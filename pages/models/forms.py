"""Form of the page editor."""

from django.core.exceptions import ValidationError
from django.urls import resolve
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class PageForm(WagtailAdminPageForm):
    """Validates that the address does not belong to another view."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        # Only children of the home page can collide with other views.
        is_first = self.parent_page.sites_rooted_here.exists()
        if is_first and resolve(f"/{slug}/").url_name != "wagtail_serve":
            raise ValidationError(
                _("The site itself uses the address “%(slug)s”: choose another one.")
                % {"slug": slug}
            )
        return slug
