"""CSL-JSON items of every kind, the same on each run, to compare two formatters with."""

import random

PEOPLE = [
    {"family": "Dong", "given": "Rui"},
    {"family": "Svensson", "given": "Per Anders"},
    {"family": "Garnier", "given": "Jean-Pierre"},
    {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
    {"family": "Broglie", "given": "Louis", "non-dropping-particle": "de"},
    {"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
    {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    {"family": "Müller", "given": "J. K."},
    {"family": "O’Neill", "given": "Mary-Ann C."},
    {"family": "Ångström", "given": "Anders J."},
    {"family": "García Márquez", "given": "Gabriel"},
    {"family": "Li", "given": "Xiao-Ming"},
    {"family": "Nguyễn", "given": "Văn A"},
    {"family": "Smith-Jones", "given": "Élodie"},
    {"family": "Turing", "given": "A. M."},
    {"family": "Kowalczyk", "given": "Łukasz"},
]
BODIES = [{"literal": "LIGO Scientific Collaboration"}, {"literal": "World Health Organization"}]
ONE_NAME = [{"family": "Plato"}, {"literal": "NASA"}]
TITLES = [
    "Tandem solar cells with a lower loss of charge",
    "What do networks remember? A study of forgetting",
    "A Survey of Deep Learning for <i>in vivo</i> Imaging",
    "Synthesis of H<sub>2</sub>O<sub>2</sub> on gold",
    "On the mass of the $W$ boson in pp collisions",
    "DNA, RNA and Proteins: From Sequence to Function",
    "The “Hot Hand” and Its Critics",
    "Why Most Findings Are False!",
    "Cats & dogs in R&D: bounds for x < y",
    "Learning to See in the Dark with iPhone Sensors",
    "An Introduction to CRISPR–Cas9",
    "Zur Elektrodynamik bewegter Körper",
    "Self-supervised pretraining in the 21st century",
    "COVID-19 and the Brain",
    "Notes on notes, vol. 2",
]
JOURNALS = [
    ("ACS Applied Electronic Materials", "ACS Appl. Electron. Mater."),
    ("Physical Review Letters", "Phys. Rev. Lett."),
    ("The Journal of Open Source Software", "J. Open Source Softw."),
    ("Nature", ""),
    ("PLOS ONE", ""),
]
MEETINGS = [
    ("Proceedings of the 36th International Conference on Machine Learning", "ICML 2019"),
    ("2021 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)", ""),
    ("Advances in Neural Information Processing Systems", "NeurIPS"),
]
PUBLISHERS = [("Springer", "Berlin"), ("MIT Press", "Cambridge, MA"), ("Wiley", ""), ("ACM", "")]
UNIVERSITIES = [("ETH Zurich", "Zurich"), ("Massachusetts Institute of Technology", "")]
GENRES = {
    "thesis": ["PhD thesis", "Master’s thesis", ""],
    "report": ["Technical report", "White paper", ""],
    "speech": ["Invited talk", ""],
    "article": ["Preprint", ""],
}
KINDS = [
    "article-journal",
    "paper-conference",
    "article",
    "chapter",
    "book",
    "thesis",
    "report",
    "dataset",
    "software",
    "patent",
    "speech",
    "document",
]


def make_records(of_each_kind=20):
    """Return items of every kind, with and without each field that their kind may have."""
    choice = random.Random(14)
    return [
        {"id": f"{kind}-{number}", "type": kind, **_fields(kind, number, choice)}
        for kind in KINDS
        for number in range(of_each_kind)
    ]


def _fields(kind, number, choice):
    fields = {
        "title": TITLES[number % len(TITLES)],
        "author": _names(number, choice),
        "issued": {"date-parts": [[2001 + number, 5, 13][: 1 + number % 3]]},
        "language": "de" if "Körper" in TITLES[number % len(TITLES)] else "en",
        **_place(kind, choice),
        **_identifiers(kind, number, choice),
    }
    if kind == "book" and number % 7 == 6:
        fields["editor"] = fields.pop("author")
    return {name: value for name, value in fields.items() if value}


def _names(number, choice):
    if number % 10 == 7:
        return choice.sample(BODIES, 1 + choice.randrange(2))
    if number % 10 == 8:
        return [choice.choice(ONE_NAME)]
    count = choice.choice([1, 1, 2, 2, 3, 4, 6, 8]) if number % 10 != 9 else 22
    names = (choice.sample(PEOPLE, len(PEOPLE)) * 2)[:count]
    return names + ([BODIES[0]] if number % 10 == 5 else [])


def _place(kind, choice):
    maybe = lambda value: value if choice.random() < 0.7 else ""
    journal, short = choice.choice(JOURNALS)
    meeting, event = choice.choice(MEETINGS)
    publisher, town = choice.choice(UNIVERSITIES if kind == "thesis" else PUBLISHERS)
    first = choice.randrange(1, 1800)
    pages = f"{first}–{first + choice.randrange(1, 40)}"
    editors = choice.sample(PEOPLE, 1 + choice.randrange(3))
    volume, issue = str(choice.randrange(1, 99)), str(choice.randrange(1, 13))
    genre = choice.choice(GENRES.get(kind, [""]))
    if kind == "article-journal":
        paged = choice.random() < 0.7
        return {
            "container-title": journal,
            "container-title-short": short,
            "volume": maybe(volume),
            "issue": maybe(issue),
            "page": pages if paged else "",
            "number": "" if paged else f"e{first}",
            "ISSN": "2637-6113",
        }
    if kind == "paper-conference":
        return {
            "container-title": meeting,
            "event-title": event,
            "page": maybe(pages),
            "publisher": maybe(publisher),
            "publisher-place": town,
            "editor": editors if choice.random() < 0.3 else "",
            "volume": volume if choice.random() < 0.2 else "",
        }
    if kind == "chapter":
        return {
            "container-title": "Handbook of Molecular Physics and Quantum Chemistry",
            "editor": editors if choice.random() < 0.8 else "",
            "page": maybe(pages),
            "publisher": publisher,
            "publisher-place": town,
            "edition": choice.choice(["", "", "2"]),
            "volume": choice.choice(["", volume]),
        }
    if kind == "book":
        return {
            "publisher": publisher,
            "publisher-place": maybe(town),
            "edition": choice.choice(["", "2", "3"]),
            "volume": choice.choice(["", "", volume]),
            "collection-title": choice.choice(["", "Lecture Notes in Physics"]),
            "ISBN": "978-3-16-148410-0",
        }
    if kind in ("report", "patent"):
        number = "US 9,876,543 B2" if kind == "patent" else f"TR-{first}"
        return {
            "genre": genre,
            "number": number if kind == "patent" else maybe(number),
            "publisher": "" if kind == "patent" else publisher,
            "publisher-place": "" if kind == "patent" else town,
        }
    if kind == "article":
        return {"genre": genre}
    if kind == "speech":
        return {
            "genre": genre,
            "event-title": maybe("International Symposium on Solar Cells"),
            "publisher-place": maybe("Kyoto"),
        }
    if kind in ("dataset", "software"):
        return {"publisher": maybe("Zenodo"), "version": choice.choice(["", "2.0", "1.4.2"])}
    return {"genre": genre, "publisher": publisher, "publisher-place": maybe(town)}


def _identifiers(kind, number, choice):
    doi = f"10.1021/acsaelm.9b{number:05}" if choice.random() < 0.5 else ""
    if kind in ("article-journal", "paper-conference"):
        arxiv = f"1905.{number:05}" if choice.random() < 0.2 else ""
        return {"DOI": doi, "custom": {"arxiv": arxiv} if arxiv else None}
    if kind == "article":
        identifier = f"1905.{number:05}"
        custom = {"arxiv": identifier, "arxiv-class": "cs.CV"}
        return {
            "DOI": f"10.48550/arXiv.{identifier}" if doi else "",
            "custom": custom if number % 5 else None,
            "URL": "" if number % 5 else f"https://www.biorxiv.org/content/{number}",
        }
    url = f"https://example.org/works/{number}" if choice.random() < 0.6 else ""
    return {"DOI": "" if kind in ("patent", "speech") else doi, "URL": url}
