"""Links are checked as visitors meet them, and other sites are asked with manners.

The other sites are servers on this machine, which a check may contact only because the
tests say so.
"""

import contextlib
import io
import socket
import threading
import time
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex

from pages.links import connection as links_connection
from pages.links.address import Target, resolve
from pages.links.check import check_links, keep_uses
from pages.links.connection import NotPublicError, is_public, look_up
from pages.links.external import Asker, LimitReachedError, Limits, read_wait
from pages.links.find import Use
from pages.links.visit import Visitor
from pages.models import Link, LinkUse, Owner, Problem, Profile
from tests.factories import (
    make_body,
    make_contact,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
)


def make_prose(*addresses):
    text = "".join(f'<p><a href="{address}">Read</a></p>' for address in addresses)
    return make_body(("prose", text))


def run(**options):
    """Run the command; return what it prints."""
    output = io.StringIO()
    call_command("check_links", stdout=output, **options)
    return output.getvalue()


def find_problems():
    """Return the problem of each link in which something is wrong, by its address."""
    return dict(Link.objects.wrong().values_list("address", "problem"))


# Where a link leads


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("", "/about/"),
        ("#work", "/about/#work"),
        ("?page=2", "/about/?page=2"),
        ("team/", "/about/team/"),
        ("../x/", "/x/"),
        (" /a\n b/ ", "/a%20b/"),
        ("/größe/", "/gr%C3%B6%C3%9Fe/"),
        ("/gr%C3%B6%C3%9Fe/", "/gr%C3%B6%C3%9Fe/"),
        ("http://localhost/x/", "/x/"),
        ("https://LOCALHOST:443/x/", "/x/"),
        ("//localhost", "/"),
    ],
)
def test_each_way_to_write_an_address_of_this_site_is_one_path(written, address):
    assert resolve(written, "/about/") == Target(address)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("//example.org", "https://example.org/"),
        ("https://EXAMPLE.org:443/a?b#c", "https://example.org/a?b#c"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("http://me:secret@example.org/", "http://example.org/"),
        ("http://localhost:8080/", "http://localhost:8080/"),
    ],
)
def test_each_way_to_write_an_address_elsewhere_is_one_address(
    settings, written, address
):
    settings.SITE_URL = "https://localhost"

    assert resolve(written, "/") == Target(address, is_external=True)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "javascript:alert(1)",
            "htps://example.org",
            "http://",
            "http://[1",
            "file:///",
        ),
        *("http://a..b/", "http://example.org:99999/", f"https://{'a' * 70}.org/"),
        f"https://example.org/{'a' * 2000}",
    ],
)
def test_what_browsers_cannot_follow_is_no_address(written):
    target = resolve(written, "/")

    assert target == Target(written[:2000])
    assert not target.is_path


@pytest.mark.parametrize("written", ["mailto:a@example.org", "tel:+1", "data:,x"])
def test_what_is_for_other_programs_is_left_out(written):
    assert resolve(written, "/") is None


# This site


def test_a_site_whose_links_lead_somewhere_passes(home, index):
    page = make_page(home, slug="notes", body=make_body(("heading", {"text": "Aim"})))
    page.body = make_body(
        ("heading", {"text": "Aim", "level": "h2", "anchor": "aim"}),
        ("contents", None),
        ("figure", make_figure(make_image())),
        ("prose", '<a href="#aim">A</a> <a href="/notes/#top">B</a> <a href="/">C</a>'),
    )
    page.save()
    make_project(index, topics=["HPC"])
    make_contact(home)

    assert "Links checked: " in run()
    assert find_problems() == {}
    assert Link.objects.filter(address="/notes/#aim").exists()
    assert Link.objects.filter(address="/static/css/site.css").exists()
    assert Link.objects.filter(address__startswith="/media/images/").exists()
    assert Link.objects.filter(address="/atom.xml").exists()


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("/gone/", Problem.MISSING),
        ("/gone/#aim", Problem.MISSING),
        ("http://localhost/gone/", Problem.MISSING),
        ("www.example.org", Problem.MISSING),
        ("/documents/7/none.pdf", Problem.MISSING),
        ("/media/images/none.png", Problem.MISSING),
        ("/media/%00", Problem.MISSING),
        ("/x%00y", Problem.MISSING),
        ("/static/none.css", Problem.MISSING),
        ("/static/%2e%2e/settings.py", Problem.MISSING),
        ("/draft/", Problem.DRAFT),
        ("/draft/#aim", Problem.DRAFT),
        ("#gone", Problem.ANCHOR),
        ("/#gone", Problem.ANCHOR),
        ("/#gr%C3%B6%C3%9Fe", Problem.ANCHOR),
        ("/projects", Problem.REDIRECTED),
        ("/projects#content", Problem.REDIRECTED),
        ("/projects#gone", Problem.ANCHOR),
        ("/projects/?page=99", Problem.MISSING),
        ("javascript:alert(1)", Problem.MALFORMED),
    ],
)
def test_a_link_of_this_site_is_told_by_what_is_wrong(home, index, address, problem):
    make_page(home, slug="draft", live=False)
    make_page(home, title="Links", slug="links", body=make_prose(address))

    check_links()

    assert list(find_problems().values()) == [problem]


