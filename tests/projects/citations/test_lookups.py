"""Look-ups at a server of this machine, whose answers have the form that the services document."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ValidationError

from projects.citations.lookups import (
    LookupFailed,
    NotFound,
    Services,
    find_works,
    look_up_all,
)

CROSSREF = {
    "type": "article-journal", "title": "A study", "container-title": "Journal", "page": "1-5",
    "author": [{"given": "J.", "family": "Smith"}], "issued": {"date-parts": [[2019, 5, 3]]},
    "DOI": "10.1000/x", "URL": "http://dx.doi.org/10.1000/x",
}  # fmt: skip
DATACITE = {"type": "dataset", "title": "Data", "publisher": "Zenodo", "DOI": "10.5281/zenodo.1"}
ENTRY = """
  <entry>
    <id>http://arxiv.org/abs/{id}v2</id>
    <published>2019-05-15T14:00:00Z</published>
    <title>A preprint on
      $\\alpha$</title>
    <summary>  One.
    </summary>
    <author><name>Jane van Doe</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/x</arxiv:doi>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CV"/>
  </entry>"""
FEED = '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
ERROR = (
    "<entry><id>https://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title></entry>"
)
ORCID = {
    "group": [
        {
            "external-ids": {"external-id": [
                {"external-id-type": "doi", "external-id-value": "https://doi.org/10.1000/x"},
                {"external-id-type": "arxiv", "external-id-value": "arXiv:1905.06236"},
            ]},
            "work-summary": [{
                "title": {"title": {"value": "A study"}}, "type": "journal-article",
                "journal-title": {"value": "Journal"},
                "publication-date": {"year": {"value": "2019"}, "month": {"value": "05"}, "day": None},
            }],
        },
        {"external-ids": None, "work-summary": [{"title": None}]},
        {"external-ids": {"external-id": []}, "work-summary": [{
            "title": {"title": {"value": "A talk"}}, "type": "lecture-speech",
            "publication-date": {"year": {"value": "2021"}},
        }]},
    ]
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append((self.path, self.headers))
        status, media_type, body = self.server.answers.get(
            self.path.partition("?")[0], (404, "text/plain", "Resource not found.")
        )
        if callable(body):
            return body(self)
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if status == 302:
            self.send_header("Location", body)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def answers(server):
    server.answers, server.requests = {}, []
    return server.answers


@pytest.fixture
def services(server, answers):
    base = f"http://127.0.0.1:{server.server_address[1]}"
    return Services(base, f"{base}/datacite", base, base, seconds=20, size=100_000)


CROSSREF_PATH = "/works/10.1000/x/transform/application/vnd.citationstyles.csl+json"
DOI = {"type": "document", "DOI": "10.1000/x", "citation-key": "k"}
ARXIV = {"type": "article", "custom": {"arxiv": "1905.06236v1"}}


def look_up(item, services):
    [outcome] = look_up_all([item], services)
    if isinstance(outcome, LookupFailed):
        raise outcome
    return outcome


def test_a_doi_is_looked_up_at_crossref(services, server, answers):
    answers[CROSSREF_PATH] = (200, "application/json", json.dumps(CROSSREF))

    item = look_up(DOI, services)

    assert item == {
        "type": "article-journal", "title": "A study", "container-title": "Journal", "page": "1–5",
        "author": [{"given": "J.", "family": "Smith"}], "issued": {"date-parts": [[2019, 5, 3]]},
        "DOI": "10.1000/x", "citation-key": "k",
    }  # fmt: skip
    assert "Recto" in server.requests[0][1]["User-Agent"]


def test_a_doi_that_crossref_does_not_know_is_looked_up_at_datacite(services, server, answers):
    answers["/datacite/dois/10.5281/zenodo.1"] = (200, "application/json", json.dumps(DATACITE))

    assert look_up({"DOI": "10.5281/zenodo.1"}, services)["publisher"] == "Zenodo"
    assert server.requests[1][1]["Accept"] == "application/vnd.citationstyles.csl+json"


def test_a_doi_with_any_characters_is_one_path(services, server):
    with pytest.raises(NotFound, match=r"Neither Crossref nor DataCite knows the DOI 10\.1000/a"):
        look_up({"DOI": "10.1000/a?b#<c>"}, services)

    assert server.requests[0][0].startswith("/works/10.1000/a%3Fb%23%3Cc%3E/transform/")


def test_an_arxiv_identifier_is_looked_up(services, answers):
    feed = FEED.format(ENTRY.format(id="1905.06236"))
    answers["/api/query"] = (200, "application/atom+xml", feed)

    assert look_up(ARXIV, services) == {
        "type": "article", "title": r"A preprint on $\alpha$", "abstract": "One.",
        "author": [{"given": "Jane", "non-dropping-particle": "van", "family": "Doe"}],
        "issued": {"date-parts": [[2019, 5, 15]]}, "DOI": "10.1000/x",
        "custom": {"arxiv": "1905.06236v1", "arxiv-class": "cs.CV"},
    }  # fmt: skip


def test_many_items_are_looked_up_with_one_question_to_arxiv(services, server, answers):
    feed = FEED.format(ENTRY.format(id="1905.06236") + ENTRY.format(id="math/0309136"))
    answers["/api/query"] = (200, "application/atom+xml", feed)
    answers[CROSSREF_PATH] = (200, "application/json", json.dumps(CROSSREF))
    old, missing = ({"custom": {"arxiv": text}} for text in ("math.GT/0309136", "1905.99999"))

    outcomes = look_up_all([ARXIV, DOI, old, missing, {"title": "T"}], services)

    assert [item["title"] for item in outcomes[:3]] == [r"A preprint on $\alpha$", "A study",
                                                        r"A preprint on $\alpha$"]  # fmt: skip
    assert [str(failure) for failure in outcomes[3:]] == [
        "arXiv does not know 1905.99999.", "There is no DOI or arXiv identifier to look up."
    ]  # fmt: skip
    assert [path.partition("&")[0] for path, _ in server.requests] == [
        "/api/query?id_list=1905.06236,math/0309136,1905.99999", CROSSREF_PATH
    ]  # fmt: skip


def test_a_service_that_fails_is_not_asked_again(services, server, answers):
    answers[CROSSREF_PATH] = (500, "text/plain", "")

    outcomes = look_up_all([DOI] * 5, services)

    assert {str(outcome) for outcome in outcomes} == {
        "Crossref has a fault (500): try again later."
    }
    assert len(server.requests) == 1


def test_the_works_of_an_orcid_record_are_found(services, answers):
    answers["/v3.0/0000-0002-1825-0097/works"] = (200, "application/json", json.dumps(ORCID))

    assert find_works("https://orcid.org/0000-0002-1825-0097", services) == [
        {"type": "speech", "title": "A talk", "issued": {"date-parts": [[2021]]}},
        {"type": "article-journal", "title": "A study", "container-title": "Journal",
         "issued": {"date-parts": [[2019, 5]]}, "DOI": "10.1000/x", "custom": {"arxiv": "1905.06236"}},
    ]  # fmt: skip


def test_an_orcid_record_that_is_none_is_named(services):
    with pytest.raises(NotFound, match="ORCID has no public record of 0000-0002-1825-0097"):
        find_works("0000-0002-1825-0097", services)
    with pytest.raises(ValidationError, match="not an ORCID iD"):
        find_works("0000-0002-1825-0098", services)


JSON, ATOM = "application/json", "application/atom+xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><feed>&b;</feed>'


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((429, JSON, ""), "asks to wait: try again in some minutes."),
        ((500, JSON, ""), "has a fault (500): try again later."),
        ((302, JSON, "http://127.0.0.2/x"), "has a fault (302): try again later."),
        ((200, "text/html", "<html>"), "answered with a web page: try again later."),
        ((200, JSON, "  <!doctype html><html>"), "answered with a web page: try again later."),
        ((200, JSON, "{not json"), "gave a wrong answer: try again later."),
        ((200, JSON, "[" * 50_000), "gave a wrong answer: try again later."),
        ((200, JSON, "x" * 100_001), "is too large."),
        ((200, ATOM, LAUGHS), "gave a wrong answer: try again later."),
        ((200, ATOM, "<feed/>"), "gave a wrong answer: try again later."),
    ],
)
@pytest.mark.parametrize(("item", "path"), [(DOI, CROSSREF_PATH), (ARXIV, "/api/query")])
def test_a_useless_answer_is_one_sentence(services, answers, item, path, answer, sentence):
    answers[path] = answer

    with pytest.raises(LookupFailed) as failure:
        look_up(item, services)

    assert str(failure.value).endswith(sentence)
    assert ("Crossref" if item is DOI else "arXiv") in str(failure.value)


@pytest.mark.parametrize("body", ["[]", "1", "{}", '{"author": 1}', "null"])
def test_an_answer_without_a_work_is_one_sentence(services, answers, body):
    answers[CROSSREF_PATH] = (200, JSON, body)
    answers["/v3.0/0000-0002-1825-0097/works"] = (200, JSON, body)

    with pytest.raises(LookupFailed, match=r"10\.1000/x cannot be used: the entry has no title"):
        look_up(DOI, services)
    with pytest.raises(LookupFailed, match="ORCID gave a wrong answer"):
        find_works("0000-0002-1825-0097", services)


def test_an_identifier_that_arxiv_does_not_know_is_named(services, answers):
    answers["/api/query"] = (200, ATOM, FEED.format(ERROR))

    with pytest.raises(NotFound, match=r"arXiv does not know 1905\.06236v1\."):
        look_up(ARXIV, services)


def test_an_answer_that_never_ends_is_slow(server, services, answers):
    released = threading.Event()

    def dawdle(handler):
        handler.send_response(200)
        handler.end_headers()
        while not released.wait(0.05):
            handler.wfile.write(b" ")

    answers[CROSSREF_PATH] = (200, JSON, dawdle)
    quick = Services(services.crossref, services.datacite, seconds=0.3)
    with pytest.raises(LookupFailed, match="Crossref is slow to answer: try again later"):
        look_up(DOI, quick)
    released.set()


def test_no_network_is_one_sentence():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(LookupFailed, match="Crossref cannot be reached: is there a network"):
            look_up(DOI, Services(base, base))


def test_only_addresses_with_https_are_asked():
    with pytest.raises(LookupFailed, match="The address of Crossref does not begin with https"):
        look_up(DOI, Services("http://example.org"))
    with pytest.raises(LookupFailed, match="The address of Crossref does not begin with https"):
        look_up(DOI, Services("file:///etc"))
