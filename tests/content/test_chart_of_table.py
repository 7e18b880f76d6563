"""Charts that take their numbers from a results table of the same page."""

import pytest
from django.core.exceptions import ValidationError

from pages.blocks import BodyBlock
from pages.blocks.body import find_sparkline
from tests.support.editorial import messages
from tests.support.factories import make_data, make_page
from tests.support.reading import read_page

HEADINGS = [("Year", "text"), ("Speed (1/s)", "number")]
ROWS = [["2012", "1.5"], ["2013", "2.5"]]
EMPTY = make_data([], caption="Speed by year.", kind="bars", numbers_from="engine")


def make_body(*ids, headings=HEADINGS, chart=EMPTY):
    """Return a body of a chart and of results tables with these ids."""
    table = make_data(headings, *ROWS)
    blocks = [{"type": "results_table", "value": table, "id": one} for one in ids]
    return BodyBlock().to_python([{"type": "chart", "value": chart, "id": "chart"}, *blocks])


def refuse(body):
    with pytest.raises(ValidationError) as caught:
        BodyBlock().clean(body)
    (sentence,) = caught.value.block_errors[0].block_errors["numbers_from"].messages
    return sentence


def test_a_chart_is_drawn_from_a_table_of_its_page(home, client):
    shown = read_page(client, make_page(home, body=make_body("other", "engine")))

    chart = shown.select_one("figure.chart")
    assert len(chart.select("svg rect")) == 2
    assert [cell.get_text(strip=True) for cell in chart.select("td")] == ["1.5", "2.5"]
    assert chart.figcaption.get_text(" ", strip=True) == "Figure 1. Speed by year."


def test_its_own_table_may_stay_empty_and_is_emptied_when_it_is_published():
    own = {**EMPTY, **make_data(HEADINGS, ["2001", "9"]), "numbers_from": "engine"}
    for chart in (EMPTY, own):
        body = make_body("engine", chart={**chart, "kind": "bars"})

        published = BodyBlock().clean(body)

        assert published[0].value["table"].columns == []
        assert find_sparkline(published) is not None
    (draft, _) = BodyBlock().clean_deferred(make_body("engine", chart={**own, "kind": "bars"}))
    assert len(draft.value["table"].row_data) == 1


def test_a_chart_whose_table_is_gone_or_has_no_numbers_is_refused_with_the_reason():
    texts = make_body("engine", headings=[("Year", "text"), ("Speed", "text")])

    assert refuse(make_body("other")).startswith("The table that it takes its numbers from is gone")
    assert refuse(texts) == "Bars need a Number column: add one."
    BodyBlock().clean_deferred(make_body("other"))


def test_a_chart_whose_table_is_gone_is_not_shown_and_an_editor_is_told(home, client):
    page = make_page(home, body=make_body("other"))

    shown = read_page(client, page)

    assert not shown.select("figure.chart")
    assert shown.select("figure.results-table, .results-table")
    assert find_sparkline(page.body) is not None  # that of the table
    assert any("is not on the page any more" in message for message in messages(page))
