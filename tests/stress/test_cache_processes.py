"""Several processes on one database, and processes that are killed at work."""

import os
import random

import pytest

from tests.support.cache_process import ADDRESSES, start_process
from tests.support.site import until

# The databases are copies of that of the tests, which is made for these marks.
pytestmark = pytest.mark.django_db
KILLS = int(os.environ.get("KILLS", "10"))


@pytest.fixture(scope="module")
def template_url(copy_database):
    """The address of a database with a few pages, to be copied."""
    url = copy_database()
    with start_process(url) as process:
        process.make_site()
    return url


@pytest.fixture
def site_url(template_url, copy_database):
    """The address of a database of the test's own with a few pages."""
    return copy_database(template_url)


def test_an_edit_in_one_process_is_seen_by_another(site_url):
    with start_process(site_url) as one, start_process(site_url) as other:
        for process in (one, other):
            until(lambda process=process: process.visit("/notes/")[1] == "HIT")

        one.publish("Edited elsewhere")

        until(lambda: "Edited elsewhere" in one.visit("/notes/")[2])
        until(lambda: "Edited elsewhere" in other.visit("/notes/")[2])
        until(lambda: "Edited elsewhere" in other.visit("/")[2])


def test_after_an_edit_the_warmer_renders_the_whole_site(site_url):
    with start_process(site_url) as process:
        until(lambda: process.visit("/")[1] == "HIT")
        process.publish("Edited")

        # One visit is enough for all other pages.
        until(lambda: "Edited" in process.visit("/")[2])

        pages = [*ADDRESSES, "/atom.xml", "/projects/engine/"]
        keys = {f"{path}? " for path in pages}
        until(lambda: keys <= set(process.list_stored()))
        assert process.visit("/projects/engine/")[1] == "HIT"


def test_a_process_that_was_killed_at_work_starts_with_the_truth(site_url):
    chance = random.Random(3)
    with start_process(site_url) as process:
        process.warm_up()
        for _ in range(KILLS):
            process.kill_at_work(chance.uniform(0, 0.2))

            assert process.start_and_compare() == []
