"""Footnotes in pasted HTML: each goes from the end of the text to its reference."""

import re

from .runs import Paragraph, Run, make_note

# Ids of notes as Word, LibreOffice, Google Docs and converters of Markdown write them.
TARGET = re.compile(
    r"#((?:user-content-)?(?:_?(?:ftn|edn|fn)|sdfootnote|sdendnote|ftnt|footnote|endnote)"
    r"(?![-:\w]*(?:ref|anc|back))(?:[-:_]\w+|\d\w*))",
    re.IGNORECASE,
)
SIGNS = re.compile(r"([\\`*$\[\]])")
PARTS = ["li", "div", "aside", "dd"]
SPACE = Run(" ")


def take_notes(soup, read):
    """Return the Run of each footnote by its id, and take the notes out of the text.

    `read` returns the pieces of an element.
    """
    references = [
        (link, found[1])
        for link in soup.find_all("a", href=True)
        if (found := TARGET.fullmatch(str(link["href"])))
    ]
    wanted = {name for _link, name in references}
    targets = {}
    for target in soup.find_all(lambda tag: tag.get("id") in wanted or tag.get("name") in wanted):
        name = target.get("id") if target.get("id") in wanted else target.get("name")
        targets.setdefault(name, target)
    notes = {}
    for name, target in targets.items():
        own = [link for link, other in references if other == name]
        others = [other for other in targets.values() if other is not target]
        part = find_part(target, [*own, *others])
        if part is None:
            continue
        # Links back to the text, and its number
        for back in part.find_all("a", href=re.compile("^#")):
            back.decompose()
        part.extract()
        paragraphs = [found for found in read(part) if isinstance(found, Paragraph)]
        if paragraphs:
            runs = [run for paragraph in paragraphs for run in [*paragraph.runs, SPACE]][:-1]
            notes[name] = make_note(write_note(runs), "".join(run.plain for run in runs))
    return notes


def find_part(target, others):
    """Return the smallest part with the whole note and none of the `others`, or None."""
    for part in [target, *target.parents]:
        if any(holds(part, other) for other in others):
            return None
        if part.name in {*PARTS, "p"}:
            around = part.find_parent(PARTS)
            has_others = around is None or any(holds(around, other) for other in others)
            return part if has_others or part.name != "p" else around
    return None


def holds(part, other):
    return part is other or any(part is parent for parent in other.parents)


def write_note(runs):
    """Return words in the markup of footnotes."""
    parts = []
    for run in runs:
        text = run.text if run.atom else run.plain.replace("\n", " ")
        words = text.strip()
        if words and not run.atom:
            # Within code and addresses, signs are themselves.
            is_plain = "code" in run.marks or words == run.link
            marked = words if is_plain else SIGNS.sub(r"\\\1", words)
            for mark, sign in [("code", "`"), ("i", "*"), ("b", "**")]:
                if mark in run.marks:
                    marked = f"{sign}{marked}{sign}"
            if run.link and words != run.link:
                marked = f"[{marked}]({run.link})"
            text = text.replace(words, marked, 1)
        parts.append(text)
    return " ".join("".join(parts).split())
