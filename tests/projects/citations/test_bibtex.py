import pytest

from projects.citations.reading import read
from tests.projects.citations.library import read_library

LIBRARY = read_library()


def read_one(text):
    [entry] = read(text)
    assert not entry.problem
    return entry


def read_fields(fields, kind="article"):
    return read_one(f"@{kind}{{key, title = {{T}}, {fields}}}").item


def read_item(text):
    return read_one(text).item


def test_three_hundred_works_in_many_manners_of_writing_are_read_right():
    entries = read("\n".join(["A library.", *(entry for entry, _ in LIBRARY)]))

    assert len(entries) == len(LIBRARY) > 300
    assert {entry.problem for entry in entries} == {""}
    pairs = zip(entries, LIBRARY, strict=True)
    assert [(entry.item, item) for entry, (_, item) in pairs if entry.item != item] == []
    assert not any("paper.pdf" in entry.source for entry in entries)


def test_the_same_works_are_read_again_from_their_sources():
    entries = read("\n".join(entry.source for entry in read("\n".join(e for e, _ in LIBRARY))))

    assert [entry.item for entry in entries] == [item for _, item in LIBRARY]


def test_text_comments_and_preambles_are_no_entries():
    text = """
        Text with 10.1000/x and someone@example.org (a colleague).
        @comment{jabref-meta: databaseType:bibtex;}
        @preamble{"\\newcommand{\\noop}[1]{}"}
        % @article is a word
        @article{a, title = {A}}
        more text @home
        @COMMENT broken {
        @book{b, title = {B}}
    """

    assert [entry.item["title"] for entry in read(text)] == ["A", "B"]


def test_abbreviations_are_resolved_and_joined():
    entry = read_one(
        '@STRING{prl = "Physical Review " # {Letters}} @string(me = {John Smith})\n'
        "@Article{k, TITLE = {T}, Author = ME, journal = PRL, month = 3 # {~} # mar, year = 2019}"
    )

    assert entry.item["container-title"] == "Physical Review Letters"
    assert entry.item["author"] == [{"family": "Smith", "given": "John"}]
    assert entry.item["issued"] == {"date-parts": [[2019, 3, 3]]}
    assert "journal = {Physical Review Letters}" in entry.source


def test_an_abbreviation_that_is_not_defined_stays_and_is_noted():
    entry = read_one("@article{k, title = {T}, journal = nature}")

    assert entry.item["container-title"] == "nature"
    assert entry.notes == ("The abbreviation nature is not defined.",)


def test_an_entry_takes_the_fields_of_its_parent():
    text = """
        @inproceedings{a, title = {A}, author = {X Y}, crossref = {P}, pages = {1--5}}
        @inbook{b, title = {B}, crossref = {missing}}
        @proceedings{p, title = {Proc}, editor = {E F}, year = 2020, doi = {10.1000/p},
                     publisher = {ACM}, url = {https://example.org/}}
    """
    child, orphan, parent = read(text)

    assert child.item == {
        "type": "paper-conference", "citation-key": "a", "title": "A", "page": "1–5",
        "author": [{"family": "Y", "given": "X"}], "editor": [{"family": "F", "given": "E"}],
        "container-title": "Proc", "publisher": "ACM", "issued": {"date-parts": [[2020]]},
    }  # fmt: skip
    assert "is not there" in orphan.notes[0]
    assert parent.item["type"] == "book"


