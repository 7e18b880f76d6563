"""Connections of this site with the admin: each line registers one hook."""

from wagtail import hooks

from .accounts import two_factor_views
from .blocks import page_links
from .desk import (
    assets,
    dashboard,
    draft_links,
    guide,
    language_markup,
    menu,
    messages,
    publishing,
    redirects,
    status,
    suggestions,
    urls,
    visits,
)
from .operations.backup import views as backup_views
from .public import contact

register = hooks.register

# Rich text; the second replaces Wagtail's handler of page links, so it runs later.
register("register_rich_text_features", language_markup.register_language_markup)
register("register_rich_text_features", page_links.register_page_links, order=10)

# Admin: addresses, styles and scripts
register("register_admin_urls", urls.get_admin_urls)
register("insert_global_admin_css", assets.link_styles)
register("insert_global_admin_js", assets.link_scripts)
register("insert_editor_js", assets.render_connection_notice)

# Admin: dashboard, menus and buttons
register("construct_homepage_panels", dashboard.add_panels)
register("register_settings_menu_item", menu.make_menu_item)
register("register_help_menu_item", guide.make_menu_item)
register("register_reports_menu_item", suggestions.make_menu_item)
register("register_reports_menu_item", visits.make_menu_item)
register("register_reports_menu_item", status.make_menu_item)
register("register_admin_urls", backup_views.get_admin_urls)
register("register_status_panels", backup_views.make_panels)
register("register_page_header_buttons", draft_links.make_header_button)
register("register_account_settings_panel", two_factor_views.SecurityPanel)

# Publishing and messages; private pages are checked before messages.
register("register_bulk_action", redirects.DeleteRedirects)
register("before_bulk_action", publishing.prevent_bulk_publishing)
register("before_serve_page", contact.check_message, order=100)
register("filter_form_submissions_for_user", messages.filter_forms)
