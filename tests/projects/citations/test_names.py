import pytest

from projects.citations.entries import Unreadable
from projects.citations.names import parse_name, parse_names, parse_plain_names, show_name


def name(family, given="", particle="", suffix=""):
    parts = {
        "family": family, "given": given, "non-dropping-particle": particle, "suffix": suffix
    }  # fmt: skip
    return {key: value for key, value in parts.items() if value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W. Dong", name("Dong", "W.")),
        ("Dong, Wei", name("Dong", "Wei")),
        ("Ludwig van Beethoven", name("Beethoven", "Ludwig", "van")),
        ("van Gogh, Vincent", name("Gogh", "Vincent", "van")),
        ("van Gogh", name("Gogh", particle="van")),
        ("Charles de la Vallée Poussin", name("Vallée Poussin", "Charles", "de la")),
        ("Mac Lane, Saunders", name("Mac Lane", "Saunders")),
        ("King, Jr., Martin Luther", name("King", "Martin Luther", suffix="Jr.")),
        ("King, Martin Luther, Jr.", name("King", "Martin Luther", suffix="Jr.")),
        ("Martin Luther King Jr.", name("King", "Martin Luther", suffix="Jr.")),
        ("Ford III, Henry", name("Ford", "Henry", suffix="III")),
        ("Jean-Paul Sartre", name("Sartre", "Jean-Paul")),
        ("Smith, J.*", name("Smith", "J.")),
        ("李明", name("李明")),
        ("Plato", name("Plato")),
        ("{CERN}", {"literal": "CERN"}),
        ("The ATLAS Collaboration", {"literal": "The ATLAS Collaboration"}),
        ("R Core Team", {"literal": "R Core Team"}),
        ("University of Oxford", {"literal": "University of Oxford"}),
        ("  ", {}),
    ],
)
def test_a_name_is_parted(text, expected):
    assert parse_name(text) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"{\"O}zg{\"u}r {\c{C}}elik", name("Çelik", "Özgür")),
        (r"\v{S}im\r{u}nek, Tom\'a\v s", name("Šimůnek", "Tomáš")),
        (r"Jo\~{a}o Nu\~nez", name("Nuñez", "João")),
        (r"{van der Berg}, Hans", name("van der Berg", "Hans")),
        (r"D.~E. Knuth", name("Knuth", "D. E.")),
        (r"{\relax Ch}arles Dickens", name("Dickens", "Charles")),
        (r"{{Barnes \& Noble}}", {"literal": "Barnes & Noble"}),
        (r"{O'Neill}, A.", name("O'Neill", "A.")),
        ("family=Gogh, given=Vincent, prefix=van, useprefix=true", name("Gogh", "Vincent", "van")),
    ],
)
def test_a_name_in_latex_is_parted_before_it_is_decoded(latex, expected):
    assert parse_names(latex) == ([expected], [])


def test_names_are_joined_by_and_outside_of_braces():
    names, notes = parse_names("A. Rand\n and {Simon and Schuster} AND Sandy, B. and others")

    assert names == [name("Rand", "A."), {"literal": "Simon and Schuster"}, name("Sandy", "B.")]
    assert notes == ["The list of names ends with “and others”, which was left out."]


@pytest.mark.parametrize("latex", ["A. Smith, B. Jones, C. Doe, D. Roe", "Smith, A.; Doe, C."])
def test_names_with_other_signs_between_them_are_a_guess(latex):
    names, notes = parse_names(latex)

    assert names[0] == name("Smith", "A.")
    assert "were separated by" in notes[0]


def test_a_comma_before_and_is_none_of_the_name():
    assert parse_names("Smith, J., and Doe, K.")[0] == [name("Smith", "J."), name("Doe", "K.")]


def test_names_of_one_line_with_semicolons_are_single_names():
    assert parse_plain_names(["Smith, J.; Doe, K.", "CERN Collaboration"]) == [
        name("Smith", "J."), name("Doe", "K."), {"literal": "CERN Collaboration"}
    ]  # fmt: skip


@pytest.mark.parametrize("latex", [" and ".join(["A. B"] * 10_000), "}" * 100_000, "a b " * 1000])
def test_too_many_and_too_long_names_are_refused(latex):
    with pytest.raises(Unreadable):
        parse_names(latex)


def test_a_name_is_shown_as_printed():
    assert show_name(name("Gogh", "Vincent", "van", "Jr.")) == "Vincent van Gogh Jr."