def test_the_command_lists_what_is_broken_and_fails(home):
    make_page(home, title="Links", slug="links", body=make_prose("/gone/"))
    output = io.StringIO()

    with pytest.raises(CommandError, match="Broken links of this site: 1"):
        call_command("check_links", stdout=output)

    assert "/gone/\n    Nothing is there, since" in output.getvalue()
    assert "on Links (“Read”)" in output.getvalue()


def test_a_redirect_and_the_links_of_others_do_not_fail_the_command(home, index):
    make_page(home, body=make_prose("/projects", "https://example.org/gone"))
    Link.objects.create(
        address="https://example.org/gone",
        is_external=True,
        problem=Problem.MISSING,
        wrong_since=timezone.now(),
    )

    output = run()

    assert "/projects\n    Redirected" in output
    assert "It leads to /projects/" in output
    assert "example.org" not in output


def test_a_link_in_prose_to_a_deleted_page_or_document_leads_nowhere(home):
    page = make_page(home, title="Old", slug="old")
    document = get_document_model().objects.create(
        title="Paper", file=ContentFile(b"paper", name="paper.txt")
    )
    text = (
        f'<p><a linktype="page" id="{page.pk}">Page</a> '
        f'<a linktype="document" id="{document.pk}">Paper</a></p>'
    )
    make_page(home, title="Links", slug="links", body=make_body(("prose", text)))
    check_links()
    before = find_problems()

    page.delete()
    document.delete()
    check_links()

    assert before == {}
    assert find_problems() == {"": Problem.NO_TARGET}
    assert set(Link.objects.wrong().get().uses.values_list("text", flat=True)) == {
        "Page",
        "Paper",
    }


def test_a_link_to_a_page_that_was_unpublished_is_a_link_to_a_draft(home):
    page = make_page(home, title="Old", slug="old")
    text = f'<p><a linktype="page" id="{page.pk}">Page</a></p>'
    make_page(home, title="Links", slug="links", body=make_body(("prose", text)))

    page.unpublish()
    check_links()

    assert find_problems() == {"/old/": Problem.DRAFT}
    assert Link.objects.wrong().get().detail == "“Old” is a draft."


def test_the_menu_the_footer_blocks_and_thanks_are_read_too(home):
    owner = make_owner()
    owner.profiles = [Profile(kind="website", address="http://localhost/footer/")]
    owner.save()
    button = {"text": "Go", "address": "http://localhost/button/"}
    image = make_image()
    make_page(
        home,
        show_in_menus=True,
        body=make_body(
            ("buttons", {"buttons": [button]}), ("figure", make_figure(image))
        ),
    )
    make_contact(home, thanks='<p><a href="/thanks/">Next</a></p>')
    Visitor().visit("/notes/")
    image.file.storage.delete(image.renditions.first().file.name)

    check_links()

    problems = find_problems()
    assert {"/footer/", "/button/", "/thanks/"} < set(problems)
    assert [path for path in problems if path.startswith("/media/")]
    assert Owner.load().profiles.count() == 1


