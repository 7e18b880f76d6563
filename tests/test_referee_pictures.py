"""What the referee says of pictures, and that it is quiet once that is mended."""

import pytest

from pages.referee import find
from tests.support.factories import make_about, make_image
from tests.support.refereeing import SUMMARY, check_one, figure, judge_body, wide_image


@pytest.mark.django_db
def test_a_picture_without_alt_text_is_found():
    image = wide_image()

    check_one(
        judge_body(figure(image, alt_text="")),
        "The picture in Figure 1 has no alt text.",
        "Say in its alt text what it shows",
        "Figure 1",
    )
    assert judge_body(figure(image)) == []


@pytest.mark.django_db
def test_a_decorative_picture_needs_no_alt_text():
    image = wide_image()

    assert judge_body(figure(image, alt_text="", decorative=True)) == []


@pytest.mark.parametrize(
    "words",
    ["image", "Image", "Project Image", "Figure 2", "photo of the project", "IMG_0042"],
)
@pytest.mark.django_db
def test_alt_text_that_fits_any_picture_is_found(words):
    check_one(
        judge_body(figure(wide_image(), alt_text=words)),
        f"The alt text “{words}” in Figure 1 does not say what the picture shows.",
        "Say in its alt text what it shows",
        "Figure 1",
    )


@pytest.mark.parametrize("words", ["result_final2.png", "loss.JPG", "result_final2"])
@pytest.mark.django_db
def test_the_name_of_a_file_is_no_alt_text(words):
    image = wide_image(title="result_final2.png")

    found = judge_body(figure(image, alt_text=words))

    assert [finding.sentence for finding in found] == [
        f"The alt text “{words}” in Figure 1 does not say what the picture shows."
    ]


@pytest.mark.parametrize(
    "words",
    ["A disc", "Figure skater on ice", "Accuracy rises to 95 %", "Neuron", "U-Net"],
)
@pytest.mark.django_db
def test_words_about_the_picture_are_fine(words):
    assert judge_body(figure(wide_image(title="disc.png"), alt_text=words)) == []


@pytest.mark.django_db
def test_two_pictures_with_the_same_alt_text_are_found():
    first, second = wide_image(), wide_image(title="other.png")

    check_one(
        judge_body(figure(first), figure(second)),
        "The picture in Figure 2 has the same alt text as the one in Figure 1.",
        "Say what only this picture shows.",
        "Figure 2",
    )
    assert judge_body(figure(first), figure(second, alt_text="A ring")) == []
    assert judge_body(figure(first), figure(first)) == []


@pytest.mark.django_db
def test_the_pictures_of_a_gallery_are_looked_at_too():
    image = wide_image()
    pictures = [{"image": {"image": image.pk, "alt_text": ""}, "caption": "A disc"}]

    found = judge_body(("gallery", {"pictures": pictures * 2}))

    assert [finding.sentence for finding in found] == [
        "The picture in Figure 1 has no alt text."
    ] * 2


def test_a_portrait_is_described_in_the_library(home):
    image = wide_image()
    about = make_about(home, summary=SUMMARY, portrait=image)

    check_one(
        find(about),
        "The picture in Portrait has no alt text.",
        "Open it in the picture library",
        "Portrait",
    )
    image.description = "Ada at her desk"
    assert find(about) == []


@pytest.mark.django_db
def test_a_picture_heavier_than_its_place_needs_is_found():
    image = wide_image()
    image.file_size = 9_000_000
    image.save(update_fields=["file_size"])

    [finding] = judge_body(figure(image))

    assert "weighs 8.6" in finding.sentence
    assert "needs no more than 2.8" in finding.sentence
    assert finding.mend.startswith("Upload it 1152 pixels wide")
    image.file_size = 2_000_000
    image.save(update_fields=["file_size"])
    assert judge_body(figure(image)) == []


@pytest.mark.django_db
def test_a_picture_smaller_than_its_place_is_found():
    image = make_image(width=700, height=500)

    check_one(
        judge_body(figure(image, width="wide")),
        "The picture in Figure 1 is 700 pixels wide, and its place is 840: it will "
        "not fill it.",
        "Upload one that is 1680 pixels wide",
        "Figure 1",
    )
    assert judge_body(figure(image, width="text")) == []
