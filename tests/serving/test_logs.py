"""The log: which request a line belongs to, and that it has no personal data."""

import io
import json
import logging
import re
from unittest import mock

import pytest

from pages.serving.cache.response import pack
from pages.serving.logs import JsonFormatter, format_error
from tests.support.cache import call, connections_kept, make_environ, make_server, visit
from tests.support.factories import make_contact, make_owner, make_page
from tests.support.site import run_python

# Personal data that a visitor sends.
SECRETS = {
    "cookie": "a=cookie-of-ada",
    "referer": "https://elsewhere.example/?q=referer-of-ada",
    "user_agent": "browser-of-ada",
    "x_forwarded_for": "203.0.113.77",
    "authorization": "Basic password-of-ada",
}
WORDS = re.compile(r"of-ada|203\.0\.113\.77|127\.0\.0\.1")


@pytest.fixture
def log():
    """The lines that production writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield Log(written)
    logging.getLogger().removeHandler(handler)


class Log:
    def __init__(self, written):
        self._written = written

    @property
    def text(self):
        return self._written.getvalue()

    @property
    def lines(self):
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def server(home):
    return make_server()


def fail(server, text="a secret", path="/search/?q=query-of-ada", **headers):
    """Request a page whose view fails with an error of this text."""
    with mock.patch("pages.public.views.search_site", side_effect=ValueError(text)):
        return visit(server, path, **headers)


def test_a_failure_is_one_line_with_the_type_and_the_place_of_the_error(server, log):
    answer = fail(server, "message-of-ada", **SECRETS)

    (line,) = log.lines
    assert answer.status == 500
    assert line["logger"] == "django.request"
    assert line["level"] == "ERROR"
    assert line["message"] == "Internal Server Error"
    assert (line["path"], line["status"]) == ("/search/", 500)
    assert re.fullmatch(r"2\d{3}-\d\d-\d\dT[\d:.]{12}\+00:00", line["time"])
    assert "in search\n    results = search_site(find_root_page" in line["error"]
    assert line["error"].endswith("\nValueError")
    assert not WORDS.search(log.text)


@pytest.mark.parametrize("path", ["/search/", "/notes/"])
def test_the_page_of_a_failure_has_the_identifier_of_its_line(server, home, log, path):
    page = make_page(home, title="Notes")
    with mock.patch.object(type(page), "serve", side_effect=ValueError("a secret")):
        answer = fail(server, path=path)

    (line,) = log.lines
    assert (answer.status, line["path"]) == (500, path)
    assert f"<code>{line['request']}</code>" in answer.text


def test_each_request_has_an_identifier_of_its_own_or_of_the_platform(server, log):
    given = [{}, {}, {"x_request_id": "01HZXV-fra.1_b"}, {"fly_request_id": "01HZXV-fra.1_c"}]
    identifiers = [fail(server, **headers).headers["X-Request-Id"] for headers in given]

    assert len(set(identifiers)) == 4
    assert identifiers[2:] == ["01HZXV-fra.1_b", "01HZXV-fra.1_c"]
    assert [line["request"] for line in log.lines] == identifiers


def test_a_long_path_and_a_long_message_are_cut(server, log):
    visit(server, f"/{'x' * 60_000}/")
    logging.getLogger("pages").error("x" * 60_000)

    assert [len(line["path"]) for line in log.lines if "path" in line] == [500]
    assert len(log.text) < 5_000


def test_an_invalid_identifier_is_replaced(server):
    for identifier in ("short", "<script>alert(1)", "a" * 129, "ümlautümlaut"):
        answer = fail(server, x_request_id=identifier.encode().decode("latin-1"))

        assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])
        assert identifier not in answer.text


def test_the_identifier_of_a_request_is_not_cached(server, home):
    make_owner()
    make_page(home, title="Notes")

    made = visit(server, "/notes/", x_request_id="01HZXV-fra")
    kept = visit(server, "/notes/", x_request_id="01HZXV-fra")

    assert (made.cache, kept.cache) == ("MISS", "HIT")
    assert "X-Request-Id" not in made.headers | kept.headers
    (key,) = server.cache.memory.keys()
    assert b"equest-" not in pack(server.cache.memory.get(key))


@pytest.mark.parametrize(
    "path", ["/draft/token-of-ada", "/admin/password_reset/confirm/MQ/token-of-ada/"]
)
def test_a_token_in_a_path_is_not_logged(server, log, path):
    visit(server, f"{path}?a=query-of-ada", "DELETE")
    fail(server, path=path)
    logging.getLogger("pages").warning("Seen: https://example.org%s", path)

    assert log.lines
    assert not WORDS.search(log.text)


def test_the_message_of_a_visitor_is_not_logged(server, home, log):
    make_contact(home)
    with mock.patch(
        "pages.models.contact.ContactPage.process_form_submission",
        side_effect=RuntimeError("message-of-ada"),
    ):
        form = "name=name-of-ada&email=ada@of-ada.example&message=message-of-ada"
        answer = post(server, "/contact/", form)

    assert answer.status == 500
    assert [line["path"] for line in log.lines] == ["/contact/"]
    assert not WORDS.search(log.text)


def post(server, path, form):
    """Send a form as a browser does."""
    environ = make_environ(path, "POST")
    environ["wsgi.input"] = io.BytesIO(form.encode())
    environ["CONTENT_LENGTH"] = str(len(form))
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    with connections_kept():
        return call(server, environ)


def test_the_arguments_of_messages_of_other_packages_are_not_logged(log):
    logging.getLogger("axes").warning("AXES: New login failure by %s.", "name-of-ada")

    assert log.lines[0]["message"] == "AXES: New login failure by %s."


def test_outside_of_requests_the_text_of_an_error_is_logged(log):
    try:
        raise LookupError("The bucket is gone.")
    except LookupError:
        logging.getLogger("pages").exception("The backup has failed.")

    assert log.lines[0]["error"].endswith("LookupError: The bucket is gone.")
    assert "request" not in log.lines[0]


def test_an_error_has_its_causes_and_the_code_of_the_system():
    try:
        try:
            open("/no/such/file")  # noqa: PTH123, SIM115 - it fails
        except OSError as error:
            raise KeyError(str(error)) from error
    except KeyError as error:
        text = format_error(error, with_text=False)

    assert "\nKeyError\n\ncaused by:\n\n" in text
    assert text.endswith("FileNotFoundError (No such file or directory)")
    assert "Errno" not in text


def test_a_message_of_several_lines_is_logged_as_one(log):
    logging.getLogger("pages").warning('One\n{"two": 2}\r%s', "\u2028three")

    (line,) = log.text.strip("\n").split("\n")
    assert json.loads(line)["message"] == 'One\n{"two": 2}\r\u2028three'


PRINT_HANDLERS = """
import django, logging
django.setup()
handlers = [h for name in ("", "django", "django.request", "django.security")
            for h in logging.getLogger(name).handlers]
print([(type(h).__name__, type(h.formatter).__name__, h.stream.name) for h in handlers])
"""


def test_the_log_goes_to_standard_error_and_not_to_mail():
    printed = run_python("-c", PRINT_HANDLERS, DJANGO_SETTINGS_MODULE="config.settings")

    assert printed.stdout == "[('StreamHandler', 'JsonFormatter', '<stderr>')]\n"
