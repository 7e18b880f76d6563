"""Fixtures of the tests of serving."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

FILM = bytes(range(256)) * 64


@pytest.fixture
def make_document(db, bucket):
    def make(name="film.mp4", content=FILM):
        file = ContentFile(content, name=name)
        return get_document_model().objects.create(title=name, file=file)

    return make
