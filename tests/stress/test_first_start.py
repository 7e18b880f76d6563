"""Several processes that prepare one empty site at once."""

import secrets
from concurrent.futures import ThreadPoolExecutor

from tests.support.site import copy_repository, run_python


def test_two_machines_that_start_at_once_prepare_one_site(tmp_path, make_database):
    directory = copy_repository(tmp_path)
    variables = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "http://localhost",
        # No static files are collected.
        "DEBUG": "1",
        **make_database(),
    }

    def manage(*arguments):
        return run_python("manage.py", *arguments, directory=directory, **variables)

    with ThreadPoolExecutor() as pool:
        starts = [pool.submit(manage, "prepare_site") for _ in range(2)]
    count = (
        "from pages.models import HomePage, User;"
        "homes = HomePage.objects; print(homes.count(), User.objects.count())"
    )

    starts = [start.result() for start in starts]
    assert [start.stderr for start in starts] == ["", ""]
    assert sorted("shown this once" in start.stdout for start in starts) == [0, 1]
    assert manage("shell", "-v0", "-c", count).stdout == "1 1\n"
