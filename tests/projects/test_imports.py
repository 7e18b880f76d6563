"""Imports of publications: what is new in a text, and what one button makes of it."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry

from projects.citations import lookups
from projects.imports import reading, tasks
from projects.models import Author, PublicationImport, PublicationPage
from tests.support.factories import make_document, make_owner, make_publication
from tests.support.imports import ADD, ENGINE, LOOM, list_outcomes, paste, press
from tests.support.reading import count_queries, read_html


def test_pasted_entries_are_shown_and_published_by_one_button(publication_index, admin_client):
    make_owner(name="Ada Lovelace")
    made = paste(admin_client, ENGINE + LOOM)
    html = read_html(admin_client, made.get_absolute_url())
    assert not PublicationPage.objects.exists()
    press(admin_client, made, "publish")

    assert (
        "Lovelace, A., &amp; Menabrea, L. (1843). Sketch of the Engine. <i>Scientific Memoirs</i>, "
        "<i>3</i>, 666–731. https://doi.org/10.1000/engine" in html
    )
    assert html.count("You are not among the authors.") == 1
    engine, loom = PublicationPage.objects.live().order_by("path")
    assert (engine.title, engine.doi, engine.venue, engine.slug) == (
        "Sketch of the Engine",
        "10.1000/engine",
        "Scientific Memoirs",
        "sketch-of-the-engine",
    )
    authors = [(author.name, author.is_owner) for author in engine.authors.all()]
    assert authors == [("Ada Lovelace", True), ("Luigi Menabrea", False)]
    assert loom.kind == PublicationPage.Kind.CONFERENCE
    assert engine.bibtex.startswith("@article{lovelace1843")
    assert (engine.get_latest_revision(), False) == (
        engine.live_revision,
        engine.has_unpublished_changes,
    )
    assert list_outcomes(made) == ["published", "published"]
    assert admin_client.get(engine.url).status_code == 200
    logged = PageLogEntry.objects.filter(page=engine.pk).values_list("action", flat=True)
    assert sorted(logged) == ["wagtail.create", "wagtail.publish"]


def test_a_file_becomes_drafts_of_the_ticked_entries_alone(publication_index, admin_client):
    file = SimpleUploadedFile("mine.bib", (ENGINE + LOOM).encode())
    made = paste(admin_client, "", file=file)
    press(admin_client, made, "drafts", chosen=[made.entries.last().pk])

    assert made.name == "mine.bib"
    assert list_outcomes(made) == ["new", "draft"]
    assert [page.live for page in PublicationPage.objects.all()] == [False]
    assert "mine.bib" in read_html(admin_client, ADD)


def test_a_second_import_of_the_same_text_changes_nothing(publication_index, admin_client):
    text = ENGINE + LOOM + ENGINE.replace("lovelace1843", "again").replace("3}", "4}")
    press(admin_client, paste(admin_client, text), "publish")
    before = list(PublicationPage.objects.values())
    again = paste(admin_client, text)
    press(admin_client, again, "choose all")
    press(admin_client, again, "publish")

    assert list_outcomes(again) == ["same", "same", "repeated"]
    assert list(PublicationPage.objects.values()) == before
    html = read_html(admin_client, again.get_absolute_url())
    assert 'Same as <a href="/admin/pages/' in html
    assert f'Same as <a href="#entry-{again.entries.first().pk}">line 1</a>' in html


def test_a_preprint_and_its_published_version_become_one_publication(
    publication_index, admin_client
):
    preprint = "@misc{l, title={Sketch of the Engine}, author={Lovelace, Ada}, year={1842}, eprint"
    made = paste(admin_client, preprint + "={1706.03762}, archiveprefix={arXiv}}\n" + ENGINE)
    press(admin_client, made, "publish")

    page = PublicationPage.objects.get()
    assert (page.doi, page.arxiv_id, page.kind) == ("10.1000/engine", "1706.03762", "article")


def test_what_differs_is_changed_field_by_field_where_it_is_ticked(publication_index, admin_client):
    page = make_publication(publication_index, title="Sketch", doi="10.1000/engine", volume="4")
    page.save_revision().publish()
    made = paste(admin_client, ENGINE)
    [entry] = made.entries.all()
    html = read_html(admin_client, made.get_absolute_url())
    press(admin_client, made, "publish")
    assert list_outcomes(made) == ["differs"]
    take = {f"take-{entry.pk}-volume": "theirs", f"take-{entry.pk}-title": "mine"}
    press(admin_client, made, "publish", chosen=[entry.pk], **take)

    assert "Differs from" in html
    assert "Yours: Sketch</span>" in html
    assert "Theirs: Sketch of the Engine</span>" in html
    page.refresh_from_db()
    assert (page.title, page.volume, page.venue, page.live) == ("Sketch", "3", "", True)
    assert list_outcomes(made) == ["changed"]


def test_a_change_spares_what_the_entry_does_not_say(publication_index, admin_client):
    slides = make_document("slides.pdf")
    links = [("link", {"kind": "slides", "document": slides})]
    page = make_publication(publication_index, doi="10.1000/engine", authors=[], links=links)
    page.authors = [Author(name="Ada Lovelace", orcid="0000-0002-1825-0097", is_equal=True)]
    page.save_revision().publish()
    made = paste(admin_client, ENGINE)
    [entry] = made.entries.all()
    take = {f"take-{entry.pk}-author": "theirs"}
    press(admin_client, made, "publish", chosen=[entry.pk], **take)

    page = PublicationPage.objects.get()
    assert list_outcomes(made) == ["changed"]
    assert page.links[0].value["document"] == slides
    assert page.csl["custom"]["links"][0]["url"] == f"http://localhost{slides.url}"
    ada, _ = page.authors.all()
    assert (ada.orcid, ada.is_equal) == ("0000-0002-1825-0097", True)


def test_a_page_with_other_changes_gets_a_draft(publication_index, admin_client):
    page = make_publication(publication_index, title="Sketch", doi="10.1000/engine")
    page.save_revision().publish()
    page.summary = "Not ready"
    page.save_revision()
    made = paste(admin_client, ENGINE)
    press(admin_client, made, "publish", chosen=[made.entries.get().pk])

    draft = PublicationPage.objects.get().get_latest_revision_as_object()
    assert (draft.summary, draft.venue) == ("Not ready", "Scientific Memoirs")
    assert PublicationPage.objects.get().venue == ""
    assert "It has other changes" in read_html(admin_client, made.get_absolute_url())


def test_an_entry_that_cannot_be_read_is_named_and_mended(publication_index, admin_client):
    broken = "@article{b, title = {Unclosed, year = {1850}\n\n"
    made = paste(admin_client, broken + LOOM)
    entry = made.entries.first()
    html = read_html(admin_client, made.get_absolute_url())
    address = reverse("imported_entry", args=[made.pk, entry.pk])
    assert "Unclosed" in read_html(admin_client, address)
    admin_client.post(address, {"text": broken.replace("Unclosed,", "Closed},") + "}\n" + ENGINE})

    assert "Line 1: " in html
    assert f'href="{address}"' in html
    assert list_outcomes(made) == ["new", "new", "new"]
    assert [str(entry) for entry in made.entries.all()] == [
        "Closed",
        "The Loom",
        "Sketch of the Engine",
    ]


def test_an_entry_without_a_date_is_published_as_a_draft_with_the_reason(
    publication_index, admin_client
):
    made = paste(admin_client, "@misc{a, title = {Undated}}" + LOOM)
    press(admin_client, made, "publish")

    assert list_outcomes(made) == ["draft", "published"]
    assert made.entries.first().reason.endswith("Date.")


def test_hostile_and_strange_entries_are_escaped_and_get_an_address(
    publication_index, admin_client
):
    titles = ["<script>alert(1)</script> {{ x }}", "!?", "\\ud800Half 😀\\u0000"]
    items = [
        f'{{"type": "book", "title": "{title}", "issued": {{"date-parts": [[1900]]}}}}'
        for title in titles
    ]
    made = paste(admin_client, f"[{', '.join(items)}]")
    html = read_html(admin_client, made.get_absolute_url())
    press(admin_client, made, "publish")

    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert list_outcomes(made) == ["published"] * 3
    assert PublicationPage.objects.get(title="!?").slug == "publication"
    assert PublicationPage.objects.get(slug="half").title == "Half 😀"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": " "}, "Paste something or choose a file."),
        ({"text": "x" * 5_000_001}, "This has 5.0 MB, and one import takes 5 MB: divide it."),
        ({"file": SimpleUploadedFile("a.bib", b"\0\1\2" * 99)}, "The file is no text"),
    ],
)
def test_what_is_no_import_is_refused_with_a_sentence(
    publication_index, admin_client, data, sentence
):
    response = admin_client.post(ADD, data)

    assert sentence in response.text
    assert not PublicationImport.objects.exists()


def test_an_import_takes_a_limited_number_of_entries(publication_index, admin_client, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ENTRIES", 1)

    assert "This has 2 entries" in admin_client.post(ADD, {"text": ENGINE + LOOM}).text


def test_ten_thousand_authors_are_refused_and_the_rest_is_made(publication_index, admin_client):
    names = " and ".join(["A, B"] * 10_000)
    made = paste(admin_client, f"@misc{{a, title={{Crowd}}, year=1900, author={{{names}}}}}{LOOM}")
    press(admin_client, made, "publish")

    assert list_outcomes(made) == ["unreadable", "published"]
    assert "more than" in made.entries.first().problem


def test_more_entries_take_no_more_queries_until_they_are_made(publication_index, admin_client):
    def paste_and_read(number):
        entry = "@misc{{a{0}, title={{Paper {0} of {1}}}, year=1900}}"
        text = "\n".join(entry.format(place, number) for place in range(number))
        with CaptureQueriesContext(connection) as queries:
            made = paste(admin_client, text)
        return len(queries), count_queries(admin_client, made.get_absolute_url())

    assert paste_and_read(20) == paste_and_read(2)


# Look-ups


def test_identifiers_are_looked_up_only_by_the_button(publication_index, admin_client, monkeypatch):
    asked = []

    def look_up_all(items, services):
        asked.extend(item["DOI"] for item in items)
        problem = lookups.NotFound("Crossref does not know it.")
        found = {"type": "book", "title": "Found", "issued": {"date-parts": [[1900]]}}
        return [found | item if item["DOI"].endswith("a") else problem for item in items]

    monkeypatch.setattr(lookups, "look_up_all", look_up_all)
    made = paste(admin_client, "10.1000/a\n10.1000/b\n")
    html = read_html(admin_client, made.get_absolute_url())
    assert (list_outcomes(made), asked) == (["identifier", "identifier"], [])
    assert "Look up 2 identifiers" in html
    press(admin_client, made, "look_up")

    assert asked == ["10.1000/a", "10.1000/b"]
    assert list_outcomes(made) == ["new", "identifier"]
    html = read_html(admin_client, made.get_absolute_url())
    assert "Crossref does not know it." in html
    assert "Look up 1 identifier<" in html


def test_a_service_that_fails_is_not_asked_for_the_others(
    publication_index, admin_client, monkeypatch
):
    asked = []

    def look_up_all(items, services):
        asked.extend(items)
        return [lookups.LookupFailed("Crossref cannot be reached.") for _ in items]

    monkeypatch.setattr(lookups, "look_up_all", look_up_all)
    made = paste(admin_client, "\n".join(f"10.1000/{n}" for n in range(20)))
    press(admin_client, made, "look_up")

    assert len(asked) < 20
    problems = made.entries.values_list("lookup_problem", flat=True)
    assert set(problems) == {"Crossref cannot be reached."}
    assert made.task == ""


def test_papers_are_found_at_orcid(publication_index, admin_client, monkeypatch):
    orcid = "0000-0002-1825-0097"
    assert "Find my papers" not in read_html(admin_client, ADD)
    make_owner(orcid=orcid)
    works = [{"type": "book", "title": "Found", "DOI": "10.1000/a"}]
    monkeypatch.setattr(lookups, "find_works", lambda iD, services: works if iD == orcid else [])
    assert "Find my papers" in read_html(admin_client, ADD)
    admin_client.post(ADD, {"action": "orcid"})

    made = PublicationImport.objects.get()
    assert made.name == f"ORCID {orcid}"
    assert "Look up 1 identifier<" in read_html(admin_client, made.get_absolute_url())

    def fail(orcid, services):
        raise lookups.LookupFailed("ORCID cannot be reached.")

    monkeypatch.setattr(lookups, "find_works", fail)
    response = admin_client.post(ADD, {"action": "orcid"}, follow=True)
    assert "ORCID cannot be reached." in response.text


# Portions, permissions and the command


def test_long_work_is_done_in_portions_and_goes_on_later(
    publication_index, admin_client, monkeypatch
):
    monkeypatch.setattr(tasks, "SECONDS", 0)
    made = paste(admin_client, ENGINE + LOOM)
    press(admin_client, made, "publish")
    html = read_html(admin_client, made.get_absolute_url())
    assert list_outcomes(made) == ["published", "new"]
    assert "<strong>Publishing:</strong> 1 to go." in html
    assert "js/continue" in html
    press(admin_client, made, "continue")
    press(admin_client, made, "continue")

    assert list_outcomes(made) == ["published", "published"]
    assert made.task == ""


def test_an_error_in_one_entry_spares_the_others(publication_index, admin_client, monkeypatch):
    fill = PublicationPage.fill

    def fail(page, item):
        if item["title"] == "The Loom":
            raise KeyError("loom")
        return fill(page, item)

    monkeypatch.setattr(PublicationPage, "fill", fail)
    made = paste(admin_client, LOOM + ENGINE)
    press(admin_client, made, "publish")

    assert list_outcomes(made) == ["failed", "published"]


def test_the_command_makes_what_it_can_and_fails_for_the_rest(publication_index, tmp_path):
    file = tmp_path / "mine.bib"
    file.write_text(ENGINE + "\n@article{b, title = {Unclosed\n")
    output = StringIO()
    with pytest.raises(CommandError, match="1 could not be read or made"):
        call_command("import_publications", file, "--publish", stdout=output)

    assert PublicationPage.objects.live().get().title == "Sketch of the Engine"
    assert "Line 1: Published (Sketch of the Engine)" in output.getvalue()
    assert "Line 11: Cannot be read" in output.getvalue()
    file.write_text(ENGINE)
    call_command("import_publications", file, stdout=output)
    assert output.getvalue().endswith("Same: 1\n")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_publications", tmp_path / "none.bib")
