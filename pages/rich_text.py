"""How rich text finds the pages that it links to, on the site and in the editor.

Both are Wagtail's own ways, which first look at what is at hand.
"""

from wagtail.admin.rich_text.converters.html_to_contentstate import (
    PageLinkElementHandler,
)
from wagtail.rich_text import pages

from .linked_pages import linked_pages


class PageLinkHandler(pages.PageLinkHandler):
    @classmethod
    def get_many(cls, attrs_list):
        at_hand = linked_pages.get() or {}
        numbers = [str(attrs.get("id")) for attrs in attrs_list]
        if at_hand.keys() >= set(numbers):
            return [at_hand[number] for number in numbers]
        return super().get_many(attrs_list)


class EditedPageLinkHandler(PageLinkElementHandler):
    def get_attribute_data(self, attrs):
        page = (linked_pages.get() or {}).get(attrs["id"])
        if page is None:
            return super().get_attribute_data(attrs)
        parent = page.get_parent()
        parent_id = parent.pk if parent else None
        return {"id": page.pk, "url": page.url, "parentId": parent_id}
