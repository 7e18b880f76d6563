"""Words of the search index: what a typed word finds, whatever the database."""

import pytest

from pages.public.words import encode, find_words


def finds(typed, text):
    """Tell whether a text has all words of a query, as databases compare them."""
    wanted = set(map(encode, find_words(typed, is_query=True)))
    assert wanted
    assert "".join(wanted).isascii()
    return wanted <= set(map(encode, find_words(text)))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        # Plural and singular
        *(("network", "Flood-Filling Networks"), ("networks", "a network")),
        *(("theories", "theory"), ("analysis", "analyses"), ("hypotheses", "hypothesis")),
        *(("nucleus", "nuclei"), ("phenomena", "phenomenon"), ("criterion", "criteria")),
        *(("axis", "axes"), ("basis", "bases"), ("base", "bases"), ("mouse", "mice")),
        *(("half", "halves"), ("electrolyses", "electrolysis"), ("menus", "menu")),
        *(("virus", "viruses"), ("gas", "gases"), ("focus", "foci"), ("radii", "radius")),
        *(("spectrum", "spectra"), ("matrices", "matrix"), ("index", "indices")),
        *(("LLM", "LLMs"), ("gpus", "GPU"), ("pde", "PDEs"), ("classes", "class")),
        # Accents, case, compatibility characters and ligatures
        *(("MoS2", "MoS₂"), ("MoS₂", "MoS2"), ("x2", "x²"), ("field", "ﬁelds"), ("ＧＰＵ", "GPU")),
        *(("Nguyen", "Nguyễn"), ("Nguyễn", "NGUYEN"), ("Ubung", "Übung"), ("STRASSE", "Straße")),
        *(("Erdos", "Erdo\u030bs"), ("lukasz", "Łukasz"), ("soren", "Søren"), ("Aesir", "Æsir")),
        *(("αλφα", "Άλφα"), ("елка", "Ёлка"), ("كتاب", "كِتَاب"), ("istanbul", "İstanbul")),
        # Invisible characters, also within what is typed
        *(("superconductor", "super\xadcon\u200bductors"), ("fie\xadld", "field")),
        # Scripts without spaces: any part
        *(
            ("网络", "卷积神经网络的训练"),
            ("经网络", "卷积神经网络"),
            ("训", "训练"),
            ("GPU集群", "大型GPU集群上"),
        ),
        *(
            ("ネット", "畳み込みニューラルネットワーク"),
            ("学習", "深層学習"),
            ("네트워크", "네트워크는"),
        ),
        *(("ภาษา", "เรียนภาษาไทย"), ("हिन्दी", "हिन्दी।")),
    ],
)
def test_a_word_finds_its_other_forms(typed, text):
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        *(("momentum", "moment"), ("thesis", "these"), ("data", "date"), ("net", "network")),
        *(("络网", "网络"), ("ガス", "カス"), ("и", "й"), ("कि", "की")),
    ],
)
def test_a_word_does_not_find_another(typed, text):
    assert not finds(typed, text)


def test_stems_are_those_of_the_language_of_the_site(settings):
    assert not finds("Netzwerken", "Netzwerk")

    settings.LANGUAGE_CODE = "de"

    assert finds("Netzwerken", "Netzwerk")


def test_a_beginning_of_a_word_completes_to_it():
    [beginning], [word] = (find_words(text, has_stems=False) for text in ("νευρ", "Νευρωνικά"))

    assert encode(word).startswith(encode(beginning))
