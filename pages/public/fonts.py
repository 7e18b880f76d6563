"""Fonts that only some pages need: of formulas, and of Greek and Vietnamese letters."""

import re

# As in tokens.css, but for the marks of Vietnamese, which other languages have too.
LETTERS = {
    "greek": re.compile("[\u0370-\u03ff]"),
    "vietnamese": re.compile("[\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u20ab]"),
}
MAIN = re.compile("<main.*</main>", re.DOTALL)
MATH = re.compile("<math .*?</math>", re.DOTALL)
ITALIC = re.compile(
    r'<(i|em|blockquote)\b.*?</\1>|<h2 class="heading".*?</h2>|class="lead".*?</p>', re.DOTALL
)


def find_fonts(html):
    """Return the names of the fonts that a page needs besides those of all pages."""
    main = MAIN.search(html)
    text, formulas = MATH.subn("", main[0] if main else html)
    fonts = ["recto-math"] if formulas else []
    for script, letters in LETTERS.items():
        if letters.search(text):
            fonts.append(f"recto-serif-{script}")
            if any(letters.search(part[0]) for part in ITALIC.finditer(text)):
                fonts.append(f"recto-serif-italic-{script}")
    return fonts
