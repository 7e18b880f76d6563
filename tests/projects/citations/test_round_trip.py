import pytest

from projects.citations.reading import read
from projects.citations.write_bibtex import write_bibtex
from projects.citations.write_csl_json import write_csl_json
from projects.citations.write_ris import write_ris
from tests.audits.styles.records import make_records
from tests.projects.citations.library import read_library


def read_items(text):
    entries = read(text)
    assert not [entry.problem for entry in entries if entry.problem]
    return [entry.item for entry in entries]


@pytest.mark.parametrize("write", [write_bibtex, write_csl_json])
def test_a_library_comes_back_as_it_was_written(write):
    items = read_items("\n\n".join(bibtex for bibtex, _ in read_library()))

    assert read_items(write(items)) == items


def test_ris_loses_nothing_but_markup():
    items = read_items("\n\n".join(bibtex for bibtex, _ in read_library()))

    for item, again in zip(items, read_items(write_ris(items)), strict=True):
        # A body and a mononym are the same in RIS.
        left_out = {"title", "author", "editor", "abstract", "container-title", "publisher"}
        assert {name: item[name] for name in item.keys() - left_out} == {
            name: again[name] for name in again.keys() - left_out
        }
        assert len(again.get("author", [])) == len(item.get("author", []))


def test_fields_that_an_entry_has_no_place_for_come_back():
    item = {
        "type": "speech",
        "citation-key": "a2019",
        "title": "T",
        "author": [{"family": "A"}],
        "publisher": "B & C",
        "volume": "3",
        "page": "1–2",
        "genre": "Keynote",
    }

    assert read_items(write_bibtex([item])) == [item]


@pytest.mark.parametrize(
    ("write", "orcid"), [(write_bibtex, {}), (write_csl_json, {"ORCID": "0000-0002-1825-0097"})]
)
def test_links_versions_and_orcid_ids_come_back(write, orcid):
    item = {
        "type": "software",
        "citation-key": "a2019",
        "title": "T",
        "author": [{"family": "Lee"}, {"family": "Li", **orcid}],
        "edition": "1.4",
        "custom": {
            "links": [
                {"kind": "code", "url": "https://example.org/a_b%20c?d=1;2&e={f}"},
                {"kind": "Erratum", "url": "https://example.org/#e"},
                {"kind": "slides", "url": "https://example.org/s", "label": "My talk"},
            ]
        },
    }
    [again] = read_items(write([item]))
    item["custom"]["links"][0]["url"] = again["custom"]["links"][0]["url"]

    assert again == item


@pytest.mark.parametrize("record", make_records(1), ids=lambda record: record["type"])
def test_each_kind_comes_back(record):
    assert read_items(write_bibtex([record]))[0]["type"] == record["type"]


def test_text_that_looks_like_an_entry_stays_text():
    item = {
        "type": "document",
        "title": "T\n@misc{x,",
        "author": [{"literal": "A\n@misc{y,"}],
        "abstract": "One.\n\n@misc{z,\n\nTwo.",
    }

    assert [one["title"] for one in read_items(write_bibtex([item]))] == ["T @misc{x,"]
