"""What stands in the log, and what must not."""

import io
import json
import logging
import re
from unittest import mock

import pytest

from pages.serving.cache.response import pack
from pages.serving.logs import JsonLines, describe
from tests.factories import make_contact, make_owner, make_page
from tests.site import run_python
from tests.support.cache import call, connections_kept, make_environ, make_server, visit

# What a visitor may send, and no line of the log may say.
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
    """The lines that production would write, as a list that grows."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
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
    """Ask for an address whose view fails with an error that says the text."""
    with mock.patch("pages.views.search_site", side_effect=ValueError(text)):
        return visit(server, path, **headers)


def test_a_failure_is_one_line_that_says_where_and_not_what(server, log):
    answer = fail(server, "message-of-ada", **SECRETS)

    (line,) = log.lines
    assert answer.status == 500
    assert line["logger"] == "django.request"
    assert line["level"] == "ERROR"
    assert line["message"] == "Internal Server Error"
    assert (line["path"], line["status"]) == ("/search/", 500)
    assert re.fullmatch(r"2\d{3}-\d\d-\d\dT[\d:.]{12}\+00:00", line["time"])
    assert 'in search\n    results = search_site(request.GET.get("q"' in line["error"]
    assert line["error"].endswith("\nValueError")
    assert not WORDS.search(log.text)


def test_the_page_of_a_failure_names_the_line_in_the_log(server, log):
    answer = fail(server)

    (line,) = log.lines
    assert f"<code>{line['request']}</code>" in answer.text
    assert answer.headers["X-Request-Id"] == line["request"]


def test_every_request_has_a_number_of_its_own(server):
    numbers = {fail(server).headers["X-Request-Id"] for _ in range(3)}

    assert len(numbers) == 3


@pytest.mark.parametrize("header", ["x_request_id", "fly_request_id"])
def test_a_number_that_the_host_gives_is_taken(server, log, header):
    answer = fail(server, **{header: "01HZXV-fra.1_b"})

    assert answer.headers["X-Request-Id"] == "01HZXV-fra.1_b"
    assert log.lines[0]["request"] == "01HZXV-fra.1_b"


@pytest.mark.parametrize(
    "number", ["short", "<script>alert(1)", "a" * 129, "ümlautümlaut"]
)
def test_a_number_that_is_none_is_replaced(server, number):
    answer = fail(server, x_request_id=number.encode().decode("latin-1"))

    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])
    assert number not in answer.text


def test_the_number_of_a_request_is_in_no_snapshot(server, home):
    make_owner()
    make_page(home, title="Notes")

    made = visit(server, "/notes/", x_request_id="01HZXV-fra")
    kept = visit(server, "/notes/", x_request_id="01HZXV-fra")

    assert (made.word, kept.word) == ("miss", "hit")
    assert "X-Request-Id" not in made.headers | kept.headers
    snapshots = server.memory._snapshots.values()
    assert snapshots
    assert not any(b"equest-" in pack(snapshot) for snapshot in snapshots)


def test_a_page_that_fails_for_everybody_has_a_number_too(server, home, log):
    page = make_page(home, title="Notes")
    with mock.patch.object(type(page), "serve", side_effect=ValueError("a secret")):
        answer = visit(server, "/notes/")

    (line,) = log.lines
    assert (answer.status, line["path"]) == (500, "/notes/")
    assert f"<code>{line['request']}</code>" in answer.text


@pytest.mark.parametrize(
    "path", ["/draft/token-of-ada", "/admin/password_reset/confirm/MQ/token-of-ada/"]
)
def test_no_token_of_a_path_is_in_the_log(server, log, path):
    visit(server, f"{path}?a=query-of-ada", "DELETE")
    fail(server, path=path)
    logging.getLogger("pages").warning("Seen: https://example.org%s", path)

    assert log.lines
    assert not WORDS.search(log.text)


def test_no_message_of_a_visitor_is_in_the_log(server, home, log):
    make_contact(home)
    with mock.patch(
        "pages.models.contact.ContactPage.process_form_submission",
        side_effect=RuntimeError("message-of-ada"),
    ):
        form = "name=name-of-ada&address=ada@of-ada.example&message=message-of-ada"
        answer = visit_with(server, "/contact/", form)

    assert answer.status == 500
    assert [line["path"] for line in log.lines] == ["/contact/"]
    assert not WORDS.search(log.text)


def visit_with(server, path, form):
    """Send a form as a browser does."""
    environ = make_environ(path, "POST")
    environ["wsgi.input"] = io.BytesIO(form.encode())
    environ["CONTENT_LENGTH"] = str(len(form))
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    with connections_kept():
        return call(server, environ)


def test_what_others_fill_into_their_messages_is_left_out(log):
    logging.getLogger("axes").warning("AXES: New login failure by %s.", "name-of-ada")

    assert log.lines[0]["message"] == "AXES: New login failure by %s."


def test_outside_of_requests_an_error_says_what_is_wrong(log):
    try:
        raise LookupError("The bucket is gone.")
    except LookupError:
        logging.getLogger("pages").exception("The backup has failed.")

    assert log.lines[0]["error"].endswith("LookupError: The bucket is gone.")
    assert "request" not in log.lines[0]


def test_an_error_names_what_it_came_of_and_the_code_of_system_or_database():
    try:
        try:
            open("/no/such/file")  # noqa: PTH123, SIM115 - it fails
        except OSError as error:
            raise KeyError(str(error)) from error
    except KeyError as error:
        told = describe(error, with_text=False)

    assert "\nKeyError\n\nwhich came of:\n\n" in told
    assert told.endswith("FileNotFoundError (No such file or directory)")
    assert "Errno" not in told


def test_a_line_stays_a_line_whatever_is_said(log):
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


@pytest.mark.parametrize(("debug", "form"), [("0", "JsonLines"), ("1", "Formatter")])
def test_the_log_goes_to_standard_error_and_nothing_by_mail(debug, form):
    told = run_python(
        "-c",
        PRINT_HANDLERS,
        DJANGO_SETTINGS_MODULE="config.settings",
        SECRET_KEY="a-key-of-more-than-fifty-characters-for-these-tests-only",
        SITE_URL="http://localhost",
        DEBUG=debug,
    )

    assert told.stdout.strip() == f"[('StreamHandler', '{form}', '<stderr>')]", told
