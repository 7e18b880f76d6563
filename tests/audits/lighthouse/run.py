"""`make lighthouse`: audits each page type, of the starter site and of a heavy one, as in production."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.desk import MORE_PAGES
from tests.support.servers import Site
from tests.support.site import start_session
from tests.support.starter_site import ADDRESSES, HEAVY_ADDRESSES

# Those that ask search engines to pass by cannot be at 100: search, 404, private pages.
PATHS = [*ADDRESSES, "/every-block/"]


FILL = "from tests.support import heavy_site; heavy_site.fill(0.5)"
AUDIT = Path(__file__).with_name("audit.js")


def audit(site, paths):
    """Print the scores of the pages, and return whether all are at 100."""
    with start_session() as session:
        for path in paths:  # Pictures are made, for minutes, and what is kept is kept.
            session.get(site.url + path, timeout=600)
    return subprocess.run(["node", AUDIT, site.url, *paths], check=False).returncode == 0


def main():
    with tempfile.TemporaryDirectory() as directory:
        print("Starting the site as in production", flush=True)
        with Site(Path(directory)) as site:
            site.run(MORE_PAGES)
            is_good = audit(site, PATHS)
            print("Filling it", flush=True)
            site.run(FILL)
            return 0 if audit(site, HEAVY_ADDRESSES) and is_good else 1


if __name__ == "__main__":
    sys.exit(main())
