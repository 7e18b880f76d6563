"""Processes count the uses of a limit together."""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from tests.support.site import run_python

HIT = """
import os, time
from datetime import timedelta
from django.utils import timezone
from pages.accounts.rate_limits import Limit, hit
from pages.models import RateLimitCount

end = timezone.now() + timedelta(hours=1)
RateLimitCount.objects.create(key=f"ready {os.getpid()}", ends_at=end)
while RateLimitCount.objects.filter(key__startswith="ready").count() < 2:
    time.sleep(0.01)
limit = Limit("shared", maximum=150, seconds=600)
print(sum(not hit((limit, "ada")) for _ in range(100)))
"""


def test_processes_count_together(copy_database):
    variables = {
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": "http://localhost",
        "DATABASE_URL": copy_database(),
    }

    def run(_):
        return run_python("manage.py", "shell", "-v0", "-c", HIT, **variables)

    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(run, range(2)))

    assert [one.stderr for one in ended] == ["", ""]
    assert sum(int(one.stdout) for one in ended) == 150
