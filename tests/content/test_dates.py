import pytest
from django.core.exceptions import ValidationError

from pages.fields import PartialDate, PartialDateBlock, clean_partial_date


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2019", "2019"),
        ("2019-11", "November 2019"),
        ("2019-11-17", "Nov. 17, 2019"),
    ],
)
def test_a_date_is_told_as_exactly_as_it_is_known(written, read):
    assert PartialDate(written).in_words == read


def test_dates_of_one_year_sort_with_the_vaguest_first():
    dates = ["2019-11", "2018", "2019", "2019-11-17"]

    assert sorted(map(PartialDate, dates)) == ["2018", "2019", "2019-11", "2019-11-17"]


@pytest.mark.parametrize(
    "text",
    ["19", "2019-13", "2019-02-30", "2019-1", "0000", "11/2019", "२०१९", "2019\n"],
)
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="write it like 2019, 2019-11"):
        clean_partial_date(text)


def test_a_draft_keeps_a_date_that_is_not_one_yet():
    assert PartialDateBlock().to_python("next year") == "next year"
