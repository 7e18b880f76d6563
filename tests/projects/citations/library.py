"""The works of library.txt as BibTeX in many manners of writing, and the items they should be."""

import re
import unicodedata
from pathlib import Path

KINDS = {
    "article": "article-journal", "inproceedings": "paper-conference", "preprint": "article",
    "incollection": "chapter", "inbook": "chapter", "book": "book", "proceedings": "book",
    "collection": "book", "booklet": "book", "phdthesis": "thesis", "mastersthesis": "thesis",
    "thesis": "thesis", "techreport": "report", "report": "report", "manual": "report",
    "dataset": "dataset", "software": "software", "patent": "patent", "talk": "speech",
    "online": "document", "misc": "document", "unpublished": "document",
}  # fmt: skip
GENRES = {
    "phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis", "techreport": "Technical report"
}  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
LETTERS = {
    "ß": r"{\ss}", "ø": r"{\o}", "Ø": r"{\O}", "Ł": r"{\L}", "ł": r"{\l}", "Đ": r"{\DJ}",
    "đ": r"{\dj}", "å": r"{\aa}", "Å": r"{\AA}", "Þ": r"{\TH}", "þ": r"{\th}", "“": "``",
    "”": "''", "’": "'", "‘": "`", "–": "--", "—": "---", "°": r"{\textdegree}",
    "&": r"\&", "%": r"\%", "#": r"\#",
}  # fmt: skip
ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u ",
    "\u0307": ".", "\u0308": '"', "\u030a": "r ", "\u030b": "H", "\u030c": "v", "\u0327": "c",
    "\u0328": "k", "\u0323": "d ", "\u0326": "textcommabelow ",
}  # fmt: skip
TAGS = {"i": "emph", "sub": "textsubscript", "sup": "textsuperscript"}


def read_library():
    """Return pairs of a BibTeX entry and its item."""
    text = (Path(__file__).parent / "library.txt").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [make(index, *line.split("|")) for index, line in enumerate(lines)]


def to_latex(text, style):
    parts = re.split(r"((?<!\\)\$[^$]+\$|\\\$)", text)
    return "".join(part if n % 2 else encode(part, style) for n, part in enumerate(parts))


def encode(text, style):
    """Write letters as Unicode, as {\\'e} or as \\'{e}, and tags as commands or mathematics."""
    if style == 1:
        text = re.sub(r"<sub>(\w)</sub>", r"$_\1$", text)
        text = re.sub(r"<sup>(\w+)</sup>", r"$^{\1}$", text)
    text = re.sub(r"<(\w+)>(.*?)</\1>", lambda tag: rf"\{TAGS[tag[1]]}{{{tag[2]}}}", text)
    return "".join(encode_letter(letter, style) for letter in text)


def encode_letter(letter, style):
    if letter in LETTERS and (style or letter in "&%#"):
        return LETTERS[letter]
    first, *accents = unicodedata.normalize("NFD", letter)
    if not style or not accents or any(accent not in ACCENTS for accent in accents):
        return letter
    for accent in accents:
        command = ACCENTS[accent].strip()
        space = " " if style == 1 and command.isalpha() else ""
        first = rf"\{command}{space}{first}" if style == 1 else rf"\{command}{{{first}}}"
    return f"{{{first}}}" if style == 1 else first


def make(index, kind, people, title, date, venue, numbers, identifier):
    """Return the entry and the item of a line, written in a manner that depends on its number."""
    style = index % 3
    item = {"type": KINDS[kind], "citation-key": f"key{index}", "title": title}
    fields = {"title": to_latex(title, style)}
    role = "editor" if kind in ("proceedings", "collection") else "author"
    names = [name.strip() for name in people.split(";")]
    item[role] = [make_name(name) for name in names]
    fields[role] = " and ".join(write_name(name, index, style) for name in names)
    parts = [int(part) for part in date.split("-")]
    item["issued"] = {"date-parts": [parts]}
    fields |= {"date": date} if index % 2 else write_date(parts, index)
    add_venue(item, fields, kind, venue, style)
    add_numbers(item, fields, kind, numbers)
    add_identifier(item, fields, identifier, index)
    if kind in GENRES:
        item["genre"] = GENRES[kind]
    return write(index, kind, fields), item


def make_name(name):
    if name.startswith("="):
        return {"literal": name[1:]}
    family, *suffix, given = [part.strip() for part in name.split(",")]
    particle, family = re.fullmatch(r"((?:[a-z]+ )*)(.*)", family).groups()
    name = {"family": family, "given": given}
    name |= {"non-dropping-particle": particle.strip()} if particle else {}
    return name | ({"suffix": suffix[0]} if suffix else {})


