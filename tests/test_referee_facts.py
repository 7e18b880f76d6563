"""What the referee says of numbers, projects and publications."""

import pytest

from pages.referee import find
from tests.support.factories import make_owner, make_project, make_publication
from tests.support.refereeing import (
    BY_ROW,
    MIXED,
    check_one,
    claim,
    judge_body,
    results,
)

# Numbers

AHEAD = [("Babbage", "80", "5"), ("This work", "81", "4")]


@pytest.mark.django_db
def test_a_results_table_without_a_unit_is_found():
    columns = [("text", "Work"), ("number_higher", "Accuracy")]

    check_one(
        judge_body(results(columns, ["This work", "81"])),
        "Table 1 names no unit.",
        "Put the unit in brackets",
        "Table 1",
    )
    assert judge_body(results(BY_ROW, *AHEAD)) == []


@pytest.mark.django_db
def test_the_unit_may_stand_in_the_rows():
    columns = [("text", "Measure"), ("number", "This work"), ("number", "Babbage")]

    assert judge_body(results(columns, ["Accuracy (%)", "81", "80"])) == []


@pytest.mark.django_db
def test_a_results_table_without_a_source_is_found():
    check_one(
        judge_body(results(BY_ROW, *AHEAD, source="")),
        "Table 1 does not say where its numbers come from.",
        "Name the source",
        "Table 1",
    )
    address = {"source": "", "source_address": "https://example.org"}
    assert judge_body(results(BY_ROW, *AHEAD, **address)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is state of the art.",
        "A state-of-the-art engine.",
        "The <b>best</b> engine.",
        "It outperforms Babbage.",
    ],
)
@pytest.mark.django_db
def test_a_superlative_beside_a_table_that_belies_it_is_found(text):
    [finding] = judge_body(claim(text), results(BY_ROW, *MIXED))

    assert "stands beside Table 1, in which your own work is not" in finding.sentence
    assert finding.sentence.endswith("see Time.")
    assert finding.mend.endswith("or is denied, leave it as it is.")
    assert judge_body(claim(text), results(BY_ROW, *AHEAD)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is not the best.",
        "It was never the fastest.",
        "On best-effort terms.",
        "As best practice has it.",
        "Of all, Top 1 is the best.",
        "It was tested at best.",
        "The engine adds.",
    ],
)
@pytest.mark.django_db
def test_words_that_claim_nothing_wrong_are_fine(text):
    assert judge_body(claim(text), results(BY_ROW, *MIXED)) == []


@pytest.mark.django_db
def test_what_others_say_is_theirs():
    quote = ("quote", {"text": "<p>The best engine.</p>", "attribution": "Ada"})

    assert judge_body(quote, results(BY_ROW, *MIXED)) == []


@pytest.mark.django_db
def test_a_superlative_is_compared_with_the_nearest_table():
    note = ("note", {"text": "<p>An aside.</p>"})
    body = [results(BY_ROW, *AHEAD), claim("The best engine."), note, note]

    assert judge_body(*body, results(BY_ROW, *MIXED)) == []
    assert judge_body(results(BY_ROW, *MIXED), *body[1:], results(BY_ROW, *AHEAD))


@pytest.mark.parametrize("title", ["The best engine", "Engine"])
@pytest.mark.django_db
def test_a_title_is_a_claim_too(title):
    found = judge_body(results(BY_ROW, *MIXED), title=title)

    assert [finding.field for finding in found] == ["title"] * ("best" in title)


@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("Ours", True),
        ("Engine (this work)", True),
        ("Ada Lovelace", True),
        ("U", False),
    ],
)
@pytest.mark.django_db
def test_the_own_work_goes_by_many_names(name, is_own):
    make_owner(name="Ada Lovelace")
    rows = [("Babbage", "80", "5"), (name, "79", "6")]

    found = judge_body(claim("The best engine."), results(BY_ROW, *rows))

    assert bool(found) == is_own


@pytest.mark.parametrize(
    ("measure", "own", "is_found"),
    [
        ("Accuracy (%)", "79", True),
        ("Accuracy (%)", "81", False),
        ("Time (s)", "81", True),
        ("Time (s)", "79", False),
        ("Accuracy (%)", "", False),
    ],
)
@pytest.mark.django_db
def test_works_may_be_columns_and_measures_rows(measure, own, is_found):
    columns = [("text", "Measure"), ("number", "Babbage"), ("number", "We")]

    found = judge_body(
        claim("The best engine."), results(columns, [measure, "80", own])
    )

    assert bool(found) == is_found


# Projects and publications


def test_a_project_without_a_topic_is_found(index):
    project = make_project(index)

    check_one(
        find(project),
        "The project has no topic, so readers who choose one will not find it.",
        "Add a word or two",
    )
    project.topics.add("HPC")
    assert find(project) == []


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("", "The page has no description."),
        ("About it.", "The project has no summary, so its page begins with nothing."),
    ],
)
def test_a_project_without_a_summary_is_found(index, description, sentence):
    project = make_project(index, topics=["HPC"])
    project.summary, project.search_description = "", description

    [finding] = find(project)

    assert finding.sentence == sentence
    assert finding.mend.startswith("Write")
    assert finding.anchor == "id_summary"


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("doi", "11.1021/x", "10.1021/acsaelm.9b00095"),
        ("arxiv_id", "1905.6", "1905.06236"),
    ],
)
def test_an_identifier_of_a_wrong_form_is_found(publication_index, name, wrong, right):
    paper = make_publication(publication_index, summary="About engines.")
    setattr(paper, name, wrong)

    [finding] = find(paper)

    assert finding.sentence.startswith(f"“{wrong}” is not a")
    assert finding.mend.startswith("Write")
    assert finding.anchor == f"id_{name}"
    setattr(paper, name, right)
    assert find(paper) == []


@pytest.mark.parametrize(
    ("link", "is_found"),
    [
        ({"doi": "10/x"}, True),
        ({"doi": "10.1021/acsaelm.9b00095"}, False),
        ({"address": "https://doi.org/10/x"}, True),
        ({"address": "https://doi.org/10.1021/acsaelm.9b00095"}, False),
        ({"address": "https://arxiv.org/abs/1905"}, True),
        ({"address": "https://arxiv.org/pdf/1905.06236v2.pdf"}, False),
        ({"address": "https://arxiv.org/help/"}, False),
    ],
)
def test_a_project_link_with_a_wrong_identifier_is_found(index, link, is_found):
    project = make_project(index, topics=["HPC"])
    project.links = [("link", {"kind": "paper", **link})]

    found = find(project)

    assert [finding.place for finding in found] == ["Link"] * is_found
    assert all("is not a" in finding.sentence for finding in found)
