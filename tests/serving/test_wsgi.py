"""The site on other servers than Granian: plain WSGI."""

import json

from tests.support.site import run_python

SERVE = """
import json, sys
from config.wsgi import application
from tests.support.cache import call, make_environ
for path in sys.argv[1:]:
    environ = make_environ(path) | {"HTTP_HOST": "localhost:%s"}
    answer = call(application, environ)
    print(json.dumps([answer.status, answer.headers["X-Content-Type-Options"], answer.text]))
"""


def test_a_page_a_form_and_a_lost_page_are_answered(served_site):
    code = SERVE % served_site.port
    paths = ["/", "/contact/", "/nothing/"]
    done = run_python("-c", code, *paths, directory=served_site.directory, **served_site.variables)

    assert done.returncode == 0, done.stderr
    home, form, lost = map(json.loads, done.stdout.splitlines())
    assert (home[:2], form[:2], lost[:2]) == ([200, "nosniff"], [200, "nosniff"], [404, "nosniff"])
    assert "<form" in form[2]
