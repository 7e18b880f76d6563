"""Template tags that need the request or rooms above the models."""

import re

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar
from wagtail.images.models import Picture
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page, Site

from pages.blocks.body import number_page
from pages.blocks.footnotes import get_footnotes
from pages.blocks.marked_text import set_title, with_marked_titles
from pages.desk.checks.run import run_checks
from pages.desk.consequences import describe_consequences
from pages.public.look import Appearance
from pages.public.metadata import Metadata

from ..accounts import is_logged_in
from ..models import BasePage, Owner, is_in_private_section
from ..uploads.widths import find_placement

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context):
    """Return the pages of the menu; `is_ancestor` marks those above the page of the request."""
    site = Site.find_for_request(context["request"])
    if site is None:
        return []
    path = context["request"].path
    pages = with_marked_titles(site.root_page.get_children().live().in_menu())
    pages = pages.exclude(is_in_private_section())
    return [
        {
            "title": set_title(page.title, page.marked_title),
            "url": url,
            "is_current": path == url,
            "is_ancestor": path.startswith(url),
        }
        for page in pages
        if (url := page.url)
    ]


@register.filter
def direction(code):
    """Return the direction of writing of a language: "ltr" or "rtl"."""
    return "rtl" if code.partition("-")[0] in settings.LANGUAGES_BIDI else "ltr"


@register.simple_tag
def lang(code):
    """Return the attribute of an element in a language, or nothing without one."""
    return format_html(' lang="{}"', code) if code else ""


@register.simple_tag
def site_url():
    """Return the address of the site, which the style sheet prints before that of a page."""
    return settings.SITE_URL


@register.simple_tag(takes_context=True)
def site_language(context):
    """Return the attributes of the site's own words, if the page is in another language."""
    code = get_language()
    if getattr(context.get("page"), "text_language", "") in {"", code}:
        return ""
    return format_html(' lang="{}" dir="{}"', code, direction(code))


@register.filter
def set_directions(html):
    """Let each paragraph and list item of rich text have the direction of its first letter."""
    return mark_safe(re.sub(r"<(p|li)(?=[\s>])", r'<\1 dir="auto"', html))  # noqa: S308


@register.filter
def inline(html):
    """Return the paragraphs of rich text as lines, whose direction is that around them."""
    html = re.sub(r"</p>\s*<p[^>]*>", "<br>", str(html).strip())
    return mark_safe(re.sub(r"^<p[^>]*>|</p>$", "", html))  # noqa: S308


class FootnotesNode(template.Node):
    """Content of a page, followed by the footnotes that it has not listed itself."""

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        with number_page(context.get("page")):
            html = self.nodelist.render(context)
            return html + render_to_string("components/endnotes.html", endnotes(context))


@register.tag
def footnotes(parser, token):
    """Number the footnotes up to the tag `endfootnotes` from 1 on."""
    nodelist = parser.parse(["endfootnotes"])
    parser.delete_first_token()
    return FootnotesNode(nodelist)


@register.inclusion_tag("components/endnotes.html", takes_context=True)
def endnotes(context):
    """List the footnotes since the beginning or the last list."""
    return {"notes": get_footnotes().take_list(), "words": context.get("words")}


@register.simple_tag
def hold_sidenotes():
    """Keep the footnotes that follow out of the margin, where something else stands."""
    get_footnotes().hold()
    return ""


@register.simple_tag
def release_sidenotes():
    """Return the footnotes that were kept out of the margin."""
    return get_footnotes().release()


@register.simple_tag(takes_context=True)
def metadata(context):
    """Return the Metadata of the page, or None for a response without a page."""
    page, request = context.get("page"), context["request"]
    if not isinstance(page, BasePage):
        return None
    is_draft = getattr(request, "is_shared_draft", False)
    listing = context.get("listing")
    query = listing.own_query if listing else ""
    return Metadata(page, Owner.load(request_or_site=request), query, is_draft)


@register.simple_tag
def find_look(owner):
    """Return the Appearance that an owner has chosen; of no owner, the usual one."""
    return Appearance(owner or Owner())


@register.simple_tag
def responsive_image(image, placement, **attributes):
    """Return a picture element whose renditions have the widths of a placement, by name.

    An animation plays, except for readers who asked for less motion.
    """
    placed = find_placement(placement)
    renditions = get_renditions_or_not_found(image, placed.specs)
    described = placed.describe(image.width, image.height)
    attributes = {**described, "data-sheet": image.needs_sheet, **attributes}
    picture = Picture(renditions, attributes)
    if not (image.is_animated and placed.is_animated):
        return picture
    source = format_html(
        '<picture><source srcset="{}" media="(prefers-reduced-motion: no-preference)" '
        'data-pause="{}" data-play="{}">',
        *(image.file.url, _("Pause the animation"), _("Play the animation")),
    )
    moving = mark_safe(str(picture.__html__()).replace("<picture>", source, 1))  # noqa: S308
    return format_html("{}{}", moving, script("js/animation.js", "module"))


@register.simple_tag
def link_to(text, address):
    """Return the text as a link to an external address, or unchanged without one."""
    if not address:
        return text
    return format_html('<a href="{}" rel="noopener">{}</a>', address, text)


@register.simple_tag
def static_if_found(name):
    """Return the address of a static file, also when the list of hashed names is missing."""
    try:
        return static(name)
    except ValueError:
        return f"{settings.STATIC_URL}{name}"


@register.simple_tag
def script(name, how=""):
    """Return a script element with the integrity hash of its file in this release.

    `how` is "defer" or "module". In development, files have no hash.
    """
    attributes = {"src": static(name)}
    if find := getattr(staticfiles_storage, "find_integrity", None):
        attributes["integrity"] = find(name)
    if how:
        attributes |= {"type": "module"} if how == "module" else {"defer": True}
    return format_html("<script{}></script>", flatatt(attributes))


@register.simple_tag(takes_context=True)
def user_bar(context):
    """Return Wagtail's user bar for a logged-in user."""
    return wagtailuserbar(context) if is_logged_in(context["request"]) else ""


@register.inclusion_tag("desk/checks/in_preview.html", takes_context=True)
def findings_in_preview(context):
    """Add the findings on a page to the preview in its editor.

    The preview shows unsaved changes, so the editor's checks panel copies the findings
    from it.
    """
    page, request = context.get("page"), context["request"]
    is_beside_editor = getattr(request, "in_preview_panel", False)
    if not (is_beside_editor and isinstance(page, BasePage)):
        return {}
    return {"findings": run_checks(page), "is_checked": True}


@register.simple_tag
def find_findings(page):
    """Return the findings on a page for its editor, or None for other objects."""
    if not isinstance(page, BasePage):
        return None
    # All checks would report a page that is not saved yet, since it is empty.
    return run_checks(page) if page.pk else []


@register.inclusion_tag("desk/consequences.html", takes_context=True)
def removal_consequences(context):
    """Say what visitors and links lose when the page that is shown is unpublished or deleted."""
    page = context.get("page")
    return (
        describe_consequences(page, "descendant_count" in context) if isinstance(page, Page) else {}
    )
