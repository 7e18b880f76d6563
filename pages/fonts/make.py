# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools[woff]==4.68.0", "fontpkg-source-serif-4==4.4"]
# ///
"""Make the fonts of the site from Source Serif 4. Needed only to change them:

    uv run pages/fonts/make.py

The licence reserves the name "Source" for unchanged fonts, so these are called Recto
Serif. Small caps are left out: they would enlarge the roman to 54 KB.
"""

import shutil
import string
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
WEB = HERE.parent / "static/fonts"
PACKAGE = files("fontpkg_source_serif_4")
ROMAN, ITALIC = "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf"

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C)]
SPACES = [0x2002, 0x2003, 0x2009, 0x200A, 0x202F]
PUNCTUATION = [*range(0x2010, 0x2016), *range(0x2018, 0x201F), *range(0x2020, 0x2027)]
PUNCTUATION += [0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122]
POWERS = [0x2070, *range(0x2074, 0x207A), 0x207B, 0x207F, *range(0x2080, 0x208A)]
SIGNS = [ord(sign) for sign in "←↑→↓∂∆∏∑−√∞∫≈≠≤≥"]
LETTERS = ["kern", "liga", "ccmp", "locl"]
FIGURES = ["onum", "lnum", "pnum", "tnum"]
MARKS = ["mark", "mkmk"]

# Sample of lower-case English for the width of the average letter.
ENGLISH = [
    letter
    for letter in (PACKAGE / "LICENSE").read_text().lower()
    if letter in string.ascii_lowercase + " "
]
# Width of the average letter of the fallback fonts in em, measured in Gelasio and Tinos,
# which have the same metrics.
FALLBACKS = {
    "roman": {"Georgia": 0.4394, "Times New Roman": 0.3991},
    "italic": {"Georgia": 0.4479, "Times New Roman": 0.4003},
}


def make(name, axes, features, letters=None):
    """Return the font of a file, reduced to `features` and `letters` (default: all).

    `axes` maps an axis to the number that fixes it, or to the range that is kept.
    """
    font = open_font((PACKAGE / "files" / name).read_bytes())
    options = Options(
        layout_features=features,
        name_IDs=["*"],
        hinting=False,
        drop_tables=["DSIG", "MVAR"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters or font.getBestCmap())
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(open_font(write_font(font)), axes)
    for record in font["name"].names:
        if record.nameID not in {0, 7, 13, 14}:  # copyright, trademark and licence
            text = record.toUnicode().replace("Source Serif 4", "Recto Serif")
            record.string = text.replace("SourceSerif4", "RectoSerif")
    return font


def open_font(content):
    """Return the font with its own date, so that each run has the same result."""
    return TTFont(BytesIO(content), recalcTimestamp=False)


def write_font(font):
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def measure_average(font):
    """Return the width of the average letter in em."""
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    total = sum(widths[glyphs[ord(letter)]][0] for letter in ENGLISH)
    return total / len(ENGLISH) / font["head"].unitsPerEm


def print_fallbacks(style, font):
    """Print the descriptors of the fallback fonts for tokens.css."""
    em = font["head"].unitsPerEm
    for name, width in FALLBACKS[style].items():
        size = measure_average(font) / width
        print(
            f"{name}, {style}: size-adjust: {size:.1%}; "
            f"ascent-override: {font['hhea'].ascent / em / size:.1%}; "
            f"descent-override: {-font['hhea'].descent / em / size:.1%}; "
            "line-gap-override: 0%;"
        )


def main():
    # The optical size of text at 18 pixels. Another one would double the files.
    axes = {"opsz": 18, "wght": (400, 600)}
    letters = [*LATIN, *SPACES, *PUNCTUATION, *POWERS, *SIGNS]
    names = {"recto-serif": ("roman", ROMAN), "recto-serif-italic": ("italic", ITALIC)}
    for name, (style, source) in names.items():
        font = make(source, axes, [*LETTERS, *FIGURES], letters)
        print_fallbacks(style, font)
        font.flavor = "woff2"
        font.save(WEB / f"{name}.woff2")
    # Social cards have one large size, and titles in any script of the font.
    card = make(ROMAN, {"opsz": 48, "wght": 450}, [*LETTERS, *MARKS])
    card.save(HERE / "recto-serif-card.ttf")
    for folder in (HERE, WEB):
        shutil.copy(PACKAGE / "LICENSE", folder / "OFL.txt")
    for path in sorted([*WEB.iterdir(), *HERE.glob("*.ttf")]):
        print(f"{path.stat().st_size:>7,} bytes  {path.name}")


if __name__ == "__main__":
    main()
