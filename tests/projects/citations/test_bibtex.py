from projects.citations.reading import read
from tests.projects.citations.library import read_library

LIBRARY = read_library()


def read_item(text):
    [entry] = read(text)
    assert not entry.problem
    return entry.item


def test_three_hundred_works_in_many_manners_of_writing_are_read_right():
    text = "\n".join(["A library.", *(entry for entry, _ in LIBRARY)])

    entries = read(text)

    assert len(entries) == len(LIBRARY) > 300
    wrong = [
        (entry.item, item)
        for entry, (_, item) in zip(entries, LIBRARY, strict=True)
        if entry.item != item
    ]
    assert wrong == []
    assert {entry.problem for entry in entries} == {""}
    assert not any("paper.pdf" in entry.source for entry in entries)
