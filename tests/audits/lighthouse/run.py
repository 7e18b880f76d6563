"""`make lighthouse`: audits each page type of the starter site, served as in production."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.desk import MORE_PAGES
from tests.support.servers import Site
from tests.support.starter_site import ADDRESSES

# Those that ask search engines to pass by cannot be at 100: search, 404, private pages.
PATHS = [*ADDRESSES, "/every-block/"]


def main():
    with tempfile.TemporaryDirectory() as directory:
        print("Starting the site as in production", flush=True)
        with Site(Path(directory)) as site:
            site.run(MORE_PAGES)
            for path in PATHS:  # Pictures are made, and what is kept is kept.
                site.get(path)
            audit = Path(__file__).with_name("audit.js")
            return subprocess.run(["node", audit, site.url, *PATHS], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
