"""Places that still show the starter's person, as the dashboard lists them."""

import re
from dataclasses import dataclass

from django.utils.text import capfirst

from .removal import NOTHING, plan_removal


@dataclass
class Place:
    """A field, or a whole object with an empty anchor."""

    label: str
    anchor: str = ""


@dataclass
class Shown:
    """An object, and its places that show the person."""

    target: object
    places: list


def find_shown(made):
    """Return what still shows the starter's person: owner, pages, pictures and records."""
    names = find_names(made)
    found = [Shown(made.owner, list(find_in_owner(made, names)))]
    found += [
        Shown(page, list(find_in_page(made, address, names)))
        for address, page in made.pages.items()
    ]
    plan = plan_removal(made, NOTHING)
    others = (*filter(None, [made.image]), *plan.redirects, *plan.records)
    found += [Shown(one, [Place(capfirst(one._meta.verbose_name))]) for one in others]
    return [shown for shown in found if shown.places]


def find_names(made):
    """Return a pattern that finds the names and addresses of the starter's person, or None.

    Those that the owner has now are not searched for.
    """
    about, owner = made.full.owner, made.owner
    names = [
        about["name"],
        about.get("native_name", ""),
        *about.get("also_known_as", "").split("\n"),
    ]
    names += [profile["address"].partition("://")[2] for profile in about.get("profiles", [])]
    own = {owner.name, owner.native_name, *owner.also_known_as.split("\n")}
    names = [re.escape(name.strip()) for name in names if name.strip() and name.strip() not in own]
    return re.compile("|".join(names), re.IGNORECASE) if names else None


def find_in_owner(made, names):
    for name, leaves in made.reader.read_object(made.owner).items():
        shows = name in made.owner_fields or (name == "profiles" and made.profiles)
        if shows or any(leaf.is_text and names and names.search(leaf.value) for leaf in leaves):
            yield Place(leaves[0].label, leaves[0].anchor)


def find_in_page(made, address, names):
    """Yield the places of the newest version of a page."""
    structure = made.structure.read_leaves(address) or {}
    full = made.full.read_leaves(address)
    leaves = made.leaves[address][-1]
    neutral = {leaf.content for one in structure.values() for leaf in one}
    theirs = {leaf.content for one in full.values() for leaf in one} - neutral
    if made.is_untouched(address):
        if any(leaf.content in theirs for one in leaves.values() for leaf in one):
            yield Place("The whole page")
        return
    places = {
        (leaf.label, leaf.anchor): Place(leaf.label, leaf.anchor)
        for name, inside in leaves.items()
        for leaf in inside
        if (name != "slug" and leaf.content in theirs and shows_person(leaf))
        or (leaf.is_text and names and names.search(leaf.value))
    }
    yield from places.values()


def shows_person(leaf):
    """Tell whether a leaf of the starter is a text or a picture, not a choice or a number."""
    return (leaf.is_text and re.search(r"[^\W\d_]{2}", leaf.value)) or leaf.value == "→monogram"
