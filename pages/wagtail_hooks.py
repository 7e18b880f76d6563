"""Connections of this site with the admin: each line registers one hook."""

from wagtail import hooks
from wagtail.admin.compare import register_comparison_class
from wagtail.fields import RichTextField

from .accounts import two_factor_views
from .blocks import comparison, page_links
from .desk import (
    assets,
    cross_references,
    dashboard,
    draft_links,
    editor,
    editor_links,
    first_steps,
    footnotes,
    formulas,
    guide,
    language_markup,
    menu,
    messages,
    publishing,
    redirects,
    starter_content,
    status,
    suggestions,
    urls,
    visits,
)
from .desk.pasting import views as pasting
from .operations.backup import views as backup_views
from .public import contact

register = hooks.register

# Rich text; two replace Wagtail's handlers of page links, so they run later.
register("register_rich_text_features", language_markup.register_language_markup)
register("register_rich_text_features", formulas.register_formulas)
register("register_rich_text_features", footnotes.register_footnotes)
register("register_rich_text_features", cross_references.register_references)
register("register_rich_text_features", page_links.register_page_links, order=10)
register("register_rich_text_features", editor_links.register_fetched_links, order=10)
register("before_edit_page", editor_links.fetch_linked_pages)
register_comparison_class(RichTextField, comparison_class=comparison.RichTextComparison)

# Admin: addresses, styles and scripts
register("register_admin_urls", urls.get_admin_urls)
register("insert_global_admin_css", assets.link_styles)
register("insert_global_admin_js", assets.link_scripts)
register("insert_editor_js", assets.render_connection_notice)
register("insert_editor_js", pasting.render_pasting)

# Admin: dashboard, menus and buttons
register("construct_homepage_panels", dashboard.add_panels)
register("register_settings_menu_item", menu.make_menu_item)
register("register_settings_menu_item", first_steps.make_menu_item)
register("register_settings_menu_item", starter_content.make_menu_item)
register("register_help_menu_item", guide.make_menu_item)
register("register_reports_menu_item", suggestions.make_menu_item)
register("register_reports_menu_item", visits.make_menu_item)
register("register_reports_menu_item", status.make_menu_item)
register("register_admin_urls", backup_views.get_admin_urls)
register("register_status_panels", backup_views.make_panels)
register("register_page_header_buttons", draft_links.make_header_button)
register("register_account_settings_panel", two_factor_views.SecurityPanel)

# The page editor: its buttons, and what follows on them
register("construct_page_action_menu", editor.arrange_buttons)
register("before_create_page", editor.schedule)
register("before_edit_page", editor.schedule)
register("after_publish_page", editor.stay_after_publishing)
register("after_edit_page", editor.keep_expiry)
register("after_edit_page", editor.stay_after_approval)

# Publishing and messages; private pages are checked before messages.
register("register_bulk_action", redirects.DeleteRedirects)
register("before_bulk_action", publishing.prevent_bulk_publishing)
register("before_serve_page", contact.check_message, order=100)
register("filter_form_submissions_for_user", messages.filter_forms)
