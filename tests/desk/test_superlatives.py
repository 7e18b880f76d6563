"""The editorial check of superlatives near results tables."""

import pytest

from tests.support.editorial import BY_ROW, MIXED, assert_one, check_body, prose, results
from tests.support.factories import make_owner

pytestmark = pytest.mark.django_db

AHEAD = [("Babbage", "80", "5"), ("This work", "81", "4")]
BEST = "The best engine."


@pytest.mark.parametrize("word", ["state of the art", "state-of-the-art", "best", "outperforms"])
def test_a_superlative_near_a_table_that_contradicts_it_is_found(word):
    text = prose(f"It is, <b>{word}</b>.")

    assert_one(
        check_body(text, results(BY_ROW, *MIXED)),
        f"“{word}” is near Table 1, where your own work is not the best: see Time.",
        "Name the measure in which it is the best, or claim less.",
        "Text",
    )
    assert check_body(text, results(BY_ROW, *AHEAD)) == []


@pytest.mark.parametrize(
    "text",
    [
        *("It is not the best.", "It was never the fastest.", "It was tested at best."),
        *("On best-effort terms.", "As best practice has it.", "The engine adds."),
        "Of all, Top 1 is the best.",
    ],
)
def test_text_without_a_wrong_superlative_passes(text):
    assert check_body(prose(text), results(BY_ROW, *MIXED)) == []


def test_a_superlative_in_the_title_is_found_and_one_in_a_quote_passes():
    quote = ("quote", {"text": f"<p>{BEST}</p>", "attribution": "Ada"})

    [finding] = check_body(quote, results(BY_ROW, *MIXED), title=BEST)

    assert finding.field == "title"


def test_a_superlative_is_compared_with_the_nearest_table():
    note = ("note", {"text": "<p>An aside.</p>"})
    body = [results(BY_ROW, *AHEAD), prose(BEST), note, note]

    assert check_body(*body, results(BY_ROW, *MIXED)) == []
    assert check_body(results(BY_ROW, *MIXED), *body[1:], results(BY_ROW, *AHEAD))


@pytest.mark.parametrize(
    ("name", "is_own"),
    [("Ours", True), ("Engine (this work)", True), ("Ada Lovelace", True), ("U", False)],
)
def test_the_name_of_a_row_tells_whether_it_is_own_work(name, is_own):
    make_owner(name="Ada Lovelace")
    rows = [("Babbage", "80", "5"), (name, "79", "6")]

    assert bool(check_body(prose(BEST), results(BY_ROW, *rows))) == is_own


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
def test_works_may_be_columns_and_measures_rows(measure, own, is_found):
    columns = [("text", "Measure"), ("number", "Babbage"), ("number", "We")]

    assert bool(check_body(prose(BEST), results(columns, [measure, "80", own]))) == is_found
