"""The editorial checks of projects."""

import pytest

from pages.desk.checks.run import run_checks
from tests.support.editorial import assert_one
from tests.support.factories import make_project


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
