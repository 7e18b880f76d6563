"""Authors and editors of publications, and the people among them."""

import re
from unicodedata import combining, normalize

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable

from pages.fields import clean_orcid
from pages.models import Owner
from pages.models.handles import ProfileAddressField

from ..citations.names import parse_name, show_name


def fold_name(name):
    """Return a name without accents, dots, hyphens and case, to compare it with others."""
    letters = normalize("NFKD", name).casefold()
    letters = "".join(letter for letter in letters if not combining(letter))
    return " ".join(re.sub(r"[^\w\s]", " ", letters).split())


def print_name(name):
    """Return a typed name as it is printed: “Ada Lovelace” for “Lovelace, Ada”."""
    return (len(name) <= 255 and show_name(parse_name(name))[:255]) or name


def find_spellings(name, others):
    """Return the folded spellings of a person: the name, and each line of `others`."""
    spellings = [line[:255] for line in (name, *others.splitlines())]
    # Both as "Ada Lovelace" and as "Lovelace, Ada".
    printed = [print_name(one) for one in spellings]
    return {folded for one in [*spellings, *printed] if (folded := fold_name(one))}


class Person(models.Model):
    """Person whose name leads to a page of theirs wherever it is among authors."""

    name = models.CharField(max_length=255, unique=True)
    other_names = models.TextField(
        "other spellings",
        max_length=1000,
        blank=True,
        help_text="One in each line, such as “A. Lovelace”.",
    )
    address = ProfileAddressField(blank=True, help_text="The web address of their page.")

    panels = ["name", "address", "other_names"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self):
        return self.name

    @property
    def spellings(self):
        return find_spellings(self.name, self.other_names)


class Contributor(Orderable):
    """Name in a list of names, as printed, with the parts that styles of citation need."""

    name = models.CharField(max_length=255)
    orcid = models.CharField("ORCID", max_length=40, blank=True)
    # Set when the page is saved; see pages/starter/leaves.py.
    fields_of_site = ("is_owner",)
    # The CSL name; it counts as long as it is printed like `name`.
    parts = models.JSONField(default=dict, blank=True, editable=False)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self):
        return self.name

    @classmethod
    def from_csl(cls, parts, **fields):
        """Return a contributor with a CSL name; raise ValueError for an empty one."""
        parts = {key: value for key, value in parts.items() if value}
        orcid = parts.pop("ORCID", "")
        name = show_name(parts)[:255]
        if not name:
            raise ValueError(f"{parts} is not a name")
        return cls(name=name, parts=parts, orcid=orcid, **fields)

    @classmethod
    def from_serializable_data(cls, data, **checks):
        """Return a contributor of a draft, whose page is there: Wagtail would ask for each."""
        return model_from_serializable_data(cls, data, check_fks=False)

    @property
    def csl(self):
        """The name in CSL; a name that was typed is divided into its parts."""
        is_known = self.parts and show_name(self.parts)[:255] == self.name
        parts = self.parts if is_known else parse_name(self.name)
        return {**parts, "ORCID": self.orcid} if self.orcid else parts

    def clean(self):
        """Turn a typed name around, so that "Lovelace, Ada" is printed "Ada Lovelace"."""
        super().clean()
        if self.orcid:
            try:
                self.orcid = clean_orcid(self.orcid)
            except ValidationError as error:
                raise ValidationError({"orcid": error}) from error
        if 0 < len(self.name) <= 255:
            self.parts = {key: part for key, part in self.csl.items() if key != "ORCID"}
            self.name = show_name(self.parts)[:255] or self.name


class Author(Contributor):
    """Author of a publication, in the order of the title page."""

    publication = ParentalKey(
        "projects.PublicationPage", on_delete=models.CASCADE, related_name="authors"
    )
    is_owner = models.BooleanField("it is you", default=False)
    is_equal = models.BooleanField("contributed equally", default=False)
    is_corresponding = models.BooleanField("corresponding author", default=False)

    panels = [
        FieldRowPanel(["name", "orcid"]),
        FieldRowPanel(["is_owner", "is_equal", "is_corresponding"]),
    ]


class Editor(Contributor):
    """Editor of the book or proceedings of a publication."""

    publication = ParentalKey(
        "projects.PublicationPage", on_delete=models.CASCADE, related_name="editors"
    )

    panels = ["name"]


def recognise(authors):
    """Mark the owner among authors, by name or by ORCID iD."""
    owner = Owner.find()
    own = find_spellings_of(owner)
    for author in authors:
        if fold_name(author.name) in own or (author.orcid and author.orcid == owner.orcid):
            author.is_owner = True


def recognise_everywhere(instance, **kwargs):
    """Mark the owner among the authors of all publications. Connected to the saving of Owner."""
    authors, own = Author.objects.filter(is_owner=False), find_spellings_of(instance)
    names = authors.order_by().values_list("name", flat=True).distinct()
    is_owner = Q(name__in=[name for name in names if fold_name(name) in own])
    if instance.orcid:
        is_owner |= Q(orcid=instance.orcid)
    authors.filter(is_owner).update(is_owner=True)


def find_spellings_of(owner):
    return find_spellings(owner.name, f"{owner.native_name}\n{owner.also_known_as}")


def find_addresses(authors):
    """Return the address of each author's page, or else of their ORCID iD; "" for none."""
    people = Person.objects.exclude(address="")
    known = {name: person.address for person in people for name in person.spellings}
    return [
        known.get(fold_name(author.name))
        or (f"https://orcid.org/{author.orcid}" if author.orcid else "")
        for author in authors
    ]


def add_people(authors):
    """Add the co-authors who are not in the list of people yet, without an address."""
    names = {
        author.name for author in authors if not author.is_owner and "literal" not in author.csl
    }
    # Most are there as printed; other spellings take a look at all people.
    names -= {*Person.objects.filter(name__in=names).values_list("name", flat=True)}
    if names:
        known = {spelling for person in Person.objects.all() for spelling in person.spellings}
        missing = {fold_name(name): name for name in names}
        Person.objects.bulk_create(
            [Person(name=name) for folded, name in missing.items() if folded not in known],
            ignore_conflicts=True,
        )
