"""The starter site says what is true of its owner."""

import html
import re

import pytest

from pages.models import SiteImage
from pages.starter import CONTENT
from projects.models import ProjectPage, PublicationPage
from tests.support.starter_site import (
    ACS,
    DLS,
    FFN,
    SWAN,
    TWO_STREAM,
    read_text,
)


def find_links(answer):
    found = re.findall(r'<a [^>]*?href="([^"]*)"', answer.content.decode())
    return [html.unescape(link) for link in found]


DLS_TITLE = (
    "Scaling Distributed Training of Flood-Filling Networks on HPC Infrastructure for "
    "Brain Mapping"
)
DLS_AUTHORS = (
    "W. Dong, M. Keceli, R. Vescovi, H. Li, C. Adams, E. Jennings, S. Flender, T. Uram, "
    "V. Vishwanath, N. Ferrier, N. Kasthuri, P. B. Littlewood"
)
ACS_TITLE = "Quantum Electron Transport in Ohmic Edge Contacts between Two-Dimensional Materials"
TEXTS = {
    "/": [
        "Wushi Dong",
        "董悟时",
        "Applied Scientist at Amazon Web Services (AWS)",
        "University of Chicago",
        "131,072",
        "68 %",
        "4.5 h",
        "73.1 %",
        "72.7 % in the paper",
        "Scaling distributed training of Flood-Filling Networks",
        "Swan: quantum electron transport simulation",
        "Two-stream CNNs for video action recognition",
        DLS_TITLE,
        ACS_TITLE,
    ],
    "/about/": [
        # The person
        "Applied Scientist",
        "Amazon Web Services (AWS)",
        "deep learning inference",
        "compilers",
        "high-performance computing (HPC)",
        "theoretical physics",
        "both software and hardware",
        "Ph.D. in Physics",
        "University of Chicago",
        "Professor Peter B. Littlewood",
        "Bachelor, Physics",
        "School of the Gifted Young (SGY)",
        "University of Science and Technology of China (USTC)",
        "Research intern",
        "IBM Research AI, Almaden",
        "Machine Intelligence team",
        # The track record
        "TensorFlow 2",
        "SageMaker Neo",
        "SageMaker Inference",
        "than standalone deep learning compilers",
        "3D instance segmentation of brain imaging data",
        "Argonne Leadership Computing Facility (ALCF)",
        "more than 130,000 CPU cores of the Theta supercomputer",
        "state-of-the-art accuracy in video action recognition",
        "Python software of my own",
        "brain-inspired deep learning algorithms",
        "internship at IBM Research AI",
        "complete simulation pipeline",
        "parallel C++ software that uses MPI",
        "2D semiconductor devices",
        # The competencies
        "Deep learning",
        "TensorFlow, PyTorch, Keras, Horovod, distributed training and inference",
        "High-performance computing",
        "MPI, SLURM, profiling, numerical techniques",
        "Software engineering",
        "Python, C/C++, Docker, Bazel, Vim",
        "Computer vision",
        "3D segmentation, video classification",
        "Theoretical physics",
        "mathematical modeling, statistics, device physics",
        # The projects
        "Scaling distributed training of Flood-Filling Networks",
        "Swan: quantum electron transport simulation",
        "Two-stream CNNs for video action recognition",
    ],
    "/projects/": [
        *("Scaling distributed training of Flood-Filling Networks", "2019"),
        *("Swan: quantum electron transport simulation", "2018"),
        "Two-stream CNNs for video action recognition",
        *("deep learning", "distributed training", "HPC", "connectomics"),
        *("neural networks", "computer vision", "quantum physics", "device physics"),
        *("semiconductors", "2D materials"),
    ],
    FFN: [
        "2019",
        *("deep learning", "distributed training", "HPC", "connectomics"),
        "whole neurons",
        "volume electron microscopy",
        "segment such data best, but they are costly to train",
        "12 identical convolutional modules",
        "The mask that it puts out is fed back into its input",
        "synchronous and data-parallel with Horovod",
        "The published FFN code trains asynchronously",
        "2048 Intel Knights Landing nodes",
        "131,072 cores",
        "Theta, a supercomputer of the Argonne Leadership Computing Facility (ALCF)",
        "At 2048 nodes the parallel efficiency is about 68 %",
        "With the Adam optimizer the training reaches 95 % accuracy after about 4.5 hours",
        "1024 nodes",
        "Beyond 16 nodes, square-root scaling works best",
        "below, linear scaling with warm-up does",
        "Large batches reach a given F1 score sooner in wall time",
        "fewer fields of view (FOVs)",
        "Python, TensorFlow, Horovod",
        # The publication
        DLS_AUTHORS,
        DLS_TITLE,
        # The talks
        *("Third Workshop on Deep Learning on Supercomputers (DLS)", "SC19"),
        "November 2019",
        "ALCF Simulation, Data, and Learning Workshop (invited)",
        "October 2019",
        # The press
        "To map the human brain, researchers first look to the octopus",
        "What's New in HPC Research: Brain Mapping, Earthquakes, Energy Efficiency & More",
        "Argonne Researchers to Share Scientific Computing Insights at SC19",
    ],
    TWO_STREAM: [
        "2018",
        *("deep learning", "neural networks", "computer vision"),
        "Research intern",
        "Machine Intelligence team, IBM Research AI, Almaden",
        "two-stream method of Simonyan et al.",
        "A spatial stream looks at RGB frames",
        "a temporal stream at stacked optical flow",
        "Keras",
        "UCF-101, split 1; 9537 training videos",
        "pre-computed with TV-L1",
        "Inception network, pre-trained on ImageNet",
        "Its top dense layers are tuned for 10 epochs",
        "its top two inception blocks are trained again",
        "trained from scratch, in batches of 128 videos",
        "10 channels of flow along x and 10 along y",
        "(224, 224, 20)",
        "cropping corners",
        "flipping frames horizontally at random",
        "Videos that are too short loop",
        "frames are sampled uniformly from a video, and its label is decided by their vote",
        "averaging their softmax scores",
        "73.1 % against 72.7 %",
        "78.8 % against 81.0 %",
        "82.0 % against 85.9 %",
        "MIT",
        "arXiv:1212.0402",
        "Two-stream convolutional networks for action recognition in videos",
        "W. Dong, A. Ozcan",
        "Neuroscience Theory Club, Department of Neurobiology, University of Chicago",
        "(invited)",
        "April 2018",
    ],
    SWAN: [
        "2018",
        *("quantum physics", "device physics", "semiconductors", "2D materials"),
        "Self-consistent Wannier-function-based quantum transport solver",
        "nanoscale",
        "open-source C++, parallel through MPI",
        "linear algebra library Armadillo",
        "GPL v3",
        "Wannier90",
        "Keldysh non-equilibrium Green’s functions",
        "Poisson solver",
        "solved self-consistently",
        "Devices on a micron scale are treated at atomic accuracy",
        "at the cost of tight binding",
        "in-plane edge contact of graphene and MoS₂",
        "Trapped charges make a potential barrier",
        "which decays fast away from the interface",
        "thin enough to inject electrons, so the I–V curve is ohmic, as experiments see",
        "Schottky barrier can be lowered by the parameters of the contact",
        # The publication
        ACS_TITLE,
        # The talks
        (
            "Computational study of quantum electron transport in ohmic edge contacts "
            "between two-dimensional materials"
        ),
        *("W. Dong, P. B. Littlewood", "APS March Meeting", "March 2018"),
        (
            "Ab initio simulation of metal contacts to 2D semiconductors with "
            "electron-phonon interactions"
        ),
        *("MRS Spring Meeting", "April 2017", "March 2017"),
        (
            "Electron transport calculations with Wannier functions in van der Waals "
            "heterostructures"
        ),
        *("W. Dong, A. L. Bezanilla, P. B. Littlewood", "March 2016"),
    ],
    "/publications/": [
        "2019",
        DLS_AUTHORS,
        DLS_TITLE,
        ACS_TITLE,
        "ACS Applied Electronic Materials",
    ],
    DLS: [
        DLS_TITLE,
        DLS_AUTHORS,
        "2019 IEEE/ACM Third Workshop on Deep Learning on Supercomputers (DLS) at SC19",
        "IEEE",
        "1905.06236",
        "@inproceedings{",
    ],
    ACS: [
        ACS_TITLE,
        "W. Dong, P. B. Littlewood",
        *("ACS Applied Electronic Materials", "1 (6)", "799–803", "2019"),
        *("10.1021/acsaelm.9b00095", "1811.02135", "@article{"),
    ],
    "/contact/": ["Contact", "Name", "Address", "Message"],
}
LINKS = {
    "/": [FFN, SWAN, TWO_STREAM, DLS, ACS, "/publications/"],
    "/about/": [
        "https://en.wikipedia.org/wiki/Peter_Littlewood",
        "http://en.scgy.ustc.edu.cn/",
        *(FFN, SWAN, TWO_STREAM),
        "https://github.com/wushidonguc",
        "https://linkedin.com/in/dongws",
    ],
    "/projects/": [FFN, SWAN, TWO_STREAM],
    FFN: [
        "https://github.com/wushidonguc/distributed_ffn",
        "https://ieeexplore.ieee.org/abstract/document/8945106",
        "https://arxiv.org/abs/1905.06236",
        DLS,
        (
            "https://sing.uchicago.edu/2022/08/16/to-map-the-human-brain-researchers-first-"
            "look-to-the-octopus/"
        ),
        (
            "https://hpcwire.com/2019/06/12/whats-new-in-hpc-research-brain-mapping-"
            "earthquakes-energy-efficiency-more/"
        ),
        (
            "https://hpcwire.com/off-the-wire/argonne-researchers-to-share-scientific-"
            "computing-insights-at-sc19/"
        ),
    ],
    TWO_STREAM: [
        "https://github.com/wushidonguc/two-stream-action-recognition-keras",
        "https://papers.nips.cc/paper/5353-two-stream-convolutional",
        "https://github.com/feichtenhofer/twostreamfusion",
        "https://crcv.ucf.edu/data/UCF101.php",
        "https://arxiv.org/abs/1212.0402",
    ],
    SWAN: [
        "https://github.com/wushidonguc/swan",
        "https://doi.org/10.1021/acsaelm.9b00095",
        "https://arxiv.org/abs/1811.02135",
        ACS,
    ],
    "/publications/": [DLS, ACS],
    DLS: [
        "https://ieeexplore.ieee.org/abstract/document/8945106",
        "https://arxiv.org/abs/1905.06236",
        FFN,
    ],
    ACS: [
        "https://doi.org/10.1021/acsaelm.9b00095",
        "https://arxiv.org/abs/1811.02135",
        SWAN,
    ],
}
DATES = {"distributed-ffn": "2019-05-08", "swan": "2018-11-11"}
DATES |= {"two-stream-action-recognition-keras": "2018-10-23"}


