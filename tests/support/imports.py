"""Imports of publications, as the admin makes them."""

from projects.models import PublicationImport
from tests.support.reading import read_messages

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
    """Paste a text, and return its import."""
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
    made.refresh_from_db()
    return response


def list_outcomes(made):
    return [entry.outcome or entry.state for entry in made.entries.all()]
