"""Forms that edit and copy pages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm

from .title import TitledPageForm


def check_slug(slug, parent):
    """Raise ValidationError if another view than that of pages has the address."""
    # Only children of the home page can collide with other views.
    is_first = parent.sites_rooted_here.exists()
    is_taken = slug in settings.RESERVED_PATHS or resolve(f"/{slug}/").url_name != "wagtail_serve"
    if is_first and is_taken:
        message = _("The site itself uses the address “%(slug)s”: choose another one.")
        raise ValidationError(message % {"slug": slug})


class PageForm(TitledPageForm):
    """Form of the page editor; a new page directly below the home page is in the menu."""

    def __init__(self, *args, **kwargs):
        page, parent = kwargs.get("instance"), kwargs.get("parent_page")
        if page and page._state.adding and parent and parent.sites_rooted_here.exists():
            page.show_in_menus = True
        super().__init__(*args, **kwargs)

    def clean_slug(self):
        check_slug(self.cleaned_data["slug"], self.parent_page)
        return self.cleaned_data["slug"]


class PageCopyForm(CopyForm):
    """Form that copies a page."""

    def clean(self):
        data = super().clean()
        if "new_slug" in data:
            try:
                check_slug(data["new_slug"], data.get("new_parent_page") or self.page.get_parent())
            except ValidationError as error:
                self.add_error("new_slug", error)
        return data