def test_a_redirect_of_the_admin_is_followed_to_its_end(home):
    page = make_page(home, title="Old", slug="old")
    Redirect.add_redirect("/former", page)
    Redirect.add_redirect("/round", "/about-turn/")
    Redirect.add_redirect("/about-turn", "/round/")
    make_page(home, title="Links", slug="links", body=make_prose("/former"))
    page.unpublish()

    check_links()

    assert find_problems() == {
        "/former": Problem.DRAFT,
        "/old/": Problem.DRAFT,
        "/round/": Problem.LOOP,
        "/about-turn/": Problem.LOOP,
    }
    use = LinkUse.objects.get(link__address="/old/")
    assert use.title == "Redirect /former"
    assert use.edit_url == f"/admin/redirects/{use.redirect_id}/"


def test_a_page_that_fails_is_told(home, monkeypatch):
    page = make_page(home, slug="notes")

    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(type(page), "get_context", fail)
    check_links()

    assert find_problems() == {"/notes/": Problem.ERROR}


def test_what_visitors_may_not_see_is_not_read(home):
    make_page(home, title="Draft", slug="a", live=False, body=make_prose("/gone/"))

    check_links()

    assert find_problems() == {}


def test_each_page_is_visited_once(home, client):
    make_page(home, slug="notes", body=make_prose("/", "/#content", "/#top", "/notes/"))
    visitor, paths = Visitor(), []
    get = visitor.client.get
    visitor.client.get = lambda path, **options: (
        paths.append(path) or get(path, **options)
    )

    for path in ["/", "/notes/", "/", "/notes/"]:
        visitor.visit(path)

    assert paths == ["http://localhost/", "http://localhost/notes/"]


def test_a_problem_has_begun_when_it_was_first_seen(home):
    page = make_page(home, body=make_prose("/gone/"))
    check_links()
    week_ago = timezone.now() - timedelta(days=7)
    Link.objects.filter(address="/gone/").update(wrong_since=week_ago)

    check_links()
    still_wrong = Link.objects.get(address="/gone/")
    make_page(home, title="Gone", slug="gone", live=False)
    check_links()
    otherwise_wrong = Link.objects.get(address="/gone/")
    page.body = make_prose("/")
    page.save()
    check_links()

    assert still_wrong.wrong_since == week_ago
    assert otherwise_wrong.wrong_since > week_ago
    assert find_problems() == {}
    assert not Link.objects.filter(address="/gone/").exists()


def test_a_page_that_is_deleted_while_links_are_read_is_passed_over(home):
    keep_uses(
        [
            Use(Target("/"), "Read", page_id=home.pk + 1000),
            Use(Target("/x/"), "X", home.pk),
        ]
    )

    assert LinkUse.objects.get().page_id == home.pk


def test_a_checked_link_does_not_count_as_a_use_of_the_page(home):
    assert not ReferenceIndex.model_is_indexable(LinkUse)


# Who may be contacted


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255"),  # noqa: S104
        *("::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1"),
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_no_machine_behind_this_one_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"]
)
def test_a_machine_on_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f.1", "::ffff:127.0.0.1"]
)
def test_a_host_is_judged_by_the_address_that_it_stands_for(host):
    with pytest.raises(NotPublicError):
        look_up(host, 80, is_public)


def test_a_host_with_one_inner_address_is_refused(monkeypatch):
    found = [(0, 0, 0, "", (ip, 80)) for ip in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)

    with pytest.raises(NotPublicError):
        look_up("example.org", 80, is_public)


# Other sites


class Clock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


