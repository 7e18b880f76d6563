"""References in the styles of citation, stored with their publications."""

from django.core.management import call_command

from projects.models import PublicationPage
from tests.support.factories import make_publication


def test_references_are_formatted_when_a_publication_is_saved_and_not_when_shown(
    publication_index, client, monkeypatch
):
    paper = make_publication(publication_index, venue="Taylor’s <i>Memoirs</i>")
    paper.set_title("Note on $x^2$")
    paper.save()
    monkeypatch.setattr("projects.references.format_reference", None)

    shown = client.get(paper.url).text

    [apa, *_] = PublicationPage.objects.get().references
    assert apa["text"] == "Lovelace, A. (1843). Note on x². Taylor’s Memoirs."
    assert "<math" in apa["html"]
    assert apa["html"] in shown


def test_markup_that_a_title_leaves_open_ends_with_its_reference(publication_index):
    paper = make_publication(publication_index, title="<i>Open <b>x</i> <script>")
    [apa, *_] = paper.references

    assert apa["html"].count("<i>") == apa["html"].count("</i>")
    assert "<script" not in apa["html"]


def test_dollar_signs_are_no_formula(publication_index):
    paper = make_publication(publication_index)
    paper.set_title(r"Pay \$5 or x\$ for $x^2$")
    paper.save()
    [apa, *_] = paper.references

    assert "Pay &#36;5 or x&#36; for <math" in apa["html"]


def test_the_preview_shows_the_references_of_the_draft(publication_index):
    paper = make_publication(publication_index, title="Old")
    paper.title = "New"

    shown = paper.make_preview_request(preview_mode="").render().text

    assert "Lovelace, A. (1843). <i>New</i>." in shown


def test_a_style_that_fails_is_left_out(publication_index, monkeypatch):
    def fail(item, style):
        if style == "apa":
            raise IndexError
        return "html", "text"

    monkeypatch.setattr("projects.references.format_reference", fail)
    paper = make_publication(publication_index)

    assert [one["style"] for one in paper.references] == ["IEEE", "Chicago", "Nature"]


def test_migrate_formats_the_references_of_older_publications(publication_index):
    paper = make_publication(publication_index)
    PublicationPage.objects.update(formatted_references={})

    call_command("migrate", verbosity=0)

    assert PublicationPage.objects.get().references == paper.references
    assert len(paper.references) == 4
