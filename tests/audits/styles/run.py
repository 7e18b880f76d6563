"""`make styles`: compares references of every kind with those that citeproc-js makes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import citeproc

from projects.citations.styles import FOLDER, STYLES, format_reference, prepare
from tests.audits.styles.records import make_records

# Of a hundred records, so many have to have the same words.
LEAST = {"apa": 95, "ieee": 95, "chicago": 92, "nature": 95}


def format_with_citeproc_js(style, items):
    """Return the references to prepared items as text, without the number that some begin with."""
    data = {
        "style": (FOLDER / f"{style}.csl").read_text(),
        "locale": (Path(citeproc.LOCALES_PATH) / "locales-en-US.xml").read_text(),
        "items": items,
    }
    result = subprocess.run(
        ["node", Path(__file__).with_name("format.js")],
        input=json.dumps(data),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [re.sub(r"^(\[1\]|1\.)\s*", "", text) for text in json.loads(result.stdout)]


def main():
    records = make_records()
    is_good = True
    for style in STYLES:
        ours = [format_reference(record, style)[1] for record in records]
        theirs = format_with_citeproc_js(style, [prepare(record, style) for record in records])
        pairs = list(zip(records, ours, theirs, strict=True))
        others = [pair for pair in pairs if find_words(pair[1]) != find_words(pair[2])]
        share = 100 * (1 - len(others) / len(records))
        exact = sum(one == other for one, other in zip(ours, theirs, strict=True))
        print(
            f"{style}: the same words in {share:.1f} % of {len(records)}, "
            f"all the same in {100 * exact / len(records):.1f} %"
        )
        for record, one, other in others:
            print(f"  {record['id']}\n    {one}\n    {other}")
        is_good = is_good and share >= LEAST[style]
    return 0 if is_good else 1


def find_words(text):
    return re.findall(r"\w+", text)


if __name__ == "__main__":
    sys.exit(main())
