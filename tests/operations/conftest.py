"""Fixtures of the tests of backups."""

import contextlib

import pytest
from django.db import connection

from pages.operations.backup import create
from tests.support import factories


@pytest.fixture
def one_connection(monkeypatch):
    """Read on the connection of the test, whose transaction no other one sees."""
    monkeypatch.setattr(create, "open_repeatable_read", lambda: contextlib.nullcontext(connection))


@pytest.fixture
def good(home, tmp_path):
    """The path of a good archive of a small site."""
    factories.make_document("notes.pdf")
    path = tmp_path / "good.zip"
    create.write_archive(path)
    return path
