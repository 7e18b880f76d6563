"""The starter site: what an empty site is filled with, and that no other is touched."""

import html
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from pages.blocks import INLINE_FEATURES, PROSE_FEATURES
from pages.models import AboutPage, ContactPage, HomePage, Owner, SiteImage
from pages.starter import CONTENT, ContentError, load_starter
from projects.models import ProjectPage, PublicationPage

FFN = "/projects/distributed-ffn/"
SWAN = "/projects/swan/"
TWO_STREAM = "/projects/two-stream-action-recognition-keras/"
DLS = "/publications/scaling-distributed-training-of-flood-filling-networks/"
ACS = "/publications/quantum-electron-transport-in-ohmic-edge-contacts/"
ADDRESSES = [
    *("/", "/about/", "/projects/", FFN, SWAN, TWO_STREAM),
    *("/publications/", DLS, ACS, "/contact/"),
]
REDIRECTS = {
    "/about": "/about/",
    "/projects": "/projects/",
    "/contact": "/contact/",
    "/distributed_ffn": FFN,
    "/swan": SWAN,
    "/two-stream-action-recognition-keras": TWO_STREAM,
    "/feed.xml": "/atom.xml",
}
ENDINGS = ["", "/", "?from=elsewhere", "/?from=elsewhere"]


@pytest.fixture
def starter(db):
    load_starter()


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """What a visitor of the starter site gets at each of its addresses, new and old."""
    old = [f"{address}{end}" for address in REDIRECTS for end in ENDINGS]
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter()
        client = Client()
        answers = {
            address: client.get(address) for address in [*ADDRESSES, "/atom.xml", *old]
        }
        transaction.set_rollback(True)
    return answers


def read_text(markup):
    """Return what a reader reads: without tags, on one line, with plain spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def find_links(answer):
    found = re.findall(r'<a [^>]*?href="([^"]*)"', answer.content.decode())
    return [html.unescape(link) for link in found]


def dump_database():
    """Return every row of every table."""
    return {model: list(model._base_manager.values()) for model in apps.get_models()}


def list_uploads():
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


# The pages


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_answers(address, answers):
    assert answers[address].status_code == 200


def test_there_are_no_other_pages(starter):
    pages = Page.objects.filter(depth__gt=1)

    assert sorted(page.url for page in pages) == sorted(ADDRESSES)


def read_fields(content):
    """Return the fields of a page or revision; PostgreSQL sorts the keys in a stream."""
    return {
        name: json.loads(value)
        if isinstance(value, str) and value[:2] == "[{"
        else value
        for name, value in content.items()
    }


def test_each_page_is_published_with_a_revision_that_says_the_same(starter):
    for page in Page.objects.filter(depth__gt=1).specific():
        revision = page.revisions.get()
        now = read_fields(json.loads(page.to_json()))
        said = read_fields(revision.content)
        changed_by_publishing = {name for name in now if now[name] != said[name]}

        assert page.live
        assert not page.has_unpublished_changes
        assert page.live_revision == page.latest_revision == revision
        assert changed_by_publishing == {
            *("live", "live_revision", "latest_revision", "latest_revision_created_at"),
            *("first_published_at", "last_published_at"),
        }


def test_the_menu_has_its_order(starter):
    entries = HomePage.objects.get().get_children().in_menu()

    titles = [page.title for page in entries]
    assert titles == ["About", "Projects", "Publications", "Contact"]


def test_each_page_describes_itself_in_words_of_its_own(starter):
    descriptions = [
        page.description for page in Page.objects.filter(depth__gt=1).specific()
    ]

    assert len(set(descriptions)) == len(ADDRESSES)
    assert all(50 <= len(description) <= 160 for description in descriptions)


def test_the_site_bears_the_name_and_keeps_its_address(db):
    before = Site.objects.get()

    load_starter()

    site = Site.objects.get()
    assert site.root_page.specific == HomePage.objects.get()
    assert site.site_name == "Wushi Dong"
    assert (site.hostname, site.port) == (before.hostname, before.port)


def test_pages_are_found_by_search(starter):
    assert [page.slug for page in ProjectPage.objects.search("Keldysh")] == ["swan"]
    assert PublicationPage.objects.search("Vishwanath").count() == 1


def test_wagtail_knows_where_the_portrait_is_used(starter):
    users = [user for user, _ in SiteImage.objects.get().get_usage()]

    assert Owner.load() in users
    assert AboutPage.objects.get().page_ptr in users


def test_the_contact_form_asks_for_name_address_and_message(starter):
    fields = ContactPage.objects.get().form_fields.all()

    assert [field.label for field in fields] == ["Name", "Address", "Message"]


def find_rich_texts(value, key=""):
    """Yield the name and the text of each rich text in a file of the content."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else [(key, v) for v in value]
        for name, inner in pairs:
            yield from find_rich_texts(inner, name)
    elif str(value).startswith("<"):
        yield key, value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        found
        for file in sorted(CONTENT.glob("*.yaml"))
        for found in find_rich_texts(yaml.safe_load(file.read_text(encoding="utf-8")))
    ],
)
def test_the_editor_keeps_a_rich_text_as_it_is(name, text):
    features = PROSE_FEATURES if name in {"prose", "bio"} else INLINE_FEATURES
    converter = ContentstateConverter(features)

    edited = converter.to_database_format(converter.from_database_format(text))

    def find_tags(markup):
        return re.findall(r"</?\w+", re.sub(r"(</?)em\b", r"\1i", markup))

    assert read_text(edited.replace("<", " <")) == read_text(text.replace("<", " <"))
    assert find_tags(edited) == find_tags(text)


