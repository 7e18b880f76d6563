"""The editorial checks of results tables, superlatives, projects and publications."""

import pytest

from pages.desk.checks import run_checks
from tests.support.editorial import (
    BY_ROW,
    MIXED,
    assert_one,
    check_body,
    prose,
    results,
)
from tests.support.factories import make_owner, make_project

# Results tables

AHEAD = [("Babbage", "80", "5"), ("This work", "81", "4")]


@pytest.mark.django_db
def test_a_results_table_without_a_unit_is_found():
    columns = [("text", "Work"), ("number_higher", "Accuracy")]

    assert_one(
        check_body(results(columns, ["This work", "81"])),
        "Table 1 has no unit.",
        "Put the unit in brackets",
        "Table 1",
    )
    assert check_body(results(BY_ROW, *AHEAD)) == []


@pytest.mark.django_db
def test_the_unit_may_be_in_the_rows():
    columns = [("text", "Measure"), ("number", "This work"), ("number", "Babbage")]

    assert check_body(results(columns, ["Accuracy (%)", "81", "80"])) == []


@pytest.mark.django_db
def test_a_results_table_without_a_source_is_found():
    assert_one(
        check_body(results(BY_ROW, *AHEAD, source="")),
        "Table 1 has no source.",
        "Name the source",
        "Table 1",
    )
    address = {"source": "", "source_address": "https://example.org"}
    assert check_body(results(BY_ROW, *AHEAD, **address)) == []


# Superlatives


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
def test_a_superlative_near_a_table_that_contradicts_it_is_found(text):
    [finding] = check_body(prose(text), results(BY_ROW, *MIXED))

    assert "is near Table 1, where your own work is not" in finding.message
    assert finding.message.endswith("see Time.")
    assert finding.advice.endswith("is negated or means something else here.")
    assert check_body(prose(text), results(BY_ROW, *AHEAD)) == []


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
def test_text_without_a_wrong_superlative_passes(text):
    assert check_body(prose(text), results(BY_ROW, *MIXED)) == []


@pytest.mark.django_db
def test_a_superlative_in_a_quote_passes():
    quote = ("quote", {"text": "<p>The best engine.</p>", "attribution": "Ada"})

    assert check_body(quote, results(BY_ROW, *MIXED)) == []


@pytest.mark.django_db
def test_a_superlative_is_compared_with_the_nearest_table():
    note = ("note", {"text": "<p>An aside.</p>"})
    body = [results(BY_ROW, *AHEAD), prose("The best engine."), note, note]

    assert check_body(*body, results(BY_ROW, *MIXED)) == []
    assert check_body(results(BY_ROW, *MIXED), *body[1:], results(BY_ROW, *AHEAD))


@pytest.mark.parametrize("title", ["The best engine", "Engine"])
@pytest.mark.django_db
def test_a_superlative_in_the_title_is_found(title):
    found = check_body(results(BY_ROW, *MIXED), title=title)

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
def test_the_name_of_a_row_tells_whether_it_is_own_work(name, is_own):
    make_owner(name="Ada Lovelace")
    rows = [("Babbage", "80", "5"), (name, "79", "6")]

    found = check_body(prose("The best engine."), results(BY_ROW, *rows))

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

    found = check_body(prose("The best engine."), results(columns, [measure, "80", own]))

    assert bool(found) == is_found


# Projects and publications


def test_a_project_without_a_topic_is_found(index):
    project = make_project(index)

    assert_one(
        run_checks(project),
        "The project has no topic, so no filter of the projects finds it.",
        "Add one or two topics",
    )
    project.topics.add("HPC")
    assert run_checks(project) == []


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ("", "The page has no description."),
        ("About it.", "The project has no summary, which its page begins with."),
    ],
)
def test_a_project_without_a_summary_is_found(index, description, message):
    project = make_project(index, topics=["HPC"])
    project.summary, project.search_description = "", description

    found = run_checks(project)

    assert_one(found, message, "Write")
    assert found[0].anchor == "id_summary"
