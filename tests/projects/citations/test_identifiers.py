from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.fields import clean_orcid
from projects.citations.identifiers import (
    arxiv_address,
    clean_arxiv_id,
    clean_doi,
    clean_isbn,
    clean_issn,
    doi_address,
    find_arxiv_class,
)

SICI = "10.1002/(SICI)1097-4571(199704)48:4<310::AID-ASI5>3.0.CO;2-8"
# Forms of one DOI, which is written @ here, then others in which a character is hard.
FORMS = """
        @|https://doi.org/@|http://dx.doi.org/@|https://www.doi.org/@|doi.org/@
        doi: @|doi:@|DOI @|doi @.|@.|(@)|<https://doi.org/@>|[@]|"@",
        info:doi/@|urn:doi:@|https://doi.org/doi:@|https://pubs.acs.org/doi/@
        https://pubs.acs.org/doi/abs/@|https://pubs.acs.org/doi/pdf/@|@;
        https://pubs.acs.org/doi/full/@?src=recsys#tab|https://doi.org/@?utm_source=x
        https://hdl.handle.net/@|https://doi-org.proxy.lib.example.edu/@|https://doi.org/@/
        https://example.org/article?id=@&type=printable|https://iopscience.iop.org/article/@/pdf
        https://www.example.org/articles/@/full|https://example.org/@.pdf|doi.acm.org/@
"""
DOIS = [
    (form.strip().replace("@", "10.1021/acsaelm.9b00095"), "10.1021/acsaelm.9b00095")
    for form in FORMS.strip().replace("\n", "|").split("|")
] + [
    ("doi.acm.org/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/doi/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("dl.acm.org/citation.cfm?doid=10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    (SICI, SICI),
    (f"https://doi.org/{SICI}", SICI),
    ("https://doi.org/10.1002/(SICI)1097-4571(199704)48:4%3C310::AID-ASI5%3E3.0.CO;2-8", SICI),
    (f"https://doi.org/{quote(SICI, safe='')}", SICI),
    ("10.1002/(SICI)1097-4571(199704)48:4&lt;310::AID-ASI5&gt;3.0.CO;2-8", SICI),
    (f"https://onlinelibrary.wiley.com/doi/{SICI}/abstract", SICI),
    ("10.1175/1520-0493(1980)108<0130:DNF>2.0.CO;2", "10.1175/1520-0493(1980)108<0130:DNF>2.0.CO;2"),
    ("10.1002/1521-4095(200102)13:4<243::AID-X>3.0.CO;2-#",
     "10.1002/1521-4095(200102)13:4<243::AID-X>3.0.CO;2-#"),
    ("10.1016/S0140-6736(05)66991-6", "10.1016/S0140-6736(05)66991-6"),
    ("(10.1016/S0140-6736(05)66991-6)", "10.1016/S0140-6736(05)66991-6"),
    ("10.1000.10/123", "10.1000.10/123"),
    ("10.1093/ajae/aaq063", "10.1093/ajae/aaq063"),
    (r"10.1007/978-3-642-04898-2\_1", "10.1007/978-3-642-04898-2_1"),
    ("https://link.springer.com/chapter/10.1007/978-3-642-04898-2_1", "10.1007/978-3-642-04898-2_1"),
    ("https://link.springer.com/content/pdf/10.1007/s10994-019-05855-6.pdf",
     "10.1007/s10994-019-05855-6"),
    ("https://www.nature.com/articles/s41586-019-1666-5", "10.1038/s41586-019-1666-5"),
    ("https://www.nature.com/articles/nature14539.pdf", "10.1038/nature14539"),
    ("https://zenodo.org/records/3509134", "10.5281/zenodo.3509134"),
    ("https://zenodo.org/doi/10.5281/zenodo.3509134", "10.5281/zenodo.3509134"),
    ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0115253",
     "10.1371/journal.pone.0115253"),
    ("https://www.biorxiv.org/content/10.1101/2020.01.30.927871v2.full.pdf",
     "10.1101/2020.01.30.927871"),
    ("10.26434/chemrxiv-2021-vjgvz-v2", "10.26434/chemrxiv-2021-vjgvz-v2"),
    ("10.3390/s19010001", "10.3390/s19010001"),
    ("10.48550/arXiv.1905.06236", "10.48550/arXiv.1905.06236"),
    ("https://royalsocietypublishing.org/doi/10.1098/rspa.1927.0118", "10.1098/rspa.1927.0118"),
    ("https://science.sciencemag.org/lookup/doi/10.1126/science.1157784", "10.1126/science.1157784"),
    ("https://ieeexplore.example.org/x/10.1109/5.771073", "10.1109/5.771073"),
    ("10.1023/A:1010933404324", "10.1023/A:1010933404324"),
    ("10.1061/(ASCE)0733-9445(2003)129:1(30)", "10.1061/(ASCE)0733-9445(2003)129:1(30)"),
    ("10.1890/0012-9658(2006)87[2614:ATOTDA]2.0.CO;2", "10.1890/0012-9658(2006)87[2614:ATOTDA]2.0.CO;2"),
    ("10.1000/ümlaut", "10.1000/ümlaut"),
    ("\ufeff10.1000/in\u200bvisible", "10.1000/invisible"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "doi"), DOIS)
def test_a_doi_is_extracted_from_pasted_text(text, doi):
    assert clean_doi(text) == doi
    assert clean_doi(doi_address(doi)) == doi


@pytest.mark.parametrize(
    "text",
    ["acsaelm", "10.1/x", "10.1021/", "10.1021/a b", "११.1", "https://example.org/x", "see 10.1021/x",
     "", "https://doi.org/"],
)  # fmt: skip
def test_text_that_is_no_doi_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="is not a DOI: write it like 10"):
        clean_doi(text)


