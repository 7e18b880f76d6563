"""Imports of publications: what is new, what is made of it, and the views of the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.models import PublicationImport, PublicationPage
from tests.support.reading import read_html, read_messages

ADD = "/admin/publications/add/"
ENGINE = """@article{lovelace1843,
  title = {Sketch of the Engine},
  author = {Lovelace, Ada and Menabrea, Luigi},
  journal = {Scientific Memoirs},
  year = {1843},
  volume = {3},
  pages = {666--731},
  doi = {10.1000/engine},
}
"""
LOOM = """@inproceedings{jacquard1804,
  title = {The Loom},
  author = {Jacquard, Joseph},
  booktitle = {Proceedings of Weaving},
  year = {1804},
}
"""


def paste(client, text, **data):
    """Paste a text and return its import."""
    response = client.post(ADD, {"text": text, **data})
    assert response.status_code == 302, read_messages(response)
    return PublicationImport.objects.latest("pk")


def press(client, made, action, **data):
    """Press a button below the table, with its ticks as they are or as given."""
    entries = made.entries.all()
    posted = {
        "shown": [entry.pk for entry in entries],
        "chosen": [entry.pk for entry in entries if entry.is_chosen],
        "action": action,
        **data,
    }
    response = client.post(made.get_absolute_url(), posted)
    assert response.status_code == 302
    made.refresh_from_db()
    return response


def list_states(made):
    return [entry.outcome or entry.state for entry in made.entries.all()]


def test_pasted_entries_are_shown_and_published_by_one_button(publication_index, admin_client):
    made = paste(admin_client, ENGINE + LOOM)
    html = read_html(admin_client, made.get_absolute_url())
    assert not PublicationPage.objects.exists()
    press(admin_client, made, "publish")

    assert "Ada Lovelace, Luigi Menabrea: <b>Sketch of the Engine</b>" in html
    assert "Scientific Memoirs 3, 666–731, 1843, 10.1000/engine" in html
    engine, loom = PublicationPage.objects.live().order_by("path")
    assert (engine.title, engine.doi, engine.venue) == (
        "Sketch of the Engine",
        "10.1000/engine",
        "Scientific Memoirs",
    )
    assert [author.name for author in engine.authors.all()] == ["Ada Lovelace", "Luigi Menabrea"]
    assert loom.kind == PublicationPage.Kind.CONFERENCE
    assert engine.bibtex.startswith("@article{lovelace1843")
    assert list_states(made) == ["published", "published"]