# The facts

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


# The old addresses


@pytest.mark.parametrize("end", ENDINGS)
@pytest.mark.parametrize("old", REDIRECTS)
def test_an_old_address_leads_to_its_page(old, end, answers):
    new = REDIRECTS[old]

    answer = answers[f"{old}{end}"]

    if f"{old}{end}".startswith(new):  # with a slash it is the new address
        assert answer.status_code == 200
    else:
        assert answer.status_code == 301
        assert answer["Location"].partition("?")[0] == new
        assert answers[new].status_code == 200


def test_the_owner_sees_the_old_addresses_in_the_admin(starter, admin_client):
    listing = admin_client.get("/admin/redirects/").content.decode()

    assert Redirect.objects.count() == len(REDIRECTS)
    assert all(f"{old}\n" in listing or f"{old}<" in listing for old in REDIRECTS)


# Once, and for an empty site only


def test_an_empty_site_is_filled_once(db):
    assert load_starter() is True
    before, uploads = dump_database(), list_uploads()

    assert load_starter() is False

    assert dump_database() == before
    assert list_uploads() == uploads


def test_an_edited_page_is_kept(starter):
    about = AboutPage.objects.get()
    about.bio = "<p>I write this myself.</p>"
    about.save_revision().publish()

    assert load_starter() is False

    assert AboutPage.objects.get().bio == "<p>I write this myself.</p>"


def test_deleted_pages_do_not_come_back(starter):
    HomePage.objects.get().delete()

    assert load_starter() is False

    assert list(Page.objects.values_list("depth", flat=True)) == [1]


def retitle(welcome):
    welcome.title = "My site"
    welcome.save()


def save_draft(welcome):
    welcome.save_revision()


def add_page(welcome):
    welcome.add_child(instance=HomePage(title="Home"))


def delete_page(welcome):
    welcome.delete()


def sign(welcome):
    owner = Owner.load()
    owner.name = "Somebody Else"
    owner.save()


@pytest.mark.parametrize("touch", [retitle, save_draft, add_page, delete_page, sign])
def test_a_site_that_somebody_has_begun_is_left_alone(touch, db):
    touch(Page.objects.get(depth=2))
    before = dump_database()

    assert load_starter() is False

    assert dump_database() == before


def test_a_visit_to_the_empty_site_does_not_begin_it(db):
    Owner.load()

    assert load_starter() is True


# Mistakes in the content

MISTAKES = [
    ("swan.yaml", "on: 2018-11-11", "on: soon", ", finished_on: “soon”"),
    ("swan.yaml", "title: ", "heading: ", ": not known or missing: ProjectPage has no"),
    (
        "swan.yaml",
        "type: projects.",
        "type: x.",
        ": not known or missing: No installed",
    ),
    ("swan.yaml", "type: ", "slug: ", ": not known or missing: 'type'"),
    ("swan.yaml", "projects.ProjectPage", "pages.HomePage", ": HomePage cannot stand"),
    ("swan.yaml", "      value: GPL v3\n", "", ", facts, 4, value: This field is"),
    ("swan.yaml", "label: Licence", "name: Licence", ", facts, 4, fact, name: "),
    ("swan.yaml", "doi: 10.1021/", "doi: 11/", ", links, 2, doi: “11/acsaelm"),
    ("swan.yaml", "  - buttons:", "  - button:", ", body, 7: not known or missing"),
    ("swan.yaml", "page: /", "page: /x", ", body, 7, buttons, buttons, 1, page: there"),
    ("swan.yaml", "date: 2018-03", "date: 2018-13", ", talks, 1, date: “2018-13”"),
    ("swan.yaml", "publication: /", "publication: /x", ", chosen_publications, 1, pub"),
    ("about.yaml", 'href="/', 'href="/x', ", experience, 2, position, text: there"),
    ("about.yaml", "from: /projects/", "from: /x/", ", projects_from: there is no"),
    ("about.yaml", "portrait: mono", "portrait: ", ", portrait: there is no"),
    ("home.yaml", "page: /", "page: /x", ", numbers, 1, number, page: there is no"),
    ("paper-acs-2019.yaml", '"2019"', '"19"', ", published_on: “19” is not a date"),
    ("paper-dls-2019.yaml", ": H. Li", ":", ", authors, 4, name: This field cannot"),
    ("two-stream.yaml", '"78.8", ', '"78,8", ', ", body, 6, table, 2, 3: “78,8” is"),
    ("two-stream.yaml", '"78.8", ', "", ", body, 6, results_table, table: each row"),
    ("two-stream.yaml", r"\left(", "(", ", body, 16, latex: The formula cannot"),
    ("owner.yaml", "kind: github", "kind: hub", ", profiles, 1, kind: Value 'hub'"),
    ("owner.yaml", "name: Wushi Dong", "name: [", ": while parsing"),
    ("site.yaml", ": /projects/swan/", ": /x/", ", redirects, /swan: there is no page"),
    ("site.yaml", "/: swan.yaml", "/: swam.yaml", ", swam.yaml: "),
    ("site.yaml", "redirects:", "moved:", ": not known or missing: 'redirects'"),
    ("site.yaml", "title: Monogram", "title:", ", monogram, title: This field cannot"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "place"), MISTAKES)
def test_a_mistake_is_named_and_changes_nothing(
    file, right, wrong, place, tmp_path, db
):
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    before, uploads = dump_database(), list_uploads()

    with pytest.raises(ContentError) as mistake:
        load_starter(folder)

    assert str(mistake.value).startswith(f"{file}{place}")
    assert dump_database() == before
    assert list_uploads() == uploads
