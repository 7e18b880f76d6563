"""Nothing of the starter's person is left anywhere after its content is removed."""

import re

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from pages.blocks import BodyBlock
from pages.models import Owner
from pages.starter import CONTENT, STARTERS, find_made
from pages.starter.removal import NOTHING, STRUCTURE, carry_out, plan_removal
from tests.conventions.test_structure import find_words_of_the_person

FILES = [
    *("/atom.xml", "/feed.json", "/sitemap.xml", "/robots.txt", "/llms.txt", "/favicon.ico"),
    *("/site.webmanifest", "/search/?query=deep+learning", "/no-such-page/"),
    *("/publications.bib", "/publications.ris", "/publications.json"),
]
ADMIN = ["guide", "wagtailadmin_home", "wagtailredirects:index", "wagtailimages:index"]


def read_texts(value):
    """Yield each text in a content file."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from read_texts(inner)
    elif isinstance(value, str):
        yield " ".join(re.sub("<[^>]*>", " ", value).split())


def find_words():
    """Return a pattern for the person's names, their co-authors and every longer text of theirs."""
    texts, neutral = (
        {
            text
            for file in folder.glob("*.yaml")
            for text in read_texts(yaml.safe_load(file.read_text(encoding="utf-8")))
        }
        for folder in (CONTENT, STARTERS["structure"])
    )
    words = {*find_words_of_the_person(), "Littlewood", "Keceli", "Theta", "Argonne", "Monogram"}
    words |= {text for text in texts - neutral if len(text) >= 20 and not text.startswith("/")}
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words))


@pytest.mark.parametrize("remaining", [NOTHING, STRUCTURE])
def test_no_word_of_another_person_is_left_anywhere(remaining, starter, client):
    words = find_words()
    assert words.search(client.get("/").content.decode())
    user = get_user_model().objects.create_superuser("ada")
    owner = Owner.load()
    owner.name, owner.claim = "Ada Example", "I study seagrass."
    owner.save()
    made = find_made()

    carry_out(plan_removal(made, remaining), made, remaining, user)

    desk = Client()
    desk.force_login(user)
    pages = list(Page.objects.filter(depth__gt=1).specific())
    owner = Owner.load()
    texts = {address: client.get(address).content for address in FILES}
    texts |= {page.url: client.get(page.url).content for page in pages}
    texts |= {f"{one.url}.md": client.get(f"{one.url.rstrip('/')}.md").content for one in pages}
    texts |= {f"card of {page}": repr(page.card_for(owner)).encode() for page in pages}
    texts |= {f"data of {page}": repr(page.structured_data_for(owner)).encode() for page in pages}
    texts |= {name: desk.get(reverse(name), follow=True).content for name in ADMIN}
    for page in pages:
        texts[f"editor of {page}"] = desk.get(
            reverse("wagtailadmin_pages:edit", args=[page.pk])
        ).content
    texts["owner"] = desk.get(
        reverse("wagtailsettings:edit", args=["pages", "owner", owner.pk])
    ).content
    for name, block in BodyBlock().child_blocks.items():
        query = {"id": block.definition_prefix}
        texts[f"preview of {name}"] = desk.get(reverse("wagtailadmin_block_preview"), query).content
    found = {
        place: match[0]
        for place, text in texts.items()
        if (match := words.search(text.decode(errors="ignore")))
    }
    assert found == {}
    assert "Ada Example" in texts["/"].decode()
