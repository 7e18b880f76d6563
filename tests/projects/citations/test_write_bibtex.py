import subprocess

import bibtexparser
import pytest

from projects.citations.keys import make_key, make_keys
from projects.citations.write_bibtex import write_bibtex, write_name
from projects.citations.write_latex import to_latex, to_latex_title
from tests.audits.styles.records import make_records
from tests.support.servers import find_program

TANDEM = {
    "type": "article-journal",
    "title": "Tandem DNA: 5 % of <i>E. coli</i> & $x_2$",
    "author": [
        {"family": "Dong", "given": "Rui"},
        {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van", "suffix": "Jr."},
        {"literal": "R&D Collaboration"},
    ],
    "issued": {"date-parts": [[2019, 5, 3]]},
    "container-title": "Journal of A & B",
    "volume": "3",
    "issue": "4",
    "page": "799–803",
    "DOI": "10.1002/(SICI)1097<1::AID_1>3.0.CO;2-#",
    "URL": "https://example.org/a_b?c=%20&d={e}",
    "publisher": "ACS",
    "language": "de",
    "note": "To appear",
    "custom": {"arxiv": "1905.06236", "arxiv-class": "cs.CV", "keywords": ["R&D", "a, b"]},
}


def test_an_article_has_the_names_of_bibtex_and_the_text_of_latex():
    assert write_bibtex([TANDEM]) == (
        r"""@article{dong2019tandem,
  author = {Dong, Rui and van Gogh, Jr., Vincent and {R\&D Collaboration}},
  title = {Tandem {DNA}: 5 \% of \textit{{E}. coli} \& {$x_2$}},
  journal = {Journal of A \& B},
  volume = {3},
  number = {4},
  pages = {799--803},
  year = {2019},
  month = may,
  day = {3},
  doi = {10.1002/(SICI)1097<1::AID_1>3.0.CO;2-#},
  url = {https://example.org/a_b?c=%20&d=%7Be%7D},
  eprint = {1905.06236},
  archiveprefix = {arXiv},
  primaryclass = {cs.CV},
  langid = {ngerman},
  keywords = {R\&D, a b},
  note = {To appear},
  usera = {publisher: ACS},
}
"""
    )


@pytest.mark.parametrize(
    ("more", "entry"),
    [
        ({"type": "article-journal", "container-title": "J"}, "article"),
        ({"type": "article-journal"}, "misc"),
        ({"type": "paper-conference", "container-title": "P"}, "inproceedings"),
        ({"type": "chapter", "container-title": "B", "editor": [{"family": "E"}]}, "incollection"),
        ({"type": "chapter", "container-title": "B"}, "inbook"),
        ({"type": "book"}, "book"),
        ({"type": "book", "author": [], "editor": [{"family": "E"}]}, "collection"),
        ({"type": "thesis", "publisher": "ETH", "genre": "PhD thesis"}, "phdthesis"),
        ({"type": "thesis", "publisher": "ETH", "genre": "Master’s thesis"}, "mastersthesis"),
        ({"type": "report", "publisher": "CERN"}, "techreport"),
        ({"type": "dataset"}, "dataset"),
        ({"type": "software"}, "software"),
        ({"type": "patent", "number": "US 1"}, "patent"),
        ({"type": "speech"}, "unpublished"),
        ({"type": "article"}, "misc"),
        ({"type": "document"}, "misc"),
    ],
)
def test_each_kind_is_an_entry_that_biblatex_accepts(more, entry):
    item = {"title": "T", "author": [{"family": "A"}]} | more

    assert write_bibtex([item]).startswith(f"@{entry}{{")


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"type": "thesis", "publisher": "ETH"}, "type = {thesis}"),
        ({"type": "thesis", "publisher": "ETH", "genre": "Habilitation"}, "type = {Habilitation}"),
        ({"type": "thesis", "publisher": "ETH"}, "school = {ETH}"),
        ({"type": "article"}, "entrysubtype = {preprint}"),
        ({"type": "speech", "event-title": "ISSC"}, "eventtitle = {ISSC}"),
        ({"type": "article-journal", "container-title": "J", "number": "e1"}, "eid = {e1}"),
        ({"type": "article-journal", "volume": "3"}, "usera = {volume: 3}"),
        ({"type": "book", "PMID": "123"}, "eprinttype = {pubmed}"),
    ],
)
def test_each_fact_has_a_field(item, field):
    assert f"  {field},\n" in write_bibtex([{"title": "T", "author": [{"family": "A"}]} | item])


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"50 % of $x$ for \$5", r"50 \% of $x$ for \$5"),
        ("a_b #1 ^ ~", r"a\_b \#1 \textasciicircum{} \textasciitilde{}"),
        ("{open", r"\textbraceleft{}open"),
        (r"back\slash", r"back\textbackslash{}slash"),
        ("x < y > z", r"x \textless{} y \textgreater{} z"),
        ("H<sub>2</sub>O<sup>+</sup>", r"H\textsubscript{2}O\textsuperscript{+}"),
        ("<sc>x</sc> <b>y</b>", r"\textsc{x} \textbf{y}"),
        ("not -- a dash, ''quoted''", r"not -{}- a dash, '{}'quoted'{}'"),
        ("<i>never closed", "never closed"),
        ("$open}$ and $5", r"\$open\textbraceright{}\$ and \$5"),
        ("Zürich “Ωμέγα”", "Zürich “Ωμέγα”"),
        ("a\u00a0b", "a~b"),
    ],
)
def test_readers_texts_become_latex(text, latex):
    assert to_latex(text) == latex


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("Laws of Newton, and iPhones: A test", "Laws of {Newton}, and {iPhones}: A test"),
        ("Self-Supervised Learning of DNA", "Self-Supervised Learning of {DNA}"),
        ("X-ray of $W$ and H<sub>2</sub>O", r"{X-ray} of {$W$} and {H\textsubscript{2}O}"),
        ("The <i>new DNA</i>", r"The \textit{new {DNA}}"),
    ],
)
def test_braces_keep_the_capitals_that_are_meant(title, latex):
    assert to_latex_title(title) == latex


