"""Time to open the editor of a long page with formulas in its text, and of a short one."""

from functools import partial
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.benchmarks.benchmark import compare, measure, report
from tests.support.factories import make_body, make_figure, make_image, make_page, make_project

SHORT, LONG = 6, 60  # blocks
FORMULAS = 200  # within the text of the long page
GOAL = 1.5  # times as long

PARAGRAPH = (
    "<p>Short videos <b>loop</b> until they fill the window, as "
    '<a linktype="page" id="{page}">the notes</a> tell in more words than these.</p>'
)
FORMULA = '<p>So <embed embedtype="formula" latex="E_{{{}}} = m c^2"/> holds.</p>'
CODE = "def fuse(spatial, temporal):\n    return (spatial + temporal) / 2\n" * 10
HEADINGS = [("Work", "text"), ("Accuracy (%)", "number_higher"), ("Runs", "number")]


def make_block(place, page, formulas):
    """Return a figure, table, chart, prose, code or formula, in turns by `place`.

    The prose has that many formulas.
    """
    rows = [{"values": [f"Work {row}", f"{row}.{place}", "3"]} for row in range(10)]
    columns = [{"heading": text, "type": kind} for text, kind in HEADINGS]
    table = {
        "caption": f"Accuracy in run {place}.",
        "table": {"columns": columns, "rows": rows},
        "source": "this work",
    }
    match place % 6:
        case 0:
            image = make_image(title=f"{place}.png", width=400 + place)
            return "figure", make_figure(image)
        case 1:
            return "results_table", table
        case 2:
            return "chart", {"kind": "bars", **table}
        case 3:
            text = PARAGRAPH.format(page=page.pk) * 5
            return "prose", text + "".join(map(FORMULA.format, range(formulas)))
        case 4:
            return "code", {"language": "python", "filename": "run.py", "code": CODE}
        case 5:
            return "formula", {"latex": rf"\sum_{{i=1}}^{{{place}}} i"}


def test_the_editor_opens_a_long_page_almost_as_fast_as_a_short_one(home, index, admin_client):
    pages = [make_page(home, title=f"Notes {n}", slug=f"notes-{n}") for n in range(LONG)]
    edit = {}
    for number, formulas in ((SHORT, 0), (LONG, FORMULAS * 6 // LONG)):
        blocks = [make_block(place, pages[place], formulas) for place in range(number)]
        project = make_project(index, title=f"{number} blocks", body=make_body(*blocks))
        project.save_revision()
        address = reverse("wagtailadmin_pages:edit", args=[project.pk])
        edit[number] = partial(admin_client.get, address)

    seconds = measure(edit)

    rows = []
    for number, open_editor in edit.items():
        with CaptureQueriesContext(connection) as queries:
            answer = open_editor()
        assert answer.status_code == 200
        row = {
            "blocks": number,
            "median (ms)": median(seconds[number]) * 1000,
            "fastest (ms)": min(seconds[number]) * 1000,
            "queries": len(queries),
            "size (kB)": len(answer.content) // 1000,
        }
        rows.append(row)
    ratio = compare(seconds, LONG, SHORT)
    report("Opening the editor", rows, ratio=ratio, goal=f"at most {GOAL}")
    assert ratio <= GOAL
    assert rows[0]["queries"] == rows[1]["queries"]
