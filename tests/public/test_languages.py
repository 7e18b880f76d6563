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
from pages.serving.cache.release import hash_release
from tests.support.factories import (
    make_body,
    make_contact,
    make_figure,
    make_image,
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
NAMES = {"DOI", "ISBN", "arXiv", "PDF", "BibTeX", "RIS", "CSL", "JSON", "HAL"}
NAMES |= {"GitHub", "Python", "UTF"}
OPEN, CLOSE = "⟦", "⟧"


@pytest.fixture
def asked(monkeypatch):
    """The texts that are looked up in a catalogue, which returns them in ⟦brackets⟧."""
    asked = set()

    def look_up(message, context=None):
        asked.add((context, message))
        return f"{OPEN}{message}{CLOSE}"

    trans = translation._trans
    monkeypatch.setattr(trans, "gettext", look_up)
    monkeypatch.setattr(trans, "pgettext", lambda context, message: look_up(message, context))
    monkeypatch.setattr(trans, "ngettext", lambda one, many, n: look_up(one))
    return asked


def find_words(html):
    """Return the words in Latin letters on a page."""
    soup = BeautifulSoup(html, "html5lib")
    for element in soup.select("script, style, code, math, [lang=en]"):
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
        and catalogue.get((text, 0), missing) is missing
    ]


def test_each_word_of_the_site_is_looked_up_and_translated(home, client, asked):
    found = {name: find_words(html) for name, html in show_everything(home, client)}

    assert len(found) > 20
    assert {name: words for name, words in found.items() if words} == {}
    assert len(asked) > 100
    for language in LANGUAGES:
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
def test_a_catalogue_is_compiled_from_its_source_and_keeps_its_placeholders(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    source = read_source(path)

    del compiled[""]
    assert compiled == {key: text for key, text in source.items() if key and text}
    for key, text in source.items():
        original = key if isinstance(key, str) else key[0]
        placeholders = [set(re.findall(r"%\(\w+\)s", one)) for one in (original, text)]
        assert not text or placeholders[0] == placeholders[1], original


def test_each_format_names_the_language(german, home, index, client):
    make_owner(security_contact="security@example.org")
    project = make_project(index, finished_on=date(2019, 11, 17))
    project.save_revision().publish()

    html = read_page(client, project)
    data = json.loads(html.find("script", type="application/ld+json").string)
    missing = BeautifulSoup(client.get("/none/").content, "html5lib")
    languages = {
        *(html.html["lang"], missing.html["lang"]),
        re.search(r'<feed [^>]*xml:lang="([^"]*)"', client.get("/atom.xml").text)[1],
        client.get("/feed.json").json()["language"],
        client.get("/site.webmanifest").json()["lang"],
        *(thing["inLanguage"] for thing in data["@graph"] if "inLanguage" in thing),
    }

    assert languages == {"de"}
    assert html.find("meta", property="og:locale")["content"] == "de_DE"
    assert missing.h1.text == "Hier ist keine Seite"
    assert "Preferred-Languages: de\n" in client.get("/.well-known/security.txt").text
    assert "## Seiten\n" in client.get("/llms.txt").text


@pytest.mark.parametrize(
    ("language", "direction", "locale"), [("he", "rtl", None), ("pt-br", "ltr", "pt_BR")]
)
def test_a_page_in_another_language_says_so_and_keeps_the_words_of_the_site(
    index, client, language, direction, locale
):
    body = make_body(("figure", make_figure(make_image())))
    project = make_project(index, text_language=language, body=body)
    project.save_revision().publish()

    html, listed = read_page(client, project), read_page(client, index)
    data = json.loads(html.find("script", type="application/ld+json").string)
    [item] = client.get("/feed.json").json()["items"]

    assert (html.html["lang"], html.html["dir"]) == (language, direction)
    for part in ("header.site-head", "footer", ".skip-link", ".label", "figcaption bdi"):
        assert (html.select_one(part)["lang"], html.select_one(part)["dir"]) == ("en", "ltr")
    assert {thing["inLanguage"] for thing in data["@graph"] if "inLanguage" in thing} == {
        *(language, "en")
    }
    found = html.find("meta", property="og:locale")
    assert (found and found["content"]) == locale
    assert item["language"] == language
    assert f'<entry xml:lang="{language}">' in client.get("/atom.xml").text
    assert client.get("/projects/engine.md")["Content-Language"] == language
    assert [part["lang"] for part in listed.select(".row [lang]")] == [language, language]
    # There is one version of each page.
    assert "hreflang" not in str(html)


def test_the_title_of_a_publication_is_in_its_language(publication_index, client):
    make_publication(publication_index, title="Über Kristalle", language="de")
    make_publication(publication_index, title="Untold", language="not a code!")

    titles = read_page(client, publication_index).select(".reference h3")

    assert {title.text: title.get("lang") for title in titles} == {
        "Über Kristalle": "de",
        "Untold": None,
    }


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
    UserProfile.objects.create(user=admin_user, preferred_language="fr")
    draft = reverse("wagtailadmin_pages:view_draft", args=[home.pk])

    assert 'lang="fr"' in admin_client.get("/admin/").text
    for html in (
        client.get("/search/", headers={"accept-language": "fr"}).text,
        client.get("/nothing/").text,
        admin_client.get(draft).text,
    ):
        assert '<html lang="de"' in html


def test_pages_and_forms_are_created_in_the_new_language_of_the_site(home, settings, client):
    before = hash_release(settings)
    settings.LANGUAGE_CODE = "de"
    update_locale()
    # The cache is renewed.
    assert hash_release(settings) != before

    page = make_page(home, title="Notizen")
    with translation.override("fr"):
        contact = make_contact(home)

    assert page.locale == Locale.get_default()
    assert read_page(client, page).html["lang"] == "de"
    labels = [field.label for field in contact.form_fields.all()]
    assert labels == ["Name", "E-Mail-Adresse", "Nachricht"]
    assert "Vielen Dank" in contact.thanks
