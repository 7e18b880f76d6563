"""Pictures on the disk are served without Django."""

import os

import pytest

from pages.serving.media.files import BLOCK, HELD, MediaFiles
from tests.support.cache import ask_files

PICTURE = bytes(range(256)) * 4
DATE = "Sat, 25 Jan 2025 10:00:00 GMT"
HOUR_AFTER = "Sat, 25 Jan 2025 11:00:00 GMT"
HOUR_BEFORE = "Sat, 25 Jan 2025 09:00:00 GMT"


@pytest.fixture
def root(tmp_path):
    for name in ("images/disc.png", "original_images/disc.jpg", "documents/a.png"):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_bytes(PICTURE)
        os.utime(path, (1737799200, 1737799200))
    return tmp_path


@pytest.fixture
def files(root):
    return MediaFiles(root, "/media/", {"Strict-Transport-Security": "max-age=60"})


@pytest.fixture
def ask(files):
    """A function that asks for a path and returns status, headers and body, or Nones."""

    def ask(path, method="GET", **headers):
        answer = ask_files(files, path, method, **headers)
        return (answer.status, answer.headers, answer.body) if answer else (None, None, None)

    return ask


def test_a_picture_is_served_with_its_type_and_may_run_nothing(ask):
    status, headers, body = ask("/media/images/disc.png")

    assert (status, body) == (200, PICTURE)
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Length"] == "1024"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Last-Modified"] == DATE
    # It stands in feeds as well, which are read elsewhere.
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Strict-Transport-Security"] == "max-age=60"


def test_a_rendition_is_kept_for_long_and_its_original_shortly(ask):
    rendition, original = (
        ask(path)[1]["Cache-Control"]
        for path in ("/media/images/disc.png", "/media/original_images/disc.jpg")
    )

    assert rendition == "public, max-age=31536000, immutable"
    assert original == "public, max-age=300"


def test_every_kind_of_picture_is_known_by_its_ending(ask, root):
    for ending in ("AVIF", "webp", "gif", "jpeg", "JPG"):
        (root / f"images/disc.{ending}").write_bytes(PICTURE)

        kind = ask(f"/media/images/disc.{ending}")[1]["Content-Type"]

        assert kind == f"image/{ending.lower().replace('jpg', 'jpeg')}"


def test_a_name_in_another_script_is_found(ask, root):
    (root / "images/鼓.png").write_bytes(b"drum")

    assert ask("/media/images/鼓.png")[2] == b"drum"


def test_a_large_picture_and_its_parts_come_from_the_disk(ask, root):
    content = os.urandom(BLOCK * 2 + 1)
    (root / "images/large.png").write_bytes(content)

    assert ask("/media/images/large.png")[2] == content
    assert ask("/media/images/large.png", range="bytes=5-")[2] == content[5:]
    assert ask("/media/images/large.png", range="bytes=5-9")[2] == content[5:10]
    assert ask("/media/images/large.png", method="HEAD")[2] == b""


