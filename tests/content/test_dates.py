import pytest
from django.core.exceptions import ValidationError

from pages.fields import PartialDate, PartialDateBlock, clean_partial_date


@pytest.mark.parametrize(
    ("stored", "printed"),
    [("2019", "2019"), ("2019-11", "November 2019"), ("2019-11-17", "Nov. 17, 2019")],
)
def test_a_date_is_printed_as_exactly_as_it_is_known(stored, printed):
    assert PartialDate(stored).in_words == printed


def test_dates_sort_by_time_with_the_least_exact_first():
    dates = ["2019-11", "2018", "2019", "2019-11-17"]

    assert sorted(map(PartialDate, dates)) == ["2018", "2019", "2019-11", "2019-11-17"]


@pytest.mark.parametrize(
    "text", ["19", "2019-13", "2019-02-30", "2019-1", "0000", "11/2019", "२०१९", "2019\n"]
)
def test_other_text_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="write it like 2019, 2019-11"):
        clean_partial_date(text)


def test_a_draft_keeps_an_invalid_date():
    assert PartialDateBlock().to_python("next year") == "next year"
