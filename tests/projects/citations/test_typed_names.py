"""Names of authors as they are typed in one text."""

import pytest

from projects.citations.typed_names import join_typed, split_typed


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace, Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        (
            "A. Lovelace, C. Babbage and M. Somerville",
            ["A. Lovelace", "C. Babbage", "M. Somerville"],
        ),
        ("Ada Lovelace, C. Babbage, & Plato", ["Ada Lovelace", "C. Babbage", "Plato"]),
        ("Ada Lovelace\r\n\r\nBabbage, Charles\n", ["Ada Lovelace", "Babbage, Charles"]),
        ("Dong, Wushi", ["Dong, Wushi"]),
        ("Dong, Wushi; Littlewood, Peter B.", ["Dong, Wushi", "Littlewood, Peter B."]),
        ("Dong, W., Littlewood, P. B.", ["Dong, W.", "Littlewood, P. B."]),
        ("Dong W, Littlewood PB", ["Dong W", "Littlewood PB"]),
        ("Serre, J.-P., Weil, A.", ["Serre, J.-P.", "Weil, A."]),
        ("J.-P. Serre, A. Weil", ["J.-P. Serre", "A. Weil"]),
        ("Garcia Lopez, Maria", ["Garcia Lopez, Maria"]),
        ("van der Waals, Johannes Diderik", ["van der Waals, Johannes Diderik"]),
        ("Sammy Davis, Jr., Ada Lovelace", ["Sammy Davis Jr.", "Ada Lovelace"]),
        ("Davis, Jr., Sammy", ["Davis, Jr., Sammy"]),
        ("ATLAS Collaboration, Ada Lovelace", ["ATLAS Collaboration", "Ada Lovelace"]),
        ("{Smith, Jones and Co}, Ada Lovelace", ["{Smith, Jones and Co}", "Ada Lovelace"]),
        ("董悟时\uff0c李四、王五", ["董悟时", "李四", "王五"]),
        ("Wushi Dong, Peter Littlewood, et al.", ["Wushi Dong", "Peter Littlewood"]),
        ("Alexander Sandström, Anders Land", ["Alexander Sandström", "Anders Land"]),
        (" ,;\n", []),
    ],
)
def test_names_are_told_apart(text, names):
    assert split_typed(text) == names


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["Ada Lovelace", "Charles Babbage"], "Ada Lovelace, Charles Babbage"),
        (["Plato", "Aristotle"], "Plato\nAristotle"),
        (["Physics and Co", "Ada Lovelace"], "{Physics and Co}, Ada Lovelace"),
        ([], ""),
    ],
)
def test_names_are_shown_as_a_text_from_which_they_are_read(names, text):
    assert join_typed(names) == text
    assert [name.strip("{}") for name in split_typed(text)] == names
