# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools[woff]==4.68.0"]
# ///
"""Make the font of formulas from STIX Two Math. Needed only to change it:

    npm pack @fontsource/stix-two-math@5.3.0 && tar xzf fontsource-stix-two-math-5.3.0.tgz
    uv run pages/drawing/fonts/make_math.py package

Letters that are left out, such as bold ones, come from fonts of the system: all would take
400 KB. Its signs have all sizes, which stretch around what they enclose.
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WEB = Path(__file__).resolve().parents[2] / "static/fonts"
ASCII = range(0x20, 0x7F)
GREEK = [*range(0x391, 0x3AA), *range(0x3B1, 0x3CA), 0x3D1, 0x3D5, 0x3D6, 0x3F0, 0x3F1, 0x3F5]
ITALIC = [*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C)]
DOUBLE_STRUCK = [*range(0x1D538, 0x1D551), 0x1D7D9, *map(ord, "ℂℍℕℙℚℝℤ")]
SCRIPT = map(ord, "ℒ𝒪ℋ𝒩ℱ𝒟")
OPERATORS = map(
    ord,
    "∀∂∃∄∅∆∇∈∉∋∏∐∑−∓∕∖∗∘∙√∝∞∠∡∥∦∧∨∩∪∫∬∭∮∴∵∼≃≅≈≉≠≡≢≤≥≪≫≲≳≺≻⊂⊃⊄⊆⊇⊕⊖⊗⊙⊢⊤⊥⊨⋀⋁⋂⋃⋅⋆⋮⋯⋱"
    "←↑→↓↔↕↦⇐⇒⇔⇌⟂⟨⟩⟵⟶⟷⟸⟹⟺⟼⌈⌉⌊⌋⏞⏟⎵⨁⨂′″‴ℏℓℜℑℵ†‡±×÷·¬|‖°…∣"
    "ˆ˜¯‾˙¨ˇ˘´`^~\u0302\u0303\u0304\u0305\u0331\u0332\u20d7\u20db\u2061\u2062\u2063",
)


def main() -> None:
    package = Path(sys.argv[1])
    font = TTFont(package / "files/stix-two-math-latin-400-normal.woff2", recalcTimestamp=False)
    subsetter = Subsetter(Options(hinting=False, layout_features=[], name_IDs=["*"]))
    subsetter.populate(unicodes=[*ASCII, *GREEK, *ITALIC, *DOUBLE_STRUCK, *SCRIPT, *OPERATORS])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID not in {0, 7, 13, 14}:  # copyright, trademark and licence
            text = record.toUnicode().replace("STIX Two Math", "Recto Math")
            record.string = text.replace("STIXTwoMath", "RectoMath")
    font.flavor = "woff2"
    font.save(WEB / "recto-math.woff2")
    shutil.copy(package / "LICENSE", WEB / "OFL-math.txt")


if __name__ == "__main__":
    main()
