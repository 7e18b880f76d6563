"""How tests have a page judged, and read what the referee says of it."""

from pages.models import StandardPage
from pages.referee import find
from tests.support.factories import make_body, make_figure, make_image

SUMMARY = "What this page is about."

# The columns of a results table with a work in each row, and two such rows.
BY_ROW = [
    ("text", "Work"),
    ("number_higher", "Top 1 (%)"),
    ("number_lower", "Time (s)"),
]
MIXED = [("Babbage", "80", "5"), ("This work", "81", "6")]


def sentences(page):
    return [finding.sentence for finding in find(page)]


def judge_body(*blocks, **fields):
    """Return the findings on an unsaved page with this body."""
    fields = {"title": "Notes", "summary": SUMMARY, **fields}
    return find(StandardPage(body=make_body(*blocks), **fields))


def check_one(findings, sentence, mend, place=""):
    """Assert that there is one finding, and that it says what and how and where."""
    assert [finding.sentence for finding in findings] == [sentence]
    assert findings[0].mend.startswith(mend)
    assert findings[0].place == place


def figure(image, alt_text="A disc", decorative=False, **fields):
    stored = make_figure(image, **fields)
    stored["image"].update(alt_text=alt_text, decorative=decorative)
    return "figure", stored


def wide_image(**fields):
    return make_image(**{"width": 1200, "height": 900, **fields})


def link(page, text="The other page"):
    return "prose", f'<p>See <a linktype="page" id="{page}">{text}</a>.</p>'


def claim(text):
    return "prose", f"<p>{text}</p>"


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