def pair(facts):
    return [(address, fact) for address in facts for fact in facts[address]]


@pytest.mark.parametrize(("address", "fact"), pair(TEXTS))
def test_a_page_says(address, fact, answers):
    assert fact in read_text(answers[address].content.decode())


@pytest.mark.parametrize(("address", "link"), pair(LINKS))
def test_a_page_links_to(address, link, answers):
    assert link in find_links(answers[address])


def test_projects_have_their_dates(starter):
    projects = ProjectPage.objects.all()

    assert {page.slug: str(page.finished_on) for page in projects} == DATES


def test_the_results_are_told_as_they_are(starter):
    body = ProjectPage.objects.get(slug="two-stream-action-recognition-keras").body
    table = next(block.value for block in body if block.block_type == "results_table")

    cells = [(cell.text, cell.is_best) for row in table.rows for cell in row]

    assert cells == [
        *[("Simonyan et al.", False), ("72.7", False), ("81.0", True), ("85.9", True)],
        *[("This work", False), ("73.1", True), ("78.8", False), ("82.0", False)],
    ]


def test_press_articles_have_the_dates_of_their_addresses(starter):
    press = ProjectPage.objects.get(slug="distributed-ffn").press

    assert [entry.value["date"] for entry in press] == ["2022-08-16", "2019-06-12", ""]


def test_the_owner_is_marked_among_the_authors(starter):
    for publication in PublicationPage.objects.all():
        marked = [
            author.name for author in publication.authors.all() if author.is_owner
        ]

        assert marked == ["W. Dong"]


def test_the_name_in_its_own_script_has_its_language(answers):
    home = answers["/"].content.decode()

    assert re.search(r'lang="zh"[^>]*>董悟时<', home)


def test_the_portrait_is_described(answers):
    for address in ("/", "/about/"):
        page = answers[address].content.decode()

        assert 'alt="Monogram: the letters W and D between two lines"' in page


def test_the_only_picture_is_drawn_by_the_project(starter):
    image = SiteImage.objects.get()

    assert (image.width, image.height) == (960, 1200)
    assert {file.suffix for file in CONTENT.parent.rglob("*.*")} <= {
        *(".py", ".pyc", ".yaml")
    }