def write_name(name, index, style):
    if name.startswith("="):
        return "{" + to_latex(name[1:], style) + "}"
    family, *suffix, given = [part.strip() for part in name.split(",")]
    # Without a comma, only the last word is the family name.
    is_plain = not suffix and " " not in family.lstrip("abcdefghijklmnopqrstuvwxyz ")
    text = f"{given} {family}" if index % 2 and is_plain else name
    text = text.replace(" ", "\xa0", 1) if index % 7 == 3 else text
    return to_latex(text, style).replace("\xa0", "~")


def write_date(parts, index):
    fields = {"year": str(parts[0])}
    if len(parts) > 1:
        name = MONTHS[parts[1] - 1]
        fields["month"] = (name[:3].lower(), name, str(parts[1]), f"{name[:3]}.")[index % 4]
    if len(parts) > 2:
        fields["day"] = str(parts[2])
    return fields


def add_venue(item, fields, kind, venue, style):
    if not venue:
        return
    name, field = {
        "article": ("container-title", "journal"), "inproceedings": ("container-title", "booktitle"),
        "incollection": ("container-title", "booktitle"), "inbook": ("container-title", "booktitle"),
        "talk": ("event-title", "eventtitle"),
    }.get(kind, ("publisher", "publisher"))  # fmt: skip
    if "thesis" in kind:
        field = "school"
    if kind in ("techreport", "report", "manual"):
        field = "institution"
    item[name] = venue
    fields[field] = to_latex(venue, style)


def add_numbers(item, fields, kind, numbers):
    if not numbers:
        return
    if kind in ("techreport", "report", "patent"):
        item["number"] = fields["number"] = numbers
        return
    volume, issue, pages = re.fullmatch(r"(\w*)(?:\((\w+)\))?:(.*)", numbers).groups()
    if volume:
        item["volume"] = fields["volume"] = volume
    if issue:
        item["issue"] = fields["number"] = issue
    if pages.startswith("#"):
        item["number"] = fields["eid"] = pages[1:]
    else:
        item["page"] = pages
        fields["pages"] = pages.replace("–", "--")


def add_identifier(item, fields, identifier, index):
    if identifier.startswith("10."):
        item["DOI"] = identifier
        fields["doi"] = identifier if index % 2 else f"https://doi.org/{identifier}"
    elif identifier.startswith("arXiv:"):
        arxiv, _, category = identifier.removeprefix("arXiv:").partition(" ")
        item["custom"] = {"arxiv": arxiv}
        if category:
            item["custom"]["arxiv-class"] = category.strip("[]")
        if index % 3 == 0:
            fields["journal"] = f"arXiv preprint {identifier}"
        else:
            prefix, name = (("eprinttype", "eprintclass"), ("archivePrefix", "primaryClass"))[
                index % 2
            ]
            fields |= {"eprint": arxiv, prefix: "arXiv", name: category.strip("[]")}
    elif identifier.startswith("isbn:"):
        item["ISBN"] = fields["isbn"] = identifier.removeprefix("isbn:")
    elif identifier:
        item["URL"] = fields["url"] = identifier


def write(index, kind, fields):
    """Write an entry in braces or parentheses, with names of fields in any case."""
    kind = ("misc" if index % 2 else "article") if kind == "preprint" else kind
    kind = {0: kind, 1: kind.upper(), 2: kind.capitalize()}[index % 3]
    if index % 6 == 0:
        fields |= {"file": r":C\:/home/me/paper.pdf:PDF", "owner": "me", "timestamp": "2019"}
    lines = []
    for number, (name, value) in enumerate(fields.items()):
        name = {0: name, 1: name.upper(), 2: name.title()}[(index + number) % 3]
        lines.append(f"  {name:{index % 14}} = {enclose(name.lower(), value, index + number)}")
    body = ",\n".join(lines) + (",\n" if index % 4 else "\n")
    start, end = "()" if index % 11 == 0 and ")" not in body else "{}"
    return f"@{kind}{start}key{index},\n{body}{end}\n"


def enclose(name, value, number):
    if name == "month" and value.islower():
        return value
    if value.isdigit() and number % 3 == 0:
        return value
    if number % 9 == 4 and " " in value and not re.search(r"[{}$\\]", value):
        first, second = value.split(" ", 1)
        return f'"{first} " # {{{second}}}'
    if number % 5 == 2 and '"' not in value:
        return f'"{value}"'
    return f"{{{{{value}}}}}" if name == "title" and number % 8 == 1 else f"{{{value}}}"