def test_shared_fields_are_taken_and_are_no_publication_themselves():
    shared, work = read("@xdata{x, publisher = {ACM}}\n@book{b, title = {B}, xdata = {x}}")

    assert shared.problem == "Line 1: @xdata is no publication but shared fields of other entries."
    assert work.item["publisher"] == "ACM"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (
            "@article{a, title = {A\n\n@book{b, title = {B}}",
            1,
            "a brace or quotation mark is missing",
        ),
        (
            '@book{b, title = {B}}\n@article{a, title = "A',
            2,
            "a brace or quotation mark is missing",
        ),
        ("\n\n@article{a, title {A}}", 3, "without an equals sign"),
        ("@article{a, author = {X Y}}", 1, "has no title"),
        ("@article{a, title = {T} # }", 1, ""),
        ("@article smith, title = {T}", 1, "no opening brace"),
        ("@string{a = {b}\n@book{b, title = {B}}", 1, "a brace or quotation mark is missing"),
        ("@set{s, entryset = {a, b}}", 1, "no publication"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named_with_line_and_reason(text, line, reason):
    problems = [entry for entry in read(text) if entry.problem]

    if reason:
        [entry] = problems
        assert entry.line == line
        assert entry.item is None
        assert entry.problem.startswith(f"Line {line}: ")
        assert reason in entry.problem
    assert len(read(text)) == text.count("@")


def test_a_repeated_field_and_a_repeated_key_lose_no_entry():
    text = "@article{k, title = {A}, year = 2019, Title = {B}, year = {2019}}\n@article{K, title = {C}}"
    first, second = read(text)

    assert first.item["title"] == "A"
    assert first.notes == ("The field title is there twice: the first is read.",)
    assert second.item["title"] == "C"
    assert second.notes == ("Another entry has the key “K”.",)


@pytest.mark.parametrize(
    "text",
    [
        "@article{k, title = {A}\n year = 2019}",
        "@article{k, title = {A}, year = 2019,,}",
        "@article{title = {A}, year = 2019}",
        "@ article\n{k, title = {A}, year = 2019}",
        '@article(k, title = "A", year = 2019)',
        "text @article{k, title = {A}, year = 2019}",
    ],
)
def test_small_mistakes_are_mended_or_named(text):
    [entry] = read(text)

    assert entry.problem or (entry.item["title"], entry.item["issued"]) == (
        "A", {"date-parts": [[2019]]}
    )  # fmt: skip


def test_fields_of_reference_managers_are_in_neither_item_nor_source():
    entry = read_one(
        "@article{k,\n  file = {/home/me/secret.pdf},\n  title = {T},\n  Owner = {secret},\n"
        "  timestamp = secret # {x}, annote = {secret}, bdsk-file-1 = {secret},\n"
        "  mendeley-groups = {secret}, groups = {secret}, comment = {secret, or {not}}\n}"
    )

    assert entry.item == {"type": "article-journal", "citation-key": "k", "title": "T"}
    assert entry.source == "@article{k,\n  title = {T},\n}"


def test_fields_that_no_item_has_are_named():
    assert read_one("@misc{k, title = {T}, mystery = {x}}").notes == ("Left out: mystery.",)


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("date = {2019-05-03}", [2019, 5, 3]),
        ("date = {2019-05/2019-07}", [2019, 5]),
        ("date = {2019-05-03T10:00:00}", [2019, 5, 3]),
        ("year = {2019a}, month = {May 3--5}", [2019, 5, 3]),
        ("year = 2019, month = 3 # {~} # may", [2019, 5, 3]),
        ("year = {c. 2019}, month = {5}, day = {31}", [2019, 5, 31]),
        ("year = 2019, month = feb, day = 30", [2019, 2]),
        ("year = 2019, month = {Mai}", [2019, 5]),
        ("year = 2019, month = {May--June}", [2019, 5]),
        ("year = 2019, month = {Dezember}", [2019, 12]),
        ("year = 2019, month = {13}", [2019]),
        ("eventdate = {2018-01-02}", [2018, 1, 2]),
    ],
)
def test_dates_are_read_as_far_as_they_are_known(fields, date):
    assert read_fields(fields)["issued"] == {"date-parts": [date]}


def test_a_year_that_is_none_is_a_note():
    assert read_fields("year = {in press}")["note"] == "in press"


@pytest.mark.parametrize(
    ("fields", "pages"),
    [
        ("pages = {1--5}", "1–5"), ("pages = {1-5}", "1–5"), ("pages = {12-1--12-9}", "12-1–12-9"),
        ("pages = {1, 3--4}", "1, 3–4"), ("pages = {S3}", "S3"), ("pages = {7 – 9}", "7–9"),
    ],
)  # fmt: skip
def test_ranges_of_pages_have_an_en_dash(fields, pages):
    assert read_fields(fields)["page"] == pages