def test_every_capital_of_a_german_title_is_meant():
    assert to_latex_title("Die Natur der Dinge", "de") == "Die {Natur} der {Dinge}"


@pytest.mark.parametrize(
    ("name", "bibtex"),
    [
        ({"family": "Plato"}, "Plato"),
        ({"family": "García Márquez", "given": "Gabriel"}, "García Márquez, Gabriel"),
        ({"family": "de la Cruz", "given": "Ana"}, "{de la Cruz}, Ana"),
        ({"family": "Rome and Co", "given": "A"}, "{Rome and Co}, A"),
        ({"literal": "Barnes, Noble and Co"}, "{Barnes, Noble and Co}"),
        ({"family": "others"}, "{others}"),
        (
            {"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
            "von Humboldt, Alexander",
        ),
    ],
)
def test_names_are_read_as_they_are_meant(name, bibtex):
    assert write_name(name) == bibtex


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({"citation-key": "dong:2019, tandem"}, "dong:2019tandem"),
        ({"author": [{"family": "Müller-Łuk"}], "title": "On the Ærø"}, "mullerlukaero"),
        ({"author": [{"literal": "World Bank"}], "title": "<i>E. coli</i>"}, "worlde"),
        ({"title": "明", "issued": {"date-parts": [[2020]]}}, "anonymous2020"),
    ],
)
def test_keys_are_legible(item, key):
    assert make_key(item) == key


def test_keys_are_unique_and_those_of_records_stay():
    items = [{"citation-key": key} for key in ("a2019x", "A2019x", "a2019xa", "a2019x")]

    assert make_keys(items) == ["a2019x", "A2019xa", "a2019xaa", "a2019xb"]


def make_full_records(of_each_kind):
    text = r"Costs \$5 & 10 % of {x}, $a^2$; ~ ^ \ -- done."
    return [
        record | {"abstract": f"{text}\n\nMore.", "note": text, "PMID": "123", "volume": "1"}
        for record in make_records(of_each_kind)
    ]


def test_a_strict_parser_reads_each_entry():
    records = make_full_records(4)

    library = bibtexparser.parse_string(write_bibtex(records))

    assert not library.failed_blocks
    assert len(library.entries) == len(records) == len(library.entries_dict)


def test_biber_has_no_warning(tmp_path):
    biber = find_program("biber")
    more = {"edition": "2", "custom": {"links": [{"kind": "code", "url": "https://example.org/"}]}}
    records = make_full_records(2)
    file = write_bibtex([*records, *(record | more for record in records)])
    (tmp_path / "all.bib").write_text(file)

    result = subprocess.run(
        [biber, "--tool", "--validate-datamodel", "--output-file=out.bib", "all.bib"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "WARN" not in result.stdout
    assert "INFO - Output to out.bib" in result.stdout
