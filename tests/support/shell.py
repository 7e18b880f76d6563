"""Runs Python on a site, like `manage.py shell`, in a process that stays.

A start of Django takes seconds, and the tests in a browser look into the database often.
Each line of JSON that is read holds code; the answer is a line with what the code has
printed and, if it failed, how.
"""

import contextlib
import io
import json
import subprocess
import sys
import traceback


class Shell:
    """The other side: starts the process in the directory of a site, and talks to it."""

    def __init__(self, directory, environment):
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=directory,
            env={"DJANGO_SETTINGS_MODULE": "config.settings", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code):
        """Run the code, and return what it prints. Raises RuntimeError if it fails."""
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        printed, failure = json.loads(self._process.stdout.readline())
        if failure:
            raise RuntimeError(failure)
        return printed.strip()

    def stop(self):
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


# In the process


def main():
    import django

    django.setup()
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connection

    for line in sys.stdin:
        printed, failure = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(printed):
                exec(json.loads(line), {})  # noqa: S102 - it is what the tests have sent
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            failure = traceback.format_exc()
        # The next code sees changes that the site has made meanwhile.
        connection.close()
        for name in settings.CACHES:
            caches[name].clear()
        print(json.dumps([printed.getvalue(), failure]), flush=True)


if __name__ == "__main__":
    main()
