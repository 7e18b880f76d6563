"""Pages that the editorial checks are run on, and assertions on their findings."""

from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from pages.desk.checks.run import run_checks
from pages.models import StandardPage
from tests.support.factories import make_body, make_figure, make_image

SUMMARY = "The subject of this page."

# The columns of a results table with one work per row, and two such rows.
BY_ROW = [("text", "Work"), ("number_higher", "Top 1 (%)"), ("number_lower", "Time (s)")]
MIXED = [("Babbage", "80", "5"), ("This work", "81", "6")]


def messages(page):
    return [finding.message for finding in run_checks(page)]


def check_body(*blocks, **fields):
    """Return the findings on an unsaved page with this body."""
    fields = {"title": "Notes", "summary": SUMMARY, **fields}
    return run_checks(StandardPage(body=make_body(*blocks), **fields))


def assert_one(findings, message, advice, label=""):
    """Assert that there is one finding, with this message, advice and label."""
    assert [finding.message for finding in findings] == [message]
    assert findings[0].advice.startswith(advice)
    assert findings[0].label == label


def figure(image, alt_text="A disc", decorative=False, **fields):
    stored = make_figure(image, **fields)
    stored["image"].update(alt_text=alt_text, decorative=decorative)
    return "figure", stored


def wide_image(**fields):
    return make_image(**{"width": 1200, "height": 900, **fields})


def prose(html):
    return "prose", f"<p>{html}</p>"


def link(page_id):
    return prose(f'See <a linktype="page" id="{page_id}">The other page</a>.')


def results(columns, *rows, **fields):
    return "results_table", {
        "caption": "Accuracy of both.",
        "table": {
            "columns": [{"type": kind, "heading": text} for kind, text in columns],
            "rows": [{"values": list(row)} for row in rows],
        },
        "source": "Babbage, 1837",
        **fields,
    }


def form_of(page, **fields):
    """Return the data of the editor's form for a page with these unsaved changes."""
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def preview(client, page, query="", **fields):
    """Return the preview of a page with these unsaved changes."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(address, form_of(page, **fields))
    return client.get(address + query).content.decode()