def test_a_short_doi_is_refused_with_what_to_do():
    with pytest.raises(ValidationError, match="is a short DOI: open it"):
        clean_doi("https://doi.org/10/gf9kbz")


def test_the_address_of_a_doi_escapes_reserved_characters():
    assert doi_address("10.1000/a#b?c") == "https://doi.org/10.1000/a%23b%3Fc"
    assert doi_address("10.1000/<a>") == "https://doi.org/10.1000/%3Ca%3E"


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="10.2/ab<>()%&#?[]{};:,. \u200bdoi\"'é", max_size=60))
def test_any_text_is_a_doi_that_is_read_again_alike_or_is_refused(text):
    try:
        doi = clean_doi(text)
    except ValidationError:
        return
    assert clean_doi(doi) == doi


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("1905.06236", "1905.06236"),
        ("arXiv:1905.06236v2", "1905.06236v2"),
        ("arXiv:1905.06236 [cs.CV]", "1905.06236"),
        ("arXiv:1905.06236v2 [cs.CV] 15 May 2019", "1905.06236v2"),
        ("arXiv: 1905.06236 [cs.CV, stat.ML]", "1905.06236"),
        ("ArXiv preprint arXiv:1905.06236", "1905.06236"),
        ("arXiv e-print 1905.06236.", "1905.06236"),
        ("CoRR, abs/1905.06236", "1905.06236"),
        ("https://arxiv.org/abs/1811.02135", "1811.02135"),
        ("https://arxiv.org/abs/1811.02135?context=cs", "1811.02135"),
        ("http://www.arxiv.org/abs/1811.02135v1", "1811.02135v1"),
        ("https://arxiv.org/pdf/1811.02135.pdf", "1811.02135"),
        ("https://arxiv.org/pdf/1811.02135v3#page=2", "1811.02135v3"),
        ("https://arxiv.org/html/1811.02135v3", "1811.02135v3"),
        ("https://export.arxiv.org/abs/1811.02135", "1811.02135"),
        ("https://ar5iv.labs.arxiv.org/html/1811.02135", "1811.02135"),
        ("https://ar5iv.org/abs/1811.02135", "1811.02135"),
        ("https://huggingface.co/papers/2310.06825", "2310.06825"),
        ("10.48550/arXiv.1905.06236", "1905.06236"),
        ("https://doi.org/10.48550/arXiv.1905.06236", "1905.06236"),
        ("doi:10.48550/ARXIV.1905.06236", "1905.06236"),
        ("<https://arxiv.org/abs/1811.02135>", "1811.02135"),
        ("0704.0001", "0704.0001"),
        ("cond-mat/0211022", "cond-mat/0211022"),
        ("arXiv:hep-th/9901001v3", "hep-th/9901001v3"),
        ("HEP-TH/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("https://arxiv.org/abs/math.GT/0309136", "math.GT/0309136"),
        ("cond-mat.mes-hall/0211022", "cond-mat/0211022"),
        ("http://xxx.lanl.gov/abs/quant-ph/0201082", "quant-ph/0201082"),
    ],
)
def test_an_arxiv_identifier_is_extracted_from_pasted_text(text, identifier):
    assert clean_arxiv_id(text) == identifier
    assert clean_arxiv_id(arxiv_address(identifier)) == identifier


@pytest.mark.parametrize(
    "text",
    ["1905", "19050.6236", "1905.06236v0", "x/1", "1913.06236", "1905.0623", "0601.0001", "abc/0309136",
     "10.1021/acsaelm.9b00095", "1905.06236 and more", "", "arXiv:"],
)  # fmt: skip
def test_text_that_is_no_arxiv_identifier_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match=r"is not an arXiv identifier: write it like 0704"):
        clean_arxiv_id(text)


def test_the_class_is_read_from_the_stamp_of_arxiv():
    assert find_arxiv_class("arXiv:1905.06236v2 [cs.CV] 15 May 2019") == "cs.CV"
    assert find_arxiv_class("arXiv:hep-th/9901001 [hep-th]") == "hep-th"
    assert find_arxiv_class("[1] Smith") == ""


@pytest.mark.parametrize(
    "text",
    [
        "0000-0002-1825-0097",
        "https://orcid.org/0000-0002-1825-0097/",
        "ORCID iD: 0000000218250097",
        "https://orcid.org/my-orcid?orcid=0000-0002-1825-0097",
        "ORCID: orcid.org/0000-0002-1825-0097",
    ],
)
def test_an_orcid_id_is_extracted_from_pasted_text(text):
    assert clean_orcid(text) == "0000-0002-1825-0097"


def test_an_orcid_id_may_end_with_x():
    assert clean_orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    ("clean", "text", "reason"),
    [
        (clean_orcid, "0000-0002-1825-0098", "not an ORCID iD"),
        (clean_orcid, "0000-0002", "not an ORCID iD"),
        (clean_isbn, "978-3-16-148410-1", "not an ISBN"),
        (clean_isbn, "12345", "not an ISBN"),
        (clean_issn, "2049-3631", "not an ISSN"),
    ],
)
def test_a_number_with_a_wrong_digit_is_refused(clean, text, reason):
    with pytest.raises(ValidationError, match=reason):
        clean(text)


def test_numbers_of_books_and_journals_keep_their_hyphens():
    assert clean_isbn("ISBN-13: 978-3-16-148410-0") == "978-3-16-148410-0"
    assert clean_isbn("0 306 40615 2") == "0-306-40615-2"
    assert clean_isbn("080442957x") == "080442957X"
    assert clean_issn("ISSN 2049-3630 (print)") == "2049-3630"