class Handler(BaseHTTPRequestHandler):
    """Answers as the test has told the server, and takes down who asked for what."""

    def answer(self):
        self.server.requests.append((self.command, self.path))
        self.server.headers.append(self.headers)
        answers = self.server.answers.get(self.path, (404, {}))
        if isinstance(answers, list):
            answers = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answers):
            answers(self)
            return
        status, headers = answers
        if status == "no HEAD":
            status = 405 if self.command == "HEAD" else 206
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    do_HEAD = do_GET = answer

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve(handler=Handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.requests, server.headers, server.answers = [], [], {}
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def other():
    """Another site, on this machine."""
    with serve() as server:
        yield server


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make_asker(clock):
    """A function that makes an asker who may contact this machine and never sleeps."""

    def make(**limits):
        limits = Limits(**{"timeout": 30, "deadline": 60, **limits})
        return Asker(
            limits, may_contact=lambda address: True, clock=clock, sleep=clock.sleep
        )

    return make


def test_a_page_that_is_there_is_asked_for_once_and_not_fetched(other, make_asker):
    other.answers["/here?a=1"] = (200, {})

    finding = make_asker().ask(f"{other.url}/here?a=1#part")

    assert finding.problem == ""
    assert other.requests == [("HEAD", "/here?a=1")]
    assert other.headers[0]["User-Agent"] == "Recto link check (+http://localhost/)"
    assert other.headers[0]["Host"] == other.url.removeprefix("http://")


def test_a_server_that_does_not_know_head_is_asked_for_a_small_part(other, make_asker):
    other.answers["/"] = ("no HEAD", {})

    finding = make_asker().ask(f"{other.url}/")

    assert finding.problem == ""
    assert [method for method, path in other.requests] == ["HEAD", "GET"]
    assert other.headers[1]["Range"] == "bytes=0-1023"
    assert other.headers[0]["Range"] is None


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        *((200, ""), (204, ""), (416, ""), (302, ""), (304, "")),
        *((404, Problem.MISSING), (410, Problem.MISSING)),
        *((401, Problem.UNCLEAR), (403, Problem.UNCLEAR), (999, Problem.UNCLEAR)),
        *((500, Problem.ERROR), (502, Problem.ERROR), (503, Problem.ERROR)),
        (429, Problem.BUSY),
    ],
)
def test_an_answer_of_another_site_is_told_by_its_status(
    other, make_asker, status, problem
):
    other.answers["/"] = (status, {})

    assert make_asker().ask(f"{other.url}/").problem == problem


def test_a_server_that_had_a_bad_moment_is_asked_again_after_a_pause(
    other, make_asker, clock
):
    other.answers["/"] = [(503, {}), (200, {})]

    finding = make_asker(pause=7, delay=1).ask(f"{other.url}/")

    assert finding.problem == ""
    assert other.requests == [("HEAD", "/"), ("GET", "/")]
    assert clock.slept == [7]


def test_a_page_that_has_moved_for_good_is_told_with_its_new_address(other, make_asker):
    other.answers["/old"] = (301, {"Location": "/newer"})
    other.answers["/newer"] = (308, {"Location": "/newest"})
    other.answers["/newest"] = (302, {"Location": "/today"})
    other.answers["/today"] = (200, {})

    finding = make_asker().ask(f"{other.url}/old")

    assert finding.problem == Problem.REDIRECTED
    assert finding.detail == f"It has moved to {other.url}/newest"


def test_a_page_that_is_elsewhere_for_now_is_in_order(other, make_asker):
    other.answers["/old"] = (302, {"Location": "/new"})
    other.answers["/new"] = (301, {"Location": "/end"})
    other.answers["/end"] = (200, {})

    assert make_asker().ask(f"{other.url}/old").problem == ""


def test_the_end_of_redirects_counts(other, make_asker):
    other.answers["/old"] = (301, {"Location": "/gone"})

    assert make_asker().ask(f"{other.url}/old").problem == Problem.MISSING


def test_redirects_are_followed_five_times(other, make_asker):
    for number in range(6):
        other.answers[f"/{number}"] = (302, {"Location": f"/{number + 1}"})
    other.answers["/6"] = (200, {})
    asker = make_asker()

    assert asker.ask(f"{other.url}/1").problem == ""
    assert asker.ask(f"{other.url}/0").problem == Problem.LOOP


def test_a_redirect_in_a_circle_ends(other, make_asker):
    other.answers["/"] = (301, {"Location": "/"})

    assert make_asker().ask(f"{other.url}/").problem == Problem.LOOP
    assert len(other.requests) == 6


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x/", "http://["]
)
def test_a_redirect_leads_only_to_the_web(other, make_asker, location):
    other.answers["/"] = (302, {"Location": location})

    assert make_asker().ask(f"{other.url}/").problem == Problem.MALFORMED
    assert len(other.requests) == 1


def test_a_redirect_to_a_name_beyond_ascii_is_followed(other, make_asker):
    other.answers["/"] = (302, {"Location": "/größe".encode().decode("latin-1")})
    other.answers["/gr%C3%B6%C3%9Fe"] = (200, {})

    assert make_asker().ask(f"{other.url}/").problem == ""


# Other sites that must not be contacted


