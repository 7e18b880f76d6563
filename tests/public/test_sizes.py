"""What is too large is refused with a sentence, and before it is read where that is known."""

import io

import pytest
from django.conf import settings
from django.urls import reverse

from tests.operations.test_environment import load_settings
from tests.support.factories import make_contact

MEGABYTE = 1024 * 1024


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *args):
        raise AssertionError("The body is read.")


def post(client, path, size):
    """Send the beginning of a form of this size."""
    return client.generic(
        "POST",
        path,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=f"{size}",
        **{"wsgi.input": Unread()},
    )


@pytest.mark.parametrize("path", ["/contact/", "/admin/login/", "/admin/images/add/"])
def test_a_visitor_can_send_no_more_than_a_form(home, client, path):
    make_contact(home)

    answer = post(client, path, MEGABYTE + 1)

    assert answer.status_code == 413
    assert "1.0\xa0MB can be taken at once" in answer.content.decode()
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_editor_can_send_the_largest_document_and_no_more(admin_client):
    answer = post(admin_client, reverse("wagtaildocs:add"), settings.MOST_SENT + 1)

    assert answer.status_code == 413
    assert "64.0\xa0MB can be taken at once" in answer.content.decode()
    largest = (
        settings.WAGTAILDOCS_MAX_UPLOAD_SIZE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )
    assert largest < settings.MOST_SENT
    with pytest.raises(AssertionError, match="is read"):
        post(admin_client, reverse("wagtaildocs:add"), settings.MOST_SENT)


@pytest.mark.parametrize("length", ["", "-1", "many", "²", "9" * 5000])
def test_a_length_that_is_none_breaks_nothing(home, client, length):
    answer = client.generic("POST", "/", CONTENT_LENGTH=length)

    assert answer.status_code in {200, 400, 403, 405, 413}


def test_too_many_fields_are_refused_with_a_sentence(admin_client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10

    answer = admin_client.post(
        reverse("wagtaildocs:add"), {f"field-{n}": "" for n in range(20)}
    )

    assert answer.status_code == 413
    assert "too many fields" in answer.content.decode()


def test_too_much_text_is_refused_with_a_sentence(admin_client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = admin_client.post(reverse("wagtaildocs:add"), {"title": "x" * 2000})

    assert answer.status_code == 413
    assert "too much text" in answer.content.decode()


def test_too_many_files_are_refused_with_a_sentence(admin_client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = {f"file-{n}": io.BytesIO(b"x") for n in range(3)}

    answer = admin_client.post(reverse("wagtaildocs:add"), files)

    assert answer.status_code == 413
    assert "too many files" in answer.content.decode()


# The pixels of a picture go by the memory of the machine


@pytest.mark.parametrize(
    ("megabytes", "millions"),
    [(128, 4), (256, 12), (384, 26), (512, 40), (1024, 40), (16_384, 40)],
)
def test_a_machine_takes_pictures_that_it_has_memory_for(megabytes, millions):
    made = load_settings(FLY_VM_MEMORY_MB=f"{megabytes}")

    assert made["WAGTAILIMAGES_MAX_IMAGE_PIXELS"] == millions * 1_000_000


def test_without_a_word_of_the_host_the_memory_is_that_of_the_machine():
    made = load_settings()

    assert 64 <= made["env"].read_memory() < 2**24
    assert 4_000_000 <= made["WAGTAILIMAGES_MAX_IMAGE_PIXELS"] <= 40_000_000
