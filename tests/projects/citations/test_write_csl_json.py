import json

from projects.citations.write_csl_json import write_csl_json
from tests.audits.styles.records import make_records

# https://resource.citationstyles.org/schema/v1.0.2/input/json/csl-data.json, as far as it is used.
TEXTS = {
    "id", "type", "citation-key", "language", "abstract", "title", "container-title",
    "container-title-short", "collection-title", "publisher", "publisher-place", "volume", "issue",
    "page", "number", "edition", "genre", "event-title", "note", "version", "DOI", "ISBN", "ISSN",
    "PMID", "URL",
}  # fmt: skip
NAME = {"family", "given", "non-dropping-particle", "dropping-particle", "suffix", "literal"}


def test_a_file_has_nothing_that_the_schema_does_not_know():
    records = make_records()
    records[0]["author"][0]["ORCID"] = "0000-0002-1825-0097"

    items = json.loads(write_csl_json(records))

    assert len(items) == len({item["id"] for item in items}) == len(records)
    for item in items:
        names = item.pop("author", []) + item.pop("editor", [])
        assert all(set(name) <= NAME for name in names)
        assert item.pop("issued").keys() == {"date-parts"}
        assert isinstance(item.pop("custom", {}), dict)
        assert set(item) <= TEXTS
        assert all(isinstance(value, str) for value in item.values())


def test_an_item_keeps_its_text_and_the_id_is_its_citation_key():
    item = {
        "type": "article",
        "title": "<i>A</i> & B < C for \\$5: $x$",
        "author": [{"family": "Ö", "ORCID": "0000-0002-1825-0097"}, {"literal": "CERN"}],
        "citation-key": "o2019",
        "volume": "",
        "custom": {"arxiv": "1905.06236"},
    }

    assert json.loads(write_csl_json([item])) == [
        {
            "id": "o2019",
            "type": "article",
            "title": "<i>A</i> & B < C for $5: $x$",
            "author": [{"family": "Ö"}, {"literal": "CERN"}],
            "citation-key": "o2019",
            "custom": {"arxiv": "1905.06236", "author-ORCID": ["0000-0002-1825-0097", None]},
        }
    ]
