# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fonttools[woff]==4.68.0",
#     "fontpkg-bitter==3.21",
#     "fontpkg-crimson-pro==1.3",
#     "fontpkg-source-sans-3==3.52",
#     "fontpkg-source-serif-4==4.4",
# ]
# ///
"""Make the fonts of the site. Needed only to change them:

    uv run pages/drawing/fonts/make.py

Licences reserve names such as "Source" for unchanged fonts, so all have names of their own.
Small caps are left out: they would enlarge the roman of Recto Serif to 54 KB. In tokens.css, a
fallback has the size at which its average letter is as wide, and the same ascent and descent.
For look.py, the sizes are printed at which the other faces take the same space.
"""

import shutil
from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
WEB = HERE.parents[1] / "static/fonts"


class Face(NamedTuple):
    """Typeface of a package. `axes` are those besides its weight, with the numbers that fix them."""

    package: str
    origin: str
    family: str
    axes: Mapping[str, float]

    @property
    def licence(self) -> Path:
        return Path(str(files(self.package))) / "LICENSE"

    def find(self, style: str) -> Path:
        """Return the file of a style: "" or "-Italic"."""
        axes = ",".join([*self.axes, "wght"])
        name = f"{self.origin.replace(' ', '')}{style}[{axes}].ttf"
        return self.licence.parent / "files" / name


# The optical size of text. Another one would double the files.
SERIF = Face("fontpkg_source_serif_4", "Source Serif 4", "Recto Serif", {"opsz": 18})
OTHERS = [
    Face("fontpkg_crimson_pro", "Crimson Pro", "Recto Book", {}),
    Face("fontpkg_bitter", "Bitter", "Recto Slab", {}),
    Face("fontpkg_source_sans_3", "Source Sans 3", "Recto Sans", {}),
]

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
# Of letters and spaces in English text, in parts of a thousand.
FREQUENT = (180, 104, 73, 65, 62, 57, 57, 52, 50, 49, 35, 33, 23, 23, 20, 20, 18, 16, 16, 15, 12)
FREQUENCIES = dict(zip(" etaoinshrdlcumwfgypb", FREQUENT, strict=True))


def make(
    face: Face,
    style: str,
    axes: Mapping[str, object],
    features: list[str],
    letters: list[int] | None = None,
) -> TTFont:
    """Return the font of a style, reduced to `features` and `letters` (default: all).

    `axes` maps an axis to the number that fixes it, or to the range that is kept.
    """
    # With its own date, each run has the same result.
    font = TTFont(BytesIO(face.find(style).read_bytes()), recalcTimestamp=False)
    options = {"layout_features": features, "name_IDs": ["*"], "drop_tables": ["DSIG", "MVAR"]}
    subsetter = Subsetter(Options(hinting=False, **options))
    subsetter.populate(unicodes=letters or font.getBestCmap())
    subsetter.subset(font)
    font.save(reduced := BytesIO())
    font = instancer.instantiateVariableFont(TTFont(reduced, recalcTimestamp=False), axes)
    for record in font["name"].names:
        if record.nameID not in {0, 7, 13, 14}:  # copyright, trademark and licence
            text = record.toUnicode().replace(face.origin, face.family)
            text = text.replace(face.origin.replace(" ", ""), face.family.replace(" ", ""))
            # Names in PostScript have no spaces.
            record.string = text.replace(" ", "") if record.nameID in {6, 25} else text
    return font


def save(face: Face, style: str, script: str, letters: list[int]) -> TTFont:
    """Save the font of a script for browsers, from regular to semibold, and return it."""
    features = [*LETTERS, *(MARKS if script else FIGURES)]
    font = make(face, style, {**face.axes, "wght": (400, 600)}, features, letters)
    font.flavor = "woff2"
    name = face.family.lower().replace(" ", "-")
    font.save(WEB / f"{name}{style.lower()}{script}.woff2")
    return font


def measure(font: TTFont) -> tuple[float, float, float]:
    """Return the average width of letters in English text, ascent and descent, in ems."""
    glyphs, em = font.getBestCmap(), font["head"].unitsPerEm
    shares = {glyphs[ord(letter)]: share for letter, share in FREQUENCIES.items()}
    width = sum(font["hmtx"][name][0] * share for name, share in shares.items())
    lines = font["hhea"]
    return width / sum(shares.values()) / em, lines.ascent / em, -lines.descent / em


def main() -> None:
    latin = [*LATIN, *SPACES, *PUNCTUATION, *POWERS, *SIGNS]
    for style in ("", "-Italic"):
        font = save(SERIF, style, "", latin)
        save(SERIF, style, "-greek", GREEK)
        save(SERIF, style, "-vietnamese", VIETNAMESE)
        width, ascent, descent = measure(font)
        for face in OTHERS:
            size = width / measure(save(face, style, "", latin))[0]
            lines = f"ascent {ascent / size:.1%}, descent {descent / size:.1%}"
            print(f"{face.family}{style}: size {size:.1%}, {lines}")
    # Social cards have one large size, and titles in any script of the font.
    card = make(SERIF, "", {"opsz": 48, "wght": 450}, [*LETTERS, *MARKS])
    card.save(HERE / "recto-serif-card.ttf")
    shutil.copy(SERIF.licence, HERE / "OFL.txt")
    shutil.copy(SERIF.licence, WEB / "OFL.txt")
    for face in OTHERS:
        shutil.copy(face.licence, WEB / f"OFL-{face.family.split()[-1].lower()}.txt")


if __name__ == "__main__":
    main()
