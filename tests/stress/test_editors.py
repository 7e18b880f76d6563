"""Several editors at once, each in a tab that saves by itself: no word is lost."""

import os
from concurrent.futures import ThreadPoolExecutor

from tests.support.editors import Editor
from tests.support.visitors import Visitors

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
    page = HomePage.objects.get().add_child(instance=StandardPage(title=f"Desk {{number}}"))
    page.slug = f"desk-{{page.pk}}"
    page.save()
    print(name, page.pk)
"""

READ = """
from pages.models import StandardPage

for page in StandardPage.objects.filter(slug__startswith="desk-"):
    print(page.pk, page.get_latest_revision_as_object().summary)
"""


def work(editor):
    """Save and preview in turn, and return the last words saved."""
    for number in range(ROUNDS):
        words = f"Sentence {number} of page {editor.page}"
        editor.save(words)
        editor.preview(words)
    return words


def test_editors_who_save_and_preview_at_once_lose_nothing(served_site, add_row):
    password = "only-for-this-run-7"
    made = served_site.run(PREPARE.format(count=EDITORS, password=password))
    accounts = [line.split() for line in made.splitlines()]
    editors = [Editor(served_site, name, password, page) for name, page in accounts]
    earlier = len(served_site.log)

    with (
        ThreadPoolExecutor(EDITORS) as pool,
        Visitors(served_site.port, [("GET", "/")], 0.2) as visitors,
    ):
        words = list(pool.map(work, editors))

    read = served_site.run(READ).splitlines()
    kept = dict(line.split(maxsplit=1) for line in read)
    lost = sum(kept[page] != said for (_, page), said in zip(accounts, words, strict=True))
    load = f"{EDITORS} editors save and preview {ROUNDS} times"
    add_row("many editors", load, visitors.answers, f"{lost} texts" if lost else "nothing")
    assert lost == 0
    assert visitors.statuses == {200}
    said = served_site.log[earlier:]
    assert "database is locked" not in said
    assert "Traceback" not in said
