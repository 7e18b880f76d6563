import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.citations import reading
from projects.citations.reading import UnreadableFile, decode, read

MIXED = """10.1021/acsaelm.9b00095
- arXiv:1905.06236v2 [cs.CV] 15 May 2019
https://arxiv.org/abs/hep-th/9901001, https://doi.org/10.1000/x.
@article{a, title = {A}}
see 10.1000/mentioned in a comment
10.1000/entry
TY  - JOUR
TI  - B
ER  -
[{"title": "C"},
 {"title": "D"}]
@book{e, title = {E}}
doi:10.12
"""


def test_formats_may_be_mixed():
    entries = read(MIXED)

    assert [(entry.line, entry.format) for entry in entries] == [
        (1, "identifier"), (2, "identifier"), (3, "identifier"), (3, "identifier"), (4, "bibtex"),
        (6, "identifier"), (7, "ris"), (10, "csl-json"), (11, "csl-json"), (12, "bibtex"),
        (13, "identifier"),
    ]  # fmt: skip
    assert [entry.item and entry.item.get("title") for entry in entries[4:10]] == [
        "A", None, "B", "C", "D", "E"
    ]  # fmt: skip
    assert "is not a DOI" in entries[-1].problem


def test_an_identifier_alone_is_an_item_to_look_up():
    doi, arxiv = read("10.1000/x\n[1] arXiv:1905.06236 [cs.CV]")

    assert doi.needs_lookup
    assert doi.item == {"type": "document", "DOI": "10.1000/x"}
    assert arxiv.needs_lookup
    assert arxiv.item == {
        "type": "article", "custom": {"arxiv": "1905.06236", "arxiv-class": "cs.CV"}
    }  # fmt: skip


def test_identifiers_in_a_list_of_references_are_taken():
    [first, second, rest] = read(
        "1. Smith, J. (2019). Things. https://doi.org/10.1000/x.\nDoe, arXiv:1905.06236.\nNo more."
    )

    assert first.item["DOI"] == "10.1000/x"
    assert "Taken from the line “Smith" in first.notes[0]
    assert second.item["custom"] == {"arxiv": "1905.06236"}
    assert rest.problem == "Line 3: “No more.” is no BibTeX, RIS, CSL-JSON or identifier."


