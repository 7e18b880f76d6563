"""Process of a site that is backed up and restored, with the functions of backup_sites.

Its argument names its uploads folder. It answers as tests/support/cache_process.py does.
"""

import json
import sys
from pathlib import Path

from tests.support.cache_process import ServerProcess


def start_site(database_url, uploads):
    """Return the process of a site, to be used with `with`."""
    return ServerProcess(database_url, __name__, str(uploads))


def main():
    import django

    from config import settings

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.MEDIA_ROOT = Path(sys.argv[1])
    django.setup()
    from tests.support import backup_races, backup_sites

    for line in sys.stdin:
        name, *arguments = json.loads(line)
        function = getattr(backup_sites, name, None) or getattr(backup_races, name)
        print(json.dumps(function(*arguments)), flush=True)


if __name__ == "__main__":
    main()