@pytest.mark.parametrize(
    ("range", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=0-0", 0, 0),
        ("bytes=100-", 100, 1023),
        ("bytes=1023-1023", 1023, 1023),
        ("Bytes=5-9", 5, 9),
        ("bytes=-100", 924, 1023),
        ("bytes=-5000", 0, 1023),
        ("bytes=1000-5000", 1000, 1023),
    ],
)
def test_a_part_is_served(ask, range, first, last):
    status, headers, body = ask("/media/images/disc.png", range=range)

    assert (status, body) == (206, PICTURE[first : last + 1])
    assert headers["Content-Range"] == f"bytes {first}-{last}/1024"
    assert headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("range", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(ask, range):
    status, headers, body = ask("/media/images/disc.png", range=range)

    assert (status, body) == (416, b"")
    assert headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize(
    "range",
    [
        *("", "bytes", "bytes=", "bytes=-", "bytes=9-5", "bytes=a-b", "bytes=--5"),
        *("bytes=0-1,5-9", "bytes=²-", f"bytes={'9' * 5_000}-", "pages=1-2"),
    ],
)
def test_an_invalid_or_multiple_range_is_answered_with_the_whole_file(ask, range):
    assert ask("/media/images/disc.png", range=range)[::2] == (200, PICTURE)


@pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-9"}])
def test_the_head_of_a_picture_has_its_length_and_no_body(ask, headers):
    status, told, body = ask("/media/images/disc.png", method="HEAD", **headers)

    assert (status, told["Content-Length"], body) == (200, "1024", b"")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": "{etag}"}, 304),
        ({"if_none_match": "W/{etag}"}, 304),
        ({"if_none_match": '"a,b", {etag}'}, 304),
        ({"if_none_match": "*"}, 304),
        # Long headers are not read.
        ({"if_none_match": '"another",' * 100 + "{etag}"}, 200),
        ({"if_modified_since": HOUR_AFTER + "; length=1" * 100}, 200),
        ({"if_none_match": '"another"'}, 200),
        ({"if_none_match": "garbage"}, 200),
        ({"if_none_match": '"another"', "if_modified_since": HOUR_AFTER}, 200),
        ({"if_none_match": "{etag}", "range": "bytes=0-9"}, 304),
        ({"if_modified_since": DATE}, 304),
        ({"if_modified_since": HOUR_AFTER}, 304),
        ({"if_modified_since": HOUR_BEFORE}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": ""}, 200),
        ({"range": "bytes=0-9", "if_range": "{etag}"}, 206),
        ({"range": "bytes=0-9", "if_range": DATE}, 206),
        ({"range": "bytes=0-9", "if_range": "W/{etag}"}, 200),
        ({"range": "bytes=0-9", "if_range": '"another"'}, 200),
        ({"range": "bytes=0-9", "if_range": HOUR_BEFORE}, 200),
    ],
)
def test_a_picture_is_sent_when_it_is_not_known_already(ask, headers, status):
    etag = ask("/media/images/disc.png")[1]["ETag"]
    headers = {name: value.format(etag=etag) for name, value in headers.items()}

    answered, told, body = ask("/media/images/disc.png", **headers)

    assert answered == status
    assert told["ETag"] == etag
    assert len(body) == {200: 1024, 206: 10, 304: 0}[status]


def test_a_changed_picture_has_another_tag_and_a_deleted_one_is_gone(ask, root):
    path = root / "original_images/disc.jpg"
    before = ask("/media/original_images/disc.jpg")[1]["ETag"]
    path.write_bytes(PICTURE[::-1])
    after = ask("/media/original_images/disc.jpg")[1]["ETag"]
    path.unlink()

    assert before != after
    assert ask("/media/original_images/disc.jpg")[0] is None


def test_no_large_picture_is_held_in_memory(ask, root, files):
    for size in (BLOCK, BLOCK + 1):
        (root / f"images/{size}.png").write_bytes(bytes(size))

        assert len(ask(f"/media/images/{size}.png")[2]) == size

    assert files.held.keys() == [f"/media/images/{BLOCK}.png"]


def test_pictures_are_held_within_a_bound(ask, root, files):
    for number in range(HELD // BLOCK + 5):
        (root / f"images/{number}.png").write_bytes(bytes(BLOCK - 2048))
        ask(f"/media/images/{number}.png")

    assert HELD - BLOCK < files.held.size <= HELD


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/media/images/",
        "/media/images/none.png",
        "/media/images/..",
        "/media/images/../documents/a.png",
        "/media/documents/a.png",
        "/media/images/disc.png/",
        "/media/images//disc.png",
        "/media/images/sub.png",
        "/media/images/disc.png\0",
        "/media/images/\0.png",
        "/media/images/notes.html",
        "/media/images/" + "x" * 300 + ".png",
        "/documents/a.png",
    ],
)
def test_all_else_is_left_to_django(ask, root, path):
    (root / "images/sub.png").mkdir()
    (root / "images/notes.html").write_text("<script>")

    assert ask(path)[0] is None