def test_bibtex_may_follow_json():
    entries = read('{"title": "A"}\n@book{b, title = {B}}\n[{"title": "C"')

    assert [(entry.line, bool(entry.problem)) for entry in entries] == [
        (1, False),
        (2, False),
        (3, True),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing to read"),
        ("\n \n", "nothing to read"),
        ("<!DOCTYPE html><html><body>@article{a, title={A}}</body></html>", "web page"),
        ("\0\1\2PNG", "no text"),
        ("\ufffd" * 500, "no text"),
        ("x" * (reading.MAX_SIZE + 1), "longer than 6 MB"),
        ("@a{b}\n" * (reading.MAX_ENTRIES + 1), "more than 10,000 entries"),
        ("10.1000/x\n" * (reading.MAX_ENTRIES + 1), "more than 10,000 entries"),
        ("Hello\nworld", "is no BibTeX"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        (f"@article{{a, title = {{{'x' * 200_000}}}}}", "the field title is longer than 100,000"),
        (f"@article{{a, title = {{T}}, author = {{{'A. B and ' * 10_000} C}}}}", "10,001 names"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_sentence(text, reason):
    [entry] = read(text)

    assert entry.item is None
    assert reason in entry.problem


def test_a_script_in_a_title_is_text():
    [entry] = read("@article{a, title = {<script>alert(1)</script> & <b onclick=x>B</b>}}")

    assert entry.item["title"] == "<script>alert(1)</script> & <b>B</b>"


def test_abbreviations_that_double_each_other_are_refused():
    laughs = "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(60))
    entries = read(f'@string{{a0 = "ha"}}\n{laughs}@article{{x, title = a60}}')

    assert all(len(str(entry)) < 10_000 for entry in entries)
    assert "too long" in entries[0].problem


def test_parents_that_double_each_other_and_circles_end():
    chain = "".join(f"@xdata{{x{n}, xdata = {{x{n + 1}, x{n + 2}}}}}\n" for n in range(200))
    circle = "@book{a, title = {A}, crossref = {b}}\n@book{b, title = {B}, crossref = {a}}\n"
    heavy = f"@book{{p, title = {{{'x' * 90_000}}}}}\n" + "".join(
        f"@inbook{{c{n}, title = {{T}}, crossref = {{p}}}}\n" for n in range(100)
    )

    entries = read(f"@book{{y, title = {{Y}}, xdata = {{x0}}}}\n{chain}{circle}{heavy}")

    assert [entry.item["title"] for entry in entries if entry.source.startswith("@book")][:3] == [
        "Y", "A", "B"
    ]  # fmt: skip
    assert "too long" in entries[-1].problem


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title = {" * 20_000,
        "@" * 400_000,
        "@a" * 200_000,
        "@article" + " " * 400_000,
        "@article{a, title = " + "{" * 400_000,
        "@article{a, author = {" + "{" * 90_000 + "}" * 90_000 + "}}",
        "@article{a, title = {" + "\\" * 90_001 + " }}",
        "TY  - JOUR\n" + "AU  - A\n" * 50_000,
        "TY  - " * 60_000,
        " " * 400_000 + "x",
        "[]\n" * 100_000,
        "[\n" * 100_000,
        "10.1000/" * 50_000,
        "https://" * 50_000,
        "a" * 400_000,
        "<" * 400_000,
        '"' * 400_000,
        "=\n" * 200_000,
    ],
)
def test_hostile_text_ends(text):
    entries = read(text)

    assert all(entry.problem for entry in entries if entry.item is None)


def test_a_large_text_is_read_in_little_memory():
    abstract = "Sentences of an abstract about {\\'E}tudes. " * 18
    text = "\n".join(
        f"@article{{k{n}, title = {{Title {n}}}, author = {{A. B and C. D}}, year = 2019,"
        f" journal = {{Journal}}, abstract = {{{abstract}}}}}"
        for n in range(300)
    )
    read(text)  # loads what is loaded once
    tracemalloc.start()

    entries = read(text)

    # Of a file of 5 MB, that is 60 MB.
    assert tracemalloc.get_traced_memory()[1] < 12 * len(text)
    tracemalloc.stop()
    assert len(entries) == 300
    assert not any(entry.problem for entry in entries)


def test_files_are_decoded_by_their_bytes():
    text = "@book{a, title = {Ünï}}"

    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\0\0", bytes(range(256)) * 20, b"%PDF-1.4\n" + b"\xe2\0" * 9]
)
def test_binary_files_are_refused(data):
    with pytest.raises(UnreadableFile, match="no text"):
        decode(data)


def test_large_files_are_refused():
    with pytest.raises(UnreadableFile, match="larger than 6 MB"):
        decode(b"x" * (reading.MAX_SIZE + 1))


PIECES = st.sampled_from(
    ["@article", "@string", "@comment", "@", "{", "}", "(", ")", '"', ",", "=", "#", "key", "title",
     "author", "crossref", "\n", " ", "TY  - JOUR\n", "ER  - \n", "TI  - x\n", "[", "]", '{"title": "x"}',
     "10.1000/x", "arXiv:1905.06236", "\\", "$", "%", "é", "1", " and ", "date", "\r\n", "xdata"]
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_gives_items_or_problems_with_lines(text):
    entries = read(text)

    assert entries
    for entry in entries:
        assert bool(entry.item) != bool(entry.problem)
        assert 1 <= entry.line <= text.count("\n") + 1
        json.dumps(entry.item)


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_no_entry_is_lost_whatever_is_cut_out(data):
    text = "".join(f"@article{{k{n}, title = {{T {n}}}, year = {{20{n:02}}}}}\n" for n in range(5))
    start = data.draw(st.integers(0, len(text)))
    text = text[:start] + text[start + data.draw(st.integers(0, 3)) :]

    starts = text.count("\n@article{") + text.startswith("@article{")
    assert len([entry for entry in read(text) if entry.format == "bibtex"]) >= starts
