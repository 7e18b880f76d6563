import pytest

from projects.citations.reading import read

SCOPUS = """TY  - JOUR
AU  - Müller, Jörg
AU  - Davis, Sammy, Jr.
AU  - CERN Collaboration
TI  - H<sub>2</sub>O costs $5 at $x^2$
 and more
T2  - Annals of Things
J2  - Ann. Th.
PY  - 2019
DA  - 2019/05/03/
VL  - 12
IS  - 3
C7  - 98765
SP  - 1
EP  - 5
DO  - https://doi.org/10.1000/x
UR  - https://example.org/a;b
SN  - 2049-3630
KW  - one
KW  - two
AB  - First.
N1  - secret
  secret too
L1  - /home/me/secret.pdf
LA  - English
ID  - muller2019
ER  - """


def test_a_record_becomes_an_item():
    [entry] = read(SCOPUS)

    assert entry.item == {
        "type": "article-journal", "citation-key": "muller2019",
        "title": r"H<sub>2</sub>O costs \$5 at $x^2$ and more",
        "author": [
            {"family": "Müller", "given": "Jörg"},
            {"family": "Davis", "given": "Sammy", "suffix": "Jr."},
            {"literal": "CERN Collaboration"},
        ],
        "container-title": "Annals of Things", "container-title-short": "Ann. Th.",
        "issued": {"date-parts": [[2019, 5, 3]]}, "volume": "12", "issue": "3",
        "number": "98765", "page": "1–5", "DOI": "10.1000/x", "URL": "https://example.org/a;b",
        "ISSN": "2049-3630", "abstract": "First.", "language": "en",
        "custom": {"keywords": ["one", "two"]},
    }  # fmt: skip
    assert entry.format == "ris"
    assert "secret" not in entry.source
    assert entry.source.startswith("TY  - JOUR\nAU  - Müller")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("TY  - CHAP\nT1  - T\nBT  - Book\nA2  - E, F",
         {"type": "chapter", "title": "T", "container-title": "Book",
          "editor": [{"family": "E", "given": "F"}]}),
        ("TY  - CONF\nTI  - T\nT2  - Proc\nC3  - Conf\nY1  - 2019///",
         {"type": "paper-conference", "title": "T", "container-title": "Proc", "event-title": "Conf",
          "issued": {"date-parts": [[2019]]}}),
        ("TY  - BOOK\nBT  - T\nT2  - Series\nPB  - Wiley\nCY  - Bonn\nET  - 2\nSN  - 0-306-40615-2",
         {"type": "book", "title": "T", "collection-title": "Series", "publisher": "Wiley",
          "publisher-place": "Bonn", "edition": "2", "ISBN": "0-306-40615-2"}),
        ("TY  - THES\nTI  - T\nM3  - PhD thesis\nPB  - ETH",
         {"type": "thesis", "title": "T", "genre": "PhD thesis", "publisher": "ETH"}),
        ("TY  - RPRT\nTI  - T\nM1  - TR-1", {"type": "report", "title": "T", "number": "TR-1"}),
        ("TY  - UNPB\nTI  - T\nUR  - http://arxiv.org/abs/1706.03762\nAU  - A, B; C, D",
         {"type": "article", "title": "T", "custom": {"arxiv": "1706.03762"},
          "author": [{"family": "A", "given": "B"}, {"family": "C", "given": "D"}]}),
        ("TY - JOUR\nTI - T\nAU - A\nSP - 1-9",
         {"type": "article-journal", "title": "T", "author": [{"family": "A"}], "page": "1–9"}),
        ("TY  - NOPE\nTI  - T", {"type": "document", "title": "T"}),
    ],
)  # fmt: skip
def test_kinds_of_records_have_their_fields(tags, expected):
    [entry] = read(f"{tags}\nER  - \n")

    assert entry.item == expected


def test_records_without_an_end_are_read():
    entries = read("\ufeffTY  - JOUR\r\nTI  - A\r\nTY  - BOOK\r\nTI  - B\r\n")

    assert [(entry.item["title"], entry.line) for entry in entries] == [("A", 1), ("B", 3)]


def test_a_record_without_a_title_is_named_with_its_line():
    [first, second] = read("TY  - JOUR\nTI  - A\nER  - \n\nTY  - JOUR\nAU  - B\nER  - ")

    assert not first.problem
    assert second.problem == "Line 5: the entry has no title."


def test_repeated_and_unknown_tags_lose_nothing_else():
    [entry] = read("TY  - JOUR\nTI  - A\nTI  - B\nZZ  - x\nAB  - One\nAB  - two\nER  - ")

    assert entry.item["title"] == "A"
    assert entry.item["abstract"] == "One two"
