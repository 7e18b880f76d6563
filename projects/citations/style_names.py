"""Names of people as the elements of citation styles have them."""

import re
from typing import Any

Name = dict[str, str]


def option(element: Any, name: str, default: str) -> str:
    """Return an option of names, of the element or else of the bibliography or the style."""
    general = name if name != "form" and name != "delimiter" else f"name-{name}"
    if name in element.attrib:
        return element.get(name)
    for parent in element.getroottree().getroot().options:
        if general in parent.attrib:
            return parent.get(general)
    return default


def format_names(names: Any, people: list[Name]) -> str:
    """Return people as the element `names` has them."""
    name = names.find("{*}name")
    if name is None:
        name = names

    def get(key: str, default: str = "") -> str:
        return option(name, key, default)

    delimiter = get("delimiter", ", ")
    et_al_min, et_al_first = int(get("et-al-min", "0")), int(get("et-al-use-first", "1"))
    is_cut = 0 < et_al_min <= len(people) and et_al_first < len(people)
    shown = people[:et_al_first] if is_cut else people
    order = get("name-as-sort-order")
    inverted = [order == "all" or (order == "first" and at == 0) for at in range(len(shown))]
    texts = [
        format_name(name, person, is_inverted)
        for person, is_inverted in zip(shown, inverted, strict=True)
    ]
    if is_cut and get("et-al-use-last") == "true":
        last = format_name(name, people[-1], order == "all")
        return f"{delimiter.join(texts)}{delimiter}… {last}"
    if is_cut:
        et_al = names.find("{*}et-al")
        term = names.get_single_term("et-al") if et_al is None else et_al.render()
        before = get("delimiter-precedes-et-al", "contextual")
    else:
        if len(texts) == 1 or not get("and"):
            return delimiter.join(texts)
        and_ = "&" if get("and") == "symbol" else names.get_single_term("and")
        term = f"{and_} {texts.pop()}"
        inverted.pop()
        before = get("delimiter-precedes-last", "contextual")
    is_delimited = {
        "always": True,
        "never": False,
        "contextual": len(texts) > 1,
        "after-inverted-name": inverted[-1] and "literal" not in shown[len(texts) - 1],
    }[before]
    return f"{delimiter.join(texts)}{delimiter if is_delimited else ' '}{term}"


def format_name(element: Any, person: Name, is_inverted: bool) -> str:
    """Return one name, in the order of a list of names if it is inverted."""
    parts = {part.get("name"): part for part in element.iterfind("{*}name-part")}

    def format_part(kind: str, *texts: str) -> str:
        text = " ".join(filter(None, texts))
        part = parts.get(kind)
        return text if part is None or not text else str(part.wrap(part.format(part.case(text))))

    if "literal" in person:
        return person["literal"]
    family, given = person.get("family", ""), person.get("given", "")
    particle = person.get("non-dropping-particle", "")
    dropping = person.get("dropping-particle", "")
    suffix = person.get("suffix", "")
    if option(element, "form", "long") == "short":
        return format_part("family", particle, family)
    mark = option(element, "initialize-with", "-")
    if mark != "-":
        initialize = option(element, "initialize", "true") == "true"
        given = (abbreviate if initialize else punctuate)(given, mark)
    if not is_inverted:
        return " ".join(
            filter(
                None,
                [
                    format_part("given", given, dropping),
                    format_part("family", particle, family),
                    suffix,
                ],
            )
        )
    is_demoted = option(element, "demote-non-dropping-particle", "display-and-sort")
    if is_demoted == "display-and-sort":
        ordered = [format_part("family", family), format_part("given", given, dropping, particle)]
    else:
        ordered = [format_part("family", particle, family), format_part("given", given, dropping)]
    return option(element, "sort-separator", ", ").join(filter(None, [*ordered, suffix]))


def abbreviate(given: str, mark: str) -> str:
    """Return the initials of given names: "J.-P. Yu. M." of "Jean-Pierre Yu. Marie"."""
    return "".join(_initial(word, mark) for word in _split_given(given)).strip()


def punctuate(given: str, mark: str) -> str:
    """Return given names with their initials as a style has them: "Martin L." of "Martin L"."""
    is_initial = re.compile(r"[^\W\d_](-[^\W\d_])*\.?")
    words = (
        _initial(word, mark) if is_initial.fullmatch(word) else f"{word} "
        for word in _split_given(given)
    )
    return "".join(words).strip()


def _split_given(given: str) -> list[str]:
    """Return the words of given names, which a full stop ends: `J.-P.` is `J-P.`"""
    return re.sub(r"\.(?!-)(?=\w)", ". ", given).replace(".-", "-").split()


def _initial(word: str, mark: str) -> str:
    if not word[0].isupper() or re.fullmatch(r"[^\W\d_]{2,3}\.", word):
        return f"{word} "
    letters = [part[0] for part in word.split("-") if part[:1].isupper()]
    return f"{mark.rstrip()}-".join(letters) + mark
