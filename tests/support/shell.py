"""Processes whose functions a test calls, and one that runs Python on a site.

A start of Django takes seconds, and tests look into the database often. Each line of JSON
that a process reads holds the name of a function and its arguments; the answer is a line
with the result.
"""

import contextlib
import importlib
import io
import json
import subprocess
import sys
import traceback


class Process:
    """A process on a site, until the end of the `with`.

    Its methods are the functions of modules, which are called there.
    """

    def __init__(self, directory, environment, *modules):
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, *modules],
            cwd=directory,
            env={"DJANGO_SETTINGS_MODULE": "config.settings", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()

    def stop(self):
        self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=60)
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def __getattr__(self, name):
        def call(*arguments):
            self._process.stdin.write(json.dumps([name, *arguments]) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

        return call


class Shell(Process):
    """Like `manage.py shell` in the directory of a site, in a process that stays."""

    def run(self, code):
        """Run the code, and return what it prints. Raises RuntimeError if it fails."""
        printed, failure = self.execute(code)
        if failure:
            raise RuntimeError(failure)
        return printed.strip()


# In the process


def execute(code):
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connection

    printed, failure = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {})  # noqa: S102 - it is what the tests have sent
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        failure = traceback.format_exc()
    # The next code sees changes that the site has made meanwhile.
    connection.close()
    for name in settings.CACHES:
        caches[name].clear()
    return printed.getvalue(), failure


def main():
    import django

    django.setup()
    functions = dict(globals())
    for name in sys.argv[1:]:
        functions |= vars(importlib.import_module(name))
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(functions[name](*arguments)), flush=True)


if __name__ == "__main__":
    main()