def test_this_machine_is_not_contacted_unless_it_is_allowed(other, clock):
    finding = Asker(clock=clock, sleep=clock.sleep).ask(f"{other.url}/")

    assert finding.problem == Problem.NOT_PUBLIC
    assert other.requests == []


def test_a_redirect_does_not_lead_inside(other, clock):
    other.answers["/"] = (302, {"Location": other.url.replace(".0.1", ".0.2")})
    asked = []

    def may_contact(address):
        asked.append(address)
        return address == "127.0.0.1"

    asker = Asker(may_contact=may_contact, clock=clock, sleep=clock.sleep)
    finding = asker.ask(f"{other.url}/")

    assert finding.problem == Problem.NOT_PUBLIC
    assert asked == ["127.0.0.1", "127.0.0.2"]
    assert len(other.requests) == 1


def test_the_address_that_was_checked_is_connected_to(other, make_asker, monkeypatch):
    """A name server that gives another address the second time leads nobody inside."""
    other.answers["/"] = (200, {})
    found = socket.getaddrinfo("127.0.0.1", other.server_port, type=socket.SOCK_STREAM)
    asked = []

    def look_up_once(host, *args, **options):
        asked.append(host)
        assert len(asked) == 1
        return found

    monkeypatch.setattr(links_connection.socket, "getaddrinfo", look_up_once)
    finding = make_asker().ask(f"http://xn--bcher-kva.example:{other.server_port}/")

    assert finding.problem == ""
    assert asked == ["xn--bcher-kva.example"]
    assert other.headers[0]["Host"] == f"xn--bcher-kva.example:{other.server_port}"


# Servers that misbehave


def test_a_server_that_says_nothing_is_left(make_asker):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        begun = time.monotonic()
        finding = make_asker(timeout=0.2).ask(address)

    assert finding.problem == Problem.TIMEOUT
    assert time.monotonic() - begun < 2


def test_a_server_that_drips_is_left(other, make_asker):
    def drip(handler):
        for _ in range(100):
            try:
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: y\r\n"[:1])
            except OSError:
                return
            time.sleep(0.05)

    other.answers["/"] = drip
    begun = time.monotonic()
    finding = make_asker(timeout=1, deadline=0.3).ask(f"{other.url}/")

    assert finding.problem == Problem.TIMEOUT
    assert time.monotonic() - begun < 2


