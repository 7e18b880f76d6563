"""The site in another language than English: translations, metadata and forms."""

import ast
import gettext
import json
import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from pages.models.site import update_locale
from pages.serving.cache.persistent import hash_release
from tests.support.factories import (
    make_contact,
    make_owner,
    make_page,
    make_project,
    make_publication,
)
from tests.support.greek_site import show_everything
from tests.support.reading import read_page

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
LANGUAGES = [path.parent.parent.name for path in CATALOGUES]
# The admin is Wagtail's, which has languages of its own.
OF_THE_ADMIN = {"admin", "checks", "dashboard", "wagtailadmin"}
# Names that are the same in every language.
NAMES = {"DOI", "arXiv", "PDF", "BibTeX", "GitHub", "Python", "UTF"}
OPEN, CLOSE = "⟦", "⟧"


@pytest.fixture
def asked(monkeypatch):
    """The texts that are looked up in a catalogue, which returns them in ⟦brackets⟧."""
    asked = set()

    def look_up(message):
        asked.add((None, message))
        return f"{OPEN}{message}{CLOSE}"

    def look_up_in_context(context, message):
        asked.add((context, message))
        return f"{OPEN}{message}{CLOSE}"

    def look_up_number(one, many, number):
        return look_up(one if number == 1 else many)

    translations = translation._trans
    monkeypatch.setattr(translations, "gettext", look_up)
    monkeypatch.setattr(translations, "pgettext", look_up_in_context)
    monkeypatch.setattr(translations, "ngettext", look_up_number)
    return asked


def find_words(html):
    """Return the words in Latin letters on a page."""
    soup = BeautifulSoup(html, "html5lib")
    for element in soup(["script", "style", "code", "math"]):
        element.decompose()
    texts = [one for one in soup.find_all(string=True) if not isinstance(one, PreformattedString)]
    for name in ("aria-label", "alt", "title", "placeholder"):
        texts += [element[name] for element in soup.find_all(attrs={name: True})]
    text = re.sub(r"https?://\S+", " ", " ".join(texts))
    bracketed = rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}"
    while re.search(bracketed, text):
        text = re.sub(bracketed, " ", text)
    return set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES


@pytest.fixture
def german(settings):
    settings.LANGUAGE_CODE = "de"


def find_untranslated(language, texts):
    """Return the pairs of context (or None) and text that have no translation."""
    with translation.override(language):
        catalogue = translation.trans_real.catalog()._catalog
    missing = object()
    return [
        (context, text)
        for context, text in texts
        if text
        and catalogue.get(f"{context}\x04{text}" if context else text, missing) is missing
        and catalogue.get((text, catalogue.plural(1)), missing) is missing
    ]


def test_each_word_of_the_site_is_looked_up_in_a_catalogue(home, client, asked):
    found = {name: find_words(html) for name, html in show_everything(home, client)}

    assert len(found) > 20
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_of_the_site_is_translated(home, client, asked, language):
    for _ in show_everything(home, client):
        pass

    assert len(asked) > 100
    assert find_untranslated(language, asked) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_in_the_templates_of_the_site_is_translated(language):
    texts = set()
    for path in ROOT.glob("*/templates/**/*.html"):
        if not OF_THE_ADMIN & set(path.parts):
            code = templatize(path.read_text())
            found = re.findall(r"""\bgettext\((u?(?:'[^']*'|"[^"]*"))\)""", code)
            texts |= {(None, ast.literal_eval(text)) for text in found}

    assert len(texts) > 80
    assert find_untranslated(language, texts) == []


def read_source(path):
    """Return the translations in a .po file by their originals, none of them fuzzy."""
    found = {}
    for entry in path.read_text().split("\n\n"):
        assert "fuzzy" not in entry, entry
        name, fields = "", {"msgctxt": "", "msgid": ""}
        for line in entry.splitlines():
            if match := re.match(r'(?:(\S+) )?(".*")$', line):
                name = match[1] or name
                fields[name] = fields.get(name, "") + ast.literal_eval(match[2])
        original = fields["msgid"]
        if fields["msgctxt"]:
            original = f"{fields['msgctxt']}\x04{original}"
        for name, text in fields.items():
            if name.startswith("msgstr["):
                found[original, int(name[7:-1])] = text
            elif name == "msgstr":
                found[original] = text
    return found


