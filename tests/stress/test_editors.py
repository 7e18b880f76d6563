"""Several editors at once, each in a tab that saves by itself: no word is lost."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

EDITORS = 4
# How often each of them saves and previews.
ROUNDS = int(os.environ.get("EDITORS_ROUNDS", "8"))

# An account and a page for each editor. The password is made for this run.
PREPARE = """
from django.contrib.auth import get_user_model
from pages.models import HomePage, StandardPage

for number in range({count}):
    name = f"editor{{number}}"
    get_user_model().objects.create_superuser(name, password={password!r})
    page = StandardPage(title=f"Desk {{number}}", slug=f"desk-{{number}}")
    HomePage.objects.get().add_child(instance=page)
    print(name, page.pk)
"""

READ = """
from pages.models import StandardPage

for page in StandardPage.objects.filter(slug__startswith="desk-"):
    print(page.pk, page.get_latest_revision_as_object().summary)
"""


class Editor:
    """One person with a page open: writes, is saved, and looks at the preview."""

    def __init__(self, site, name, password, page):
        self.address = f"{site.admin_url}pages/{page}/edit/"
        self.session, _ = site.open_session(name, password)
        self.revision = ""

    def send(self, address, fields, **headers):
        headers |= {"Referer": address}
        fields = {**fields, "csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        return self.session.post(address, fields, headers=headers, timeout=60)

    def save(self, words):
        """Save the page as the editor does by itself after each pause."""
        form = self.write(words)
        answer = self.send(self.address, form, Accept="application/json")
        assert answer.status_code == 200, answer.text[:500]
        told = answer.json()
        assert told["success"], told
        self.revision = str(told["revision_id"])

    def preview(self, words):
        form = self.write(words)
        told = self.send(f"{self.address}preview/", form)
        assert told.json()["is_valid"], told.text[:500]
        shown = self.session.get(f"{self.address}preview/?mode=", timeout=60)
        assert shown.status_code == 200
        assert words in shown.text

    def write(self, words):
        return nested_form_data(
            {
                "title": "Desk",
                "slug": f"desk-{self.address.split('/')[-3]}",
                "summary": words,
                "body": streamfield([("prose", rich_text(f"<p>{words}</p>"))]),
                "comments": inline_formset([]),
                "overwrite_revision_id": self.revision,
            }
        )

    def work(self):
        """Save and preview in turn, and return the last words saved."""
        for number in range(ROUNDS):
            words = f"Sentence {number} of {self.address}"
            self.save(words)
            self.preview(words)
        return words


def test_editors_who_save_and_preview_at_once_lose_nothing(served_site):
    password = "only-for-this-run-7"
    made = served_site.run(PREPARE.format(count=EDITORS, password=password))
    accounts = [line.split() for line in made.splitlines()]
    editors = [Editor(served_site, name, password, page) for name, page in accounts]
    earlier, is_over = len(served_site.log), threading.Event()

    with ThreadPoolExecutor(EDITORS + 1) as pool:
        visits = pool.submit(visit, served_site, is_over)
        try:
            words = list(pool.map(Editor.work, editors))
        finally:
            is_over.set()

    read = served_site.run(READ).splitlines()
    kept = dict(line.split(maxsplit=1) for line in read)
    assert [kept[page] for _, page in accounts] == words
    assert visits.result() == {200}
    said = served_site.log[earlier:]
    assert "database is locked" not in said
    assert "Traceback" not in said


def visit(site, is_over):
    """Read the first page again and again, and return the statuses that came."""
    statuses = set()
    while not is_over.wait(0.2):
        statuses.add(site.get("/").status_code)
    return statuses
