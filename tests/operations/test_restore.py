"""A whole site is backed up and restored, on SQLite and PostgreSQL."""

# ruff: noqa: F811 - pytest finds fixtures by their names

import pytest

from tests.support.backup_fixtures import archive, empty_site, site  # noqa: F401


def test_a_site_moves_from_sqlite_to_postgresql_and_back(site, empty_site, archive, tmp_path):
    path, before = archive
    back = str(tmp_path / "back.zip")
    version, found = site.read_version(), site.search("distributed training")
    assert found
    assert before["files"]
    assert before["pages.user"][0] == 1
    assert before["wagtailcore.revision"][0] >= 2
    assert before["wagtailforms.formsubmission"][0] == 1

    empty_site.forget_migration()
    empty_site.restore(path)
    assert empty_site.is_migrated()
    assert empty_site.describe() == before
    assert empty_site.search("distributed training")
    empty_site.back_up(back)
    empty_site.check(back)
    site.change()
    site.restore(back)

    assert site.describe() == before
    assert site.search("distributed training") == found
    assert site.read_version() != version


@pytest.mark.parametrize("kind", ["site", "empty_site"])
def test_a_changed_site_is_restored_and_goes_on(request, kind, archive):
    site, (path, before) = request.getfixturevalue(kind), archive
    site.restore(path)
    uploads, version = site.list_uploads(), site.read_version()
    site.change()

    site.restore(path)

    assert site.describe() == before
    assert site.read_version() != version
    # Files that came after the backup are deleted.
    assert len(site.list_uploads()) == len(uploads)
    assert not [name for name in site.list_uploads() if name.startswith("images/")]
    # New rows are numbered after those restored.
    site.add()


def test_nul_characters_are_left_out_where_postgresql_refuses_them(
    site, empty_site, archive, tmp_path
):
    path = str(tmp_path / "nul.zip")
    site.restore(archive[0])
    site.write_text("Nul:\0\0, not \\u0000")
    site.back_up(path)

    empty_site.check(path)
    empty_site.restore(path)

    assert empty_site.read_text() == ["Nul:, not \\u0000"] * 2
    site.restore(archive[0])


def test_verification_leaves_the_site_unchanged(site, archive):
    before = site.describe(), site.list_uploads(), site.read_version()

    messages = site.check(archive[0])

    assert any("tables with" in text for text in messages)
    assert (site.describe(), site.list_uploads(), site.read_version()) == before


def test_visitors_neither_wait_for_a_restore_nor_lose_a_message(empty_site, archive):
    path, before = archive
    empty_site.restore(path)

    answers, is_rendition_there, renditions = empty_site.restore_while_visitors_write(path)

    assert answers == [302, 200]
    # It is made again when a page shows it.
    assert (is_rendition_there, renditions) == (False, 0)
    submissions = "wagtailforms.formsubmission"
    after = empty_site.describe()
    assert after.pop(submissions)[0] == before[submissions][0] + 1
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {
        "pages.siteimage",
        "taggit.taggeditem",
        "files",
        "wagtailcore.referenceindex",
    }
    empty_site.restore(path)
