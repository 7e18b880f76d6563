"""Content security policies: what pages may load, for visitors, editors and the admin."""

# Video players load only after a click.
PLAYERS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]
PUBLIC = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    # The site's scripts do not need it, but Lighthouse reads robots.txt with it.
    "connect-src": ["'self'"],
    "media-src": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-src": PLAYERS,
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
}
EDITOR = {
    **PUBLIC,
    # Wagtail's rich text editor writes a style for its placeholder.
    "style-src": ["'self'", "'unsafe-inline'"],
    # Pictures during their upload, and those in Wagtail's own styles.
    "img-src": ["'self'", "data:", "blob:"],
    # The preview of a page, beside its editor.
    "frame-src": ["'self'", *PLAYERS],
}
ADMIN = {
    **EDITOR,
    # Wagtail starts its choosers, date fields and inline panels by scripts beside them.
    "script-src": ["'self'", "'unsafe-inline'"],
}
