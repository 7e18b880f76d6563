# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools[woff]==4.68.0", "fontpkg-source-serif-4==4.4"]
# ///
"""Make the fonts of the site from Source Serif 4. Needed only to change them:

    uv run pages/drawing/fonts/make.py

The licence reserves the name "Source" for unchanged fonts, so these are called Recto
Serif. Small caps are left out: they would enlarge the roman to 54 KB. In tokens.css, a
fallback has the size at which its average letter is as wide, and the same ascent and descent.
"""

import shutil
from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
WEB = HERE.parents[1] / "static/fonts"
PACKAGE = Path(str(files("fontpkg_source_serif_4")))
ROMAN, ITALIC = "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf"

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C)]
SPACES = [0x2002, 0x2003, 0x2009, 0x200A, 0x202F]
PUNCTUATION = [*range(0x2010, 0x2016), *range(0x2018, 0x201F), *range(0x2020, 0x2027)]
PUNCTUATION += [0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122]
POWERS = [0x2070, *range(0x2074, 0x207A), 0x207B, 0x207F, *range(0x2080, 0x208A)]
SIGNS = [ord(sign) for sign in "←↑→↓∂∆∏∑−√∞∫≈≠≤≥"]
# In files of their own, which only pages with these letters fetch; their ranges are in tokens.css.
VIETNAMESE = [0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA), 0x20AB]
VIETNAMESE += [0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323]
GREEK = [*range(0x370, 0x400)]
LETTERS = ["kern", "liga", "ccmp", "locl"]
FIGURES = ["onum", "lnum", "pnum", "tnum"]
MARKS = ["mark", "mkmk"]


def make(
    name: str,
    axes: Mapping[str, object],
    features: list[str],
    letters: list[int] | None = None,
) -> TTFont:
    """Return the font of a file, reduced to `features` and `letters` (default: all).

    `axes` maps an axis to the number that fixes it, or to the range that is kept.
    """
    # With its own date, each run has the same result.
    font = TTFont(BytesIO((PACKAGE / "files" / name).read_bytes()), recalcTimestamp=False)
    options = {"layout_features": features, "name_IDs": ["*"], "drop_tables": ["DSIG", "MVAR"]}
    subsetter = Subsetter(Options(hinting=False, **options))
    subsetter.populate(unicodes=letters or font.getBestCmap())
    subsetter.subset(font)
    font.save(reduced := BytesIO())
    font = instancer.instantiateVariableFont(TTFont(reduced, recalcTimestamp=False), axes)
    for record in font["name"].names:
        if record.nameID not in {0, 7, 13, 14}:  # copyright, trademark and licence
            text = record.toUnicode().replace("Source Serif 4", "Recto Serif")
            record.string = text.replace("SourceSerif4", "RectoSerif")
    return font


def main() -> None:
    # The optical size of text at 18 pixels. Another one would double the files.
    axes = {"opsz": 18, "wght": (400, 600)}
    scripts = {
        "": [*LATIN, *SPACES, *PUNCTUATION, *POWERS, *SIGNS],
        "-greek": GREEK,
        "-vietnamese": VIETNAMESE,
    }
    for style, source in {"": ROMAN, "-italic": ITALIC}.items():
        for script, letters in scripts.items():
            features = [*LETTERS, *(MARKS if script else FIGURES)]
            font = make(source, axes, features, letters)
            font.flavor = "woff2"
            font.save(WEB / f"recto-serif{style}{script}.woff2")
    # Social cards have one large size, and titles in any script of the font.
    card = make(ROMAN, {"opsz": 48, "wght": 450}, [*LETTERS, *MARKS])
    card.save(HERE / "recto-serif-card.ttf")
    for folder in (HERE, WEB):
        shutil.copy(PACKAGE / "LICENSE", folder / "OFL.txt")


if __name__ == "__main__":
    main()
