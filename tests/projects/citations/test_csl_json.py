import json

import pytest

from projects.citations.reading import read

CROSSREF = {
    "type": "journal-article",
    "title": ["A <i>b</i> of H<sub>2</sub>O &amp; more"],
    "subtitle": ["With a subtitle"],
    "container-title": ["Annals of Things"],
    "short-container-title": ["Ann. Th."],
    "author": [
        {"given": "J.", "family": "van der Berg", "ORCID": "http://orcid.org/0000-0002-1825-0097"},
        {"name": "CERN", "sequence": "additional"},
    ],
    "issued": {"date-parts": [[2019, 5]]},
    "page": "1-5",
    "article-number": "98",
    "ISSN": ["2049-3630"],
    "DOI": "10.1000/X",
    "URL": "http://dx.doi.org/10.1000/x",
    "abstract": "<jats:title>Abstract</jats:title><jats:p>One.</jats:p><jats:p>Two.</jats:p>",
    "publisher": "ACM",
    "reference": [{"key": "1"}],
}


def test_a_work_of_crossref_becomes_an_item():
    [entry] = read(json.dumps({"status": "ok", "message": CROSSREF}))

    assert entry.item == {
        "type": "article-journal", "title": "A <i>b</i> of H<sub>2</sub>O & more: With a subtitle",
        "container-title": "Annals of Things", "container-title-short": "Ann. Th.",
        "author": [
            {"given": "J.", "family": "Berg", "non-dropping-particle": "van der",
             "ORCID": "0000-0002-1825-0097"},
            {"literal": "CERN"},
        ],
        "issued": {"date-parts": [[2019, 5]]}, "page": "1–5", "number": "98",
        "ISSN": "2049-3630", "DOI": "10.1000/X", "abstract": "One.\n\nTwo.", "publisher": "ACM",
    }  # fmt: skip


def test_an_item_of_ours_is_read_unchanged():
    item = {
        "type": "article-journal", "title": r"$\alpha$ for \$5 in <i>E. coli</i>", "note": "Best paper",
        "author": [{"family": "Gogh", "given": "V.", "non-dropping-particle": "van", "suffix": "Jr."}],
        "editor": [{"literal": "CERN"}], "issued": {"date-parts": [[2019, 5, 3]]},
        "citation-key": "gogh2019", "page": "1–5", "number": "e1", "language": "en", "PMID": "12",
        "custom": {
            "arxiv": "1706.03762", "arxiv-class": "cs.CL", "keywords": ["a"],
            "links": [{"kind": "code", "url": "https://example.org/"}],
        },
        "container-title": "J",
    }  # fmt: skip

    [entry] = read(json.dumps([item]))

    assert entry.item == item


def test_notes_of_zotero_give_identifiers_and_are_not_kept():
    note = "PMID: 123\narXiv:1706.03762 [cs.CL]\nCitation Key: x\nRead this"
    data = {"id": "http://zotero.org/x", "type": "webpage", "title": "T", "note": note}

    [entry] = read(json.dumps([data]))

    assert entry.item == {
        "type": "article", "title": "T", "PMID": "123", "note": "Read this",
        "custom": {"arxiv": "1706.03762", "arxiv-class": "cs.CL"},
    }  # fmt: skip
    assert "Read this" not in entry.source


def test_each_work_has_its_line_and_a_mistake_ends_the_list_there():
    text = '[\n {"title": "A"},\n {"title": "B"},\n {"title" "C"}\n]'

    entries = read(text)

    assert [entry.line for entry in entries] == [2, 3, 4]
    assert entries[2].problem == "Line 4: the JSON cannot be read: Expecting ':' delimiter."


@pytest.mark.parametrize(
    "value",
    [
        1,
        None,
        True,
        [],
        {},
        "x",
        [[1]],
        {"date-parts": [[None]]},
        {"date-parts": "x"},
        1e300,
        ["", {}],
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "type",
        "title",
        "author",
        "issued",
        "page",
        "DOI",
        "URL",
        "ISSN",
        "note",
        "custom",
        "id",
        "abstract",
    ],
)
def test_no_value_of_any_type_is_a_fault(name, value):
    [entry] = read(json.dumps([{"title": "T", name: value}]))

    assert entry.problem or entry.item["title"]


def test_ten_thousand_authors_are_refused():
    [entry] = read(json.dumps({"title": "T", "author": [{"family": "A"}] * 10_000}))

    assert entry.problem == "Line 1: 10,000 names are more than 6,000."
