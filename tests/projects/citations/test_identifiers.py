import pytest
from django.core.exceptions import ValidationError

from projects.citations.identifiers import clean_arxiv_id, clean_doi, doi_address


@pytest.mark.parametrize(
    "text",
    [
        "10.1021/acsaelm.9b00095",
        " https://doi.org/10.1021/acsaelm.9b00095 ",
        "http://dx.doi.org/10.1021/acsaelm.9b00095",
        "doi: 10.1021/acsaelm.9b00095",
        "DOI:10.1021/acsaelm.9b00095",
    ],
)
def test_a_doi_is_extracted_from_pasted_text(text):
    assert clean_doi(text) == "10.1021/acsaelm.9b00095"


@pytest.mark.parametrize("text", ["acsaelm", "10.1/x", "10.1021/", "10.1021/a b", "११.1"])
def test_text_that_is_no_doi_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="is not a DOI: write it like 10"):
        clean_doi(text)


def test_the_address_of_a_doi_escapes_reserved_characters():
    assert doi_address("10.1000/a#b?c") == "https://doi.org/10.1000/a%23b%3Fc"


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("1905.06236", "1905.06236"),
        ("arXiv:1905.06236v2", "1905.06236v2"),
        ("https://arxiv.org/abs/1811.02135", "1811.02135"),
        ("https://arxiv.org/pdf/1811.02135.pdf", "1811.02135"),
        ("cond-mat/0211022", "cond-mat/0211022"),
        ("math.GT/0309136", "math.GT/0309136"),
    ],
)
def test_an_arxiv_identifier_is_extracted_from_pasted_text(text, identifier):
    assert clean_arxiv_id(text) == identifier


@pytest.mark.parametrize("text", ["1905", "19050.6236", "1905.06236v0", "x/1"])
def test_text_that_is_no_arxiv_identifier_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match=r"is not an arXiv identifier: write 1905"):
        clean_arxiv_id(text)
