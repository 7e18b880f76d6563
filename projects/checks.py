"""Editorial checks of projects."""

from pages.desk.checks.findings import Finding, page_check

from .models import ProjectPage


@page_check
def find_project_without_topic(page):
    if isinstance(page, ProjectPage) and not page.topics.all():
        yield Finding(
            "The project has no topic, so no filter of the projects finds it.",
            "Add one or two topics that other projects have.",
            field="topics",
            kind="no topic",
        )


@page_check
def find_project_without_summary(page):
    # The check of descriptions reports a project without any description.
    if isinstance(page, ProjectPage) and page.description and not page.summary:
        yield Finding(
            "The project has no summary, which its page begins with.",
            "Write one or two sentences about it.",
            field="summary",
            kind="no summary",
        )
