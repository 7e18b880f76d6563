"""The editorial checks of projects and publications."""

import pytest

from pages.desk.checks.run import run_checks
from tests.support.editorial import assert_one
from tests.support.factories import make_project, make_publication


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


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("doi", "11.1021/x", "10.1021/acsaelm.9b00095"),
        ("arxiv_id", "1905.6", "1905.06236"),
    ],
)
def test_a_malformed_identifier_is_found(publication_index, name, wrong, right):
    paper = make_publication(publication_index, summary="About engines.")
    setattr(paper, name, wrong)

    [finding] = run_checks(paper)

    assert finding.message.startswith(f"“{wrong}” is not a")
    assert finding.advice.startswith("Write")
    assert finding.anchor == f"id_{name}"
    setattr(paper, name, right)
    assert run_checks(paper) == []


def test_a_project_link_with_a_malformed_identifier_is_found(index):
    project = make_project(index, topics=["HPC"])
    wrong = [
        {"doi": "10/x"},
        {"address": "https://doi.org/10/x"},
        {"address": "https://arxiv.org/abs/1905"},
    ]
    right = [
        {"doi": "10.1021/acsaelm.9b00095"},
        {"address": "https://doi.org/10.1021/acsaelm.9b00095"},
        {"address": "https://arxiv.org/pdf/1905.06236v2.pdf"},
        {"address": "https://arxiv.org/help/"},
    ]
    for link in wrong + right:
        project.links = [("link", {"kind": "paper", **link})]

        found = run_checks(project)

        assert [finding.label for finding in found] == ["Link"] * (link in wrong), link
        assert all("is not a" in finding.message for finding in found)