@pytest.mark.parametrize("path", CATALOGUES, ids=LANGUAGES)
def test_a_catalogue_is_compiled_from_its_source(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog

    del compiled[""]
    assert compiled == {key: text for key, text in read_source(path).items() if key and text}


@pytest.mark.parametrize("path", CATALOGUES, ids=LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_original(path):
    for key, text in read_source(path).items():
        original = key if isinstance(key, str) else key[0]
        placeholders = [set(re.findall(r"%\(\w+\)s", one)) for one in (original, text)]
        assert not text or placeholders[0] == placeholders[1], original


# Metadata, dates and forms


def test_each_format_names_the_language(german, home, index, client):
    make_owner(security_contact="security@example.org")
    project = make_project(index, finished_on=date(2019, 11, 17))
    project.save_revision().publish()

    html = read_page(client, project)
    data = json.loads(html.find("script", type="application/ld+json").string)
    feed = client.get("/atom.xml").content.decode()
    named = {
        "page": html.html["lang"],
        "Open Graph": html.find("meta", property="og:locale")["content"],
        "no page": BeautifulSoup(client.get("/none/").content, "html5lib").html["lang"],
        "search": read_page(client, "/search/").html["lang"],
        "Atom": re.search(r'<feed [^>]*xml:lang="([^"]*)"', feed)[1],
        "JSON Feed": client.get("/feed.json").json()["language"],
        "manifest": client.get("/site.webmanifest").json()["lang"],
    }

    assert named.pop("Open Graph") == "de_DE"
    assert set(named.values()) == {"de"}
    languages = {thing["inLanguage"] for thing in data["@graph"] if "inLanguage" in thing}
    assert languages == {"de"}
    security = client.get("/.well-known/security.txt").content.decode()
    assert "Preferred-Languages: de\n" in security
    assert "## Seiten\n" in client.get("/llms.txt").content.decode()


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Nov. 17, 2019"), ("en-gb", "17 Nov 2019"), ("de", "17. November 2019")],
)
def test_dates_have_the_order_of_the_language(settings, publication_index, client, language, shown):
    settings.LANGUAGE_CODE = language
    page = make_publication(publication_index, published_on="2019-11-17")

    assert shown in [fact.text for fact in read_page(client, page).find_all("dd")]


def test_pages_are_in_the_language_of_the_site_not_of_visitor_or_editor(
    german, home, client, admin_client, admin_user
):
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "fr"
    profile.save()
    draft = reverse("wagtailadmin_pages:view_draft", args=[home.pk])

    asked = client.get("/search/", headers={"accept-language": "fr"}).content.decode()
    preview = admin_client.get(draft).content.decode()

    assert 'lang="fr"' in admin_client.get("/admin/").content.decode()
    assert '<html lang="de"' in asked
    assert '<html lang="de"' in preview


def test_the_cache_is_renewed_when_the_language_changes(settings):
    before = hash_release(settings)

    settings.LANGUAGE_CODE = "de"

    assert hash_release(settings) != before


def test_pages_and_forms_are_created_in_the_new_language_of_the_site(home, settings, client):
    settings.LANGUAGE_CODE = "de"
    update_locale()

    page = make_page(home, title="Notizen")
    with translation.override("fr"):
        contact = make_contact(home)

    assert page.locale == Locale.get_default()
    assert read_page(client, page).html["lang"] == "de"
    labels = [field.label for field in contact.form_fields.all()]
    assert labels == ["Name", "E-Mail-Adresse", "Nachricht"]
    assert "Vielen Dank" in contact.thanks