def test_a_header_without_end_is_left(other, make_asker):
    def go_on(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            try:
                handler.wfile.write(f"X-{number}: y\r\n".encode())
            except OSError:
                return
            time.sleep(0.05)

    other.answers["/"] = go_on
    finding = make_asker(timeout=1, deadline=0.3).ask(f"{other.url}/")

    assert finding.problem == Problem.TIMEOUT


def test_a_huge_page_is_not_read(other, make_asker):
    sent = []

    def pour(handler):
        if handler.command == "HEAD":
            handler.send_response(405)
            handler.end_headers()
            return
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(1000):
                sent.append(handler.wfile.write(bytes(1024 * 1024)))
        except OSError:
            pass

    other.answers["/"] = pour
    finding = make_asker().ask(f"{other.url}/")

    assert finding.problem == ""
    assert len(sent) < 20


def test_a_server_without_a_certificate_is_not_secure(other, make_asker):
    finding = make_asker().ask(other.url.replace("http:", "https:"))

    assert finding.problem == Problem.CERTIFICATE


def test_a_port_where_nobody_listens_cannot_be_reached(make_asker):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    finding = make_asker().ask(f"http://127.0.0.1:{port}/")

    assert finding.problem == Problem.UNREACHABLE
    assert finding.detail == "The server refuses the connection."


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.2\r\n", b"", b"HTTP/1.1 x y\r\n"])
def test_a_server_that_speaks_no_http_cannot_be_reached(other, make_asker, said):
    def speak(handler):
        handler.wfile.write(said)

    other.answers["/"] = speak

    assert make_asker().ask(f"{other.url}/").problem == Problem.UNREACHABLE


def test_a_host_that_nobody_knows_cannot_be_reached(make_asker, monkeypatch):
    def find_none(*args, **options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(links_connection.socket, "getaddrinfo", find_none)

    finding = make_asker().ask("http://nowhere.example/")

    assert finding == (Problem.UNREACHABLE, "There is no such host.", None)


# Manners


def test_a_host_is_asked_slowly(other, make_asker, clock):
    other.answers = {f"/{number}": (200, {}) for number in range(3)}
    asker = make_asker(delay=2)

    for number in range(3):
        asker.ask(f"{other.url}/{number}")

    assert clock.slept == [2, 2]


def test_two_hosts_do_not_wait_for_each_other(other, make_asker, clock):
    other.answers["/"] = (200, {})
    asker = make_asker(delay=2)

    asker.ask(f"{other.url}/")
    asker.ask(f"{other.url.replace('127.0.0.1', '127.1')}/")

    assert clock.slept == []


@pytest.mark.parametrize(
    ("limits", "number"),
    [({"requests": 3}, 3), ({"requests_to_host": 2}, 2), ({"seconds": 4}, 5)],
)
def test_a_run_is_bounded(other, make_asker, limits, number):
    other.answers["/"] = (200, {})
    asker = make_asker(delay=1, **limits)

    for _ in range(10):
        with contextlib.suppress(LimitReachedError):
            asker.ask(f"{other.url}/")

    assert len(other.requests) == number


def test_a_host_that_asks_for_a_short_wait_gets_it(other, make_asker, clock):
    other.answers["/"] = [(429, {"Retry-After": "30"}), (200, {})]

    finding = make_asker(pause=1).ask(f"{other.url}/")

    assert finding.problem == ""
    assert clock.slept == [30]


def test_a_host_that_asks_for_a_long_wait_is_left_alone(other, make_asker, clock):
    other.answers["/"] = (429, {"Retry-After": "7200"})
    asker = make_asker()

    finding = asker.ask(f"{other.url}/")
    with pytest.raises(LimitReachedError):
        asker.ask(f"{other.url}/other")

    assert finding.problem == Problem.BUSY
    assert finding.rest == timedelta(hours=2)
    assert len(other.requests) == 1
    assert clock.slept == []


def test_a_wait_may_be_a_date():
    in_a_minute = format_datetime(timezone.now() + timedelta(seconds=61))

    assert 55 < read_wait(in_a_minute) < 65
    assert read_wait("Wed, 21 Oct 2015 07:28:00 GMT") == 0


@pytest.mark.parametrize("text", [None, "", "soon", "-1", "1e9", "٣"])
def test_a_wait_that_makes_no_sense_is_none(text):
    assert read_wait(text) == 0


# What is kept of other sites


@pytest.fixture
def page_with(home, other):
    """A function that makes a page with links to the other site."""

    def make(*paths):
        return make_page(
            home, title="Links", body=make_prose(*(other.url + path for path in paths))
        )

    return make


def test_other_sites_are_asked_only_on_request(page_with, other):
    page_with("/gone")

    run()

    assert other.requests == []
    assert Link.objects.get(is_external=True).checked_at is None


def test_the_command_asks_no_inner_host(page_with, other):
    page_with("/gone")

    output = run(external=True)

    assert other.requests == []
    assert f"{other.url}/gone\n    Not on the public internet" in output


def test_a_link_that_stands_twice_is_asked_once_and_not_again_soon(
    page_with, other, home, make_asker
):
    other.answers["/"] = (200, {})
    page_with("/", "/gone", "/")
    make_page(home, title="More", slug="more", body=make_prose(f"{other.url}/"))

    check_links(make_asker())
    first = [path for _, path in other.requests]
    check_links(make_asker())

    assert sorted(first) == ["/", "/gone", "/gone"]
    assert len(other.requests) == 3
    assert find_problems() == {f"{other.url}/gone": Problem.MISSING}


def test_a_link_is_asked_again_after_a_week_and_a_broken_one_after_a_day(
    page_with, other, make_asker
):
    other.answers["/"] = (200, {})
    page_with("/", "/gone")
    check_links(make_asker())
    checked = {link.address: link for link in Link.objects.filter(is_external=True)}

    good, broken = checked[f"{other.url}/"], checked[f"{other.url}/gone"]

    assert good.due_at - good.checked_at == timedelta(days=7)
    assert broken.due_at - broken.checked_at == timedelta(days=1)


def test_a_run_that_was_ended_is_taken_up_where_it_was(page_with, other, make_asker):
    other.answers = {f"/{number}": (200, {}) for number in range(5)}
    page_with(*other.answers)

    left = check_links(make_asker(requests=2))
    then = check_links(make_asker())

    assert left == 3
    assert then == 0
    assert sorted(path for _, path in other.requests) == ["/0", "/1", "/2", "/3", "/4"]


def test_what_was_found_before_a_crash_is_kept(page_with, other, make_asker):
    other.answers = {f"/{number}": (200, {}) for number in range(3)}
    page_with(*other.answers)
    asker = make_asker()
    ask = asker.ask

    def ask_and_crash(address):
        if len(other.requests) == 2:
            raise KeyboardInterrupt
        return ask(address)

    asker.ask = ask_and_crash
    with pytest.raises(KeyboardInterrupt):
        check_links(asker)

    assert (
        Link.objects.filter(is_external=True, problem="")
        .exclude(checked_at=None)
        .count()
        == 2
    )


def test_a_link_that_is_mended_elsewhere_is_not_wrong_any_more(
    page_with, other, make_asker
):
    page_with("/late")
    check_links(make_asker())
    other.answers["/late"] = (200, {})
    Link.objects.update(due_at=timezone.now())

    check_links(make_asker())

    assert find_problems() == {}
    assert Link.objects.get(is_external=True).wrong_since is None


# The report

REPORT = "/admin/reports/links/"


@pytest.fixture
def wrong_links(home, index):
    page = make_page(
        home, title="Links", body=make_prose("/gone/", "/projects", "https://a.org/x")
    )
    check_links()
    Link.objects.filter(is_external=True).update(
        problem=Problem.UNCLEAR, wrong_since=timezone.now()
    )
    return page


def test_the_report_shows_what_is_wrong_and_where_to_mend_it(wrong_links, admin_client):
    html = admin_client.get(REPORT).content.decode()

    assert "/gone/" in html
    assert "Nothing is there" in html
    assert "https://a.org/x" in html
    assert f'href="/admin/pages/{wrong_links.pk}/edit/"' in html
    assert "/static/css/site.css" not in html
    assert REPORT in admin_client.get("/admin/").content.decode()


def test_the_report_is_narrowed_down(wrong_links, admin_client):
    missing = admin_client.get(f"{REPORT}results/?problem=missing").content.decode()
    elsewhere = admin_client.get(f"{REPORT}results/?is_external=True").content.decode()

    nothing = admin_client.get(f"{REPORT}results/?problem=loop").content.decode()

    assert "/gone/" in missing
    assert "No link matches." in nothing
    assert "a.org" not in missing
    assert "/gone/" not in elsewhere
    assert "https://a.org/x" in elsewhere


def test_the_report_can_be_taken_along(wrong_links, admin_client):
    response = admin_client.get(f"{REPORT}?export=csv")
    lines = response.getvalue().decode().splitlines()

    assert lines[0].startswith("Address,What is wrong,Detail,Wrong since")
    assert lines[1].startswith("/gone/,Nothing is there,The site answers 404.")
    assert "Links (“Read”)" in lines[1]
    assert admin_client.get(f"{REPORT}?export=xlsx").status_code == 200


def test_what_cannot_be_followed_is_no_link_in_the_report(home, admin_client):
    make_page(home, body=make_prose("javascript:alert(1)"))
    check_links()

    html = admin_client.get(REPORT).content.decode()

    assert "javascript:alert(1)" in html
    assert 'href="javascript:' not in html


def test_the_report_without_findings_says_so(home, admin_client):
    before = admin_client.get(REPORT).content.decode()
    check_links()
    after = admin_client.get(REPORT).content.decode()

    assert "run the command check_links" in before
    assert "No link is wrong. Last check:" in after


def test_who_may_not_use_reports_does_not_see_this_one(home, client, django_user_model):
    user = django_user_model.objects.create_user("visitor", password="a")
    client.force_login(user)

    assert client.get(REPORT).status_code == 302


def test_a_longer_report_takes_no_more_queries(home, admin_client):
    def count(number):
        for n in range(number):
            slug = f"page-{number}-{n}"
            body = make_prose(*(f"/gone-{n}-{m}/" for m in range(3)))
            make_page(home, title=slug, slug=slug, body=body)
        check_links()
        admin_client.get(REPORT)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(REPORT).status_code == 200
        return len(queries)

    few = count(1)

    assert count(8) == few
