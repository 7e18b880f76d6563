"""The starter site says what is true of its owner."""

import html
import re

import pytest

from pages.models import SiteImage
from pages.starter import CONTENT
from projects.models import ProjectPage, PublicationPage
from tests.support.starter_site import ACS, DLS, FFN, SWAN, TWO_STREAM, read_text

DLS_AUTHORS = (
    "W. Dong, M. Keceli, R. Vescovi, H. Li, C. Adams, E. Jennings, S. Flender, T. Uram, "
    "V. Vishwanath, N. Ferrier, N. Kasthuri, P. B. Littlewood"
)
DLS_TITLE = (
    "Scaling Distributed Training of Flood-Filling Networks on HPC Infrastructure for Brain Mapping"
)
ACS_TITLE = "Quantum Electron Transport in Ohmic Edge Contacts between Two-Dimensional Materials"
# Facts of each page that can be checked elsewhere.
TEXTS = {
    "/": [
        *("Wushi Dong", "董悟时", "Applied Scientist at Amazon Web Services (AWS)"),
        *("131,072", "68 %", "4.5 h", "73.1 %", "72.7 % in the paper"),
        *(DLS_TITLE, ACS_TITLE),
    ],
    "/about/": [
        *("Ph.D. in Physics", "University of Chicago", "Professor Peter B. Littlewood"),
        *("Bachelor, Physics", "University of Science and Technology of China (USTC)"),
        *("Research intern", "IBM Research AI, Almaden", "TensorFlow 2"),
        *("SageMaker Neo", "SageMaker Inference"),
        "more than 130,000 CPU cores of the Theta supercomputer",
    ],
    FFN: [
        *("2048 Intel Knights Landing nodes", "131,072 cores"),
        "At 2048 nodes the parallel efficiency is about 68 %",
        "With the Adam optimizer the training reaches 95 % accuracy after about 4.5 hours",
        "Beyond 16 nodes, square-root scaling works best",
        *(DLS_AUTHORS, DLS_TITLE, "November 2019", "October 2019"),
    ],
    TWO_STREAM: [
        *("UCF-101, split 1; 9537 training videos", "batches of 128 videos"),
        *("73.1 % against 72.7 %", "78.8 % against 81.0 %", "82.0 % against 85.9 %"),
        *("MIT", "arXiv:1212.0402", "W. Dong, A. Ozcan", "April 2018"),
    ],
    SWAN: [
        *("GPL v3", "Wannier90", "Keldysh non-equilibrium Green’s functions"),
        *(ACS_TITLE, "APS March Meeting", "March 2018", "March 2017", "March 2016"),
        *("MRS Spring Meeting", "April 2017"),
        "W. Dong, A. L. Bezanilla, P. B. Littlewood",
    ],
    "/publications/": [DLS_TITLE, ACS_TITLE],
    DLS: [DLS_TITLE, DLS_AUTHORS, "IEEE", "1905.06236", "@inproceedings{"],
    ACS: [
        *(ACS_TITLE, "W. Dong, P. B. Littlewood", "@article{"),
        *("ACS Applied Electronic Materials", "1 (6)", "799–803", "2019"),
        *("10.1021/acsaelm.9b00095", "1811.02135"),
    ],
}
DLS_LINKS = ["https://ieeexplore.ieee.org/abstract/document/8945106"]
DLS_LINKS += ["https://arxiv.org/abs/1905.06236"]
ACS_LINKS = ["https://doi.org/10.1021/acsaelm.9b00095"]
ACS_LINKS += ["https://arxiv.org/abs/1811.02135"]
CODE = "https://github.com/wushidonguc"
LINKS = {
    "/": [FFN, SWAN, TWO_STREAM, DLS, ACS, "/publications/"],
    "/about/": [FFN, SWAN, TWO_STREAM, CODE, "https://linkedin.com/in/dongws"],
    "/projects/": [FFN, SWAN, TWO_STREAM],
    FFN: [f"{CODE}/distributed_ffn", DLS, *DLS_LINKS],
    TWO_STREAM: [f"{CODE}/two-stream-action-recognition-keras", "https://arxiv.org/abs/1212.0402"],
    SWAN: [f"{CODE}/swan", ACS, *ACS_LINKS],
    "/publications/": [DLS, ACS],
    DLS: [FFN, *DLS_LINKS],
    ACS: [SWAN, *ACS_LINKS],
}
FINISHED = {
    "distributed-ffn": "2019-05-08",
    "swan": "2018-11-11",
    "two-stream-action-recognition-keras": "2018-10-23",
}


@pytest.mark.parametrize("address", TEXTS)
def test_a_page_states_its_facts(address, answers):
    text = read_text(answers[address].content.decode())

    assert [fact for fact in TEXTS[address] if fact not in text] == []


@pytest.mark.parametrize("address", LINKS)
def test_a_page_links_to_its_sources(address, answers):
    links = re.findall(r'<a [^>]*?href="([^"]*)"', answers[address].content.decode())

    assert set(LINKS[address]) <= {html.unescape(link) for link in links}


def test_projects_have_their_dates(starter):
    projects = ProjectPage.objects.all()

    assert {page.slug: str(page.finished_on) for page in projects} == FINISHED


def test_the_best_results_are_marked(starter):
    body = ProjectPage.objects.get(slug="two-stream-action-recognition-keras").body
    table = next(block.value for block in body if block.block_type == "results_table")

    cells = [(cell.text, cell.is_best) for row in table.rows for cell in row]

    assert cells == [
        *[("Simonyan et al.", False), ("72.7", False), ("81.0", True), ("85.9", True)],
        *[("This work", False), ("73.1", True), ("78.8", False), ("82.0", False)],
    ]


def test_the_owner_is_marked_among_the_authors(starter):
    for publication in PublicationPage.objects.all():
        authors = publication.authors.all()

        assert [one.name for one in authors if one.is_owner] == ["W. Dong"]


def test_the_name_in_its_own_script_has_its_language(answers):
    assert re.search(r'lang="zh"[^>]*>董悟时<', answers["/"].content.decode())


def test_the_portrait_is_drawn_from_the_name(starter):
    image = SiteImage.objects.get()

    assert (image.width, image.height) == (960, 1200)
    assert not list(CONTENT.parent.rglob("*.png"))


@pytest.mark.parametrize("address", ["/", "/about/"])
def test_the_portrait_is_described(address, answers):
    page = answers[address].content.decode()

    assert 'alt="Monogram: the letters W and D between two lines"' in page