@pytest.mark.parametrize(
    ("fields", "arxiv", "category"),
    [
        ("journal = {arXiv preprint arXiv:1706.03762}", "1706.03762", None),
        ("journal = {CoRR}, volume = {abs/1706.03762}", "1706.03762", None),
        ("journal = {ArXiv}, volume = {abs/1706.03762}", "1706.03762", None),
        (
            "eprint = {1706.03762}, archivePrefix = {arXiv}, primaryClass = {cs.CL}",
            "1706.03762",
            "cs.CL",
        ),
        ("eprint = {arXiv:1706.03762}", "1706.03762", None),
        (
            "eprint = {9901001}, eprinttype = {arxiv}, eprintclass = {hep-th}",
            "hep-th/9901001",
            "hep-th",
        ),
        ("doi = {10.48550/arXiv.1706.03762}, publisher = {arXiv}", "1706.03762", None),
        ("url = {http://arxiv.org/abs/1706.03762}", "1706.03762", None),
        ("note = {arXiv:1706.03762 [cs.CL]}, number = {arXiv:1706.03762}", "1706.03762", "cs.CL"),
    ],
)
@pytest.mark.parametrize("kind", ["article", "misc"])
def test_a_preprint_is_known_by_its_identifier_wherever_it_is(kind, fields, arxiv, category):
    custom = {"arxiv": arxiv} | ({"arxiv-class": category} if category else {})

    assert read_fields(fields, kind) == {
        "type": "article", "citation-key": "key", "title": "T", "custom": custom
    }  # fmt: skip


def test_a_published_work_keeps_its_arxiv_identifier():
    item = read_fields("journal = {Nature}, eprint = {1706.03762}, doi = {10.1038/x}, volume = 3")

    assert item["type"] == "article-journal"
    assert (item["container-title"], item["volume"], item["DOI"]) == ("Nature", "3", "10.1038/x")
    assert item["custom"] == {"arxiv": "1706.03762"}


def test_other_fields_have_their_places():
    item = read_item(
        r"""@InProceedings{k, title = {A}, subtitle = {B}, booktitle = {Proc}, series = {LNCS},
        shortjournal = {P}, eventtitle = {Conf}, address = {Bonn}, organization = {ACM},
        isbn = {978-3-16-148410-0 (print)}, issn = {2049-3630, 1111-1111}, pmid = {123},
        language = {ngerman}, keywords = {a, b; a}, abstract = {One.

        Two.}, note = {Best paper}, edition = {2}, eid = {e7}, number = {4},
        code = {https://example.org/c\_d}, slides = {slides.pdf}, hal = {https://hal.science/x},
        eprint = {hal-1}, eprinttype = {hal}, url = {https://doi.org/10.1000/x}, doi = {10.1000/x}}"""
    )

    assert item == {
        "type": "paper-conference", "citation-key": "k", "title": "A: B", "container-title": "Proc",
        "container-title-short": "P", "collection-title": "LNCS", "event-title": "Conf",
        "publisher-place": "Bonn", "publisher": "ACM", "ISBN": "978-3-16-148410-0",
        "ISSN": "2049-3630", "PMID": "123", "language": "de", "abstract": "One.\n\nTwo.",
        "note": "Best paper", "edition": "2", "number": "e7", "issue": "4", "DOI": "10.1000/x",
        "custom": {
            "keywords": ["a", "b"],
            "links": [
                {"kind": "hal", "url": "https://hal.science/hal-1"},
                {"kind": "code", "url": "https://example.org/c_d"},
                {"kind": "hal", "url": "https://hal.science/x"},
            ],
        },
    }  # fmt: skip


def test_a_wrong_identifier_is_left_out_and_named():
    entry = read_one("@book{k, title = {T}, doi = {missing}, isbn = {123}}")

    assert set(entry.item) == {"type", "title", "citation-key"}
    assert "“missing”" in entry.notes[0]
    assert "“123”" in entry.notes[1]


def test_an_entry_without_a_title_may_be_looked_up():
    entry = read_one("@article{k, doi = {10.1000/x}}")

    assert entry.needs_lookup
    assert entry.notes == ("It has no title: look it up.",)


def test_an_unknown_kind_is_other():
    entry = read_one("@my-kind{k, title = {T}}")

    assert entry.item["type"] == "document"
    assert "unknown kind" in entry.notes[0]
