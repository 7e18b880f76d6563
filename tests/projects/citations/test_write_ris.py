import rispy

from projects.citations.write_ris import write_ris
from tests.audits.styles.records import make_records


def test_a_record_has_the_tags_of_ris_and_no_markup():
    item = {
        "type": "article-journal",
        "title": "Tandem <i>E. coli</i> & H<sub>2</sub>O at $\\alpha_{2}$ for \\$5",
        "author": [
            {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van", "suffix": "Jr."},
            {"literal": "CERN"},
        ],
        "editor": [{"family": "Li", "given": "X."}],
        "issued": {"date-parts": [[2019, 5]]},
        "container-title": "Nature",
        "volume": "3",
        "issue": "4",
        "page": "799–803",
        "number": "e12",
        "DOI": "10.1000/x",
        "abstract": "One.\n\nTwo.",
        "custom": {"arxiv": "1905.06236", "arxiv-class": "cs.CV", "keywords": ["a", "b"]},
    }

    assert write_ris([item]).split("\r\n") == [
        "TY  - JOUR",
        "ID  - gogh2019tandem",
        "AU  - van Gogh, Vincent, Jr.",
        "AU  - CERN",
        "A2  - Li, X.",
        "PY  - 2019",
        "DA  - 2019/05//",
        "TI  - Tandem E. coli & H2O at \u03b1₂ for $5",
        "T2  - Nature",
        "VL  - 3",
        "DO  - 10.1000/x",
        "AB  - One. Two.",
        "IS  - 4",
        "C7  - e12",
        "SP  - 799",
        "EP  - 803",
        "M1  - arXiv:1905.06236 [cs.CV]",
        "UR  - https://arxiv.org/abs/1905.06236",
        "KW  - a",
        "KW  - b",
        "ER  - ",
        "",
    ]


def test_a_parser_reads_records_of_all_kinds():
    records = make_records()

    parsed = rispy.loads(write_ris(records))

    assert [one["year"] for one in parsed] == [
        str(record["issued"]["date-parts"][0][0]) for record in records
    ]
    assert all(one["title"] and one["type_of_reference"] for one in parsed)
    assert all("authors" in one or "secondary_authors" in one for one in parsed)
    assert not any("unknown_tag" in one for one in parsed)
