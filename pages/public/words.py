"""Texts as words of the search index, which are the same for both databases.

Texts and queries are read alike: without case, accents and ligatures, and word by word as
stems. The tokenizers of SQLite and PostgreSQL differ outside ASCII, so they get nothing else.
"""

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import category, combining, normalize

import Stemmer
from django.conf import settings

# Scripts whose words have no spaces between them, and Korean, whose endings have none:
# Thai to Burmese, Khmer, Chinese, Japanese.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u3099-\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u312f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Soft hyphens, and other characters without width.
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_marks = [mark for mark in map(chr, range(0x300, 0x2100)) if category(mark).startswith("M")]
# Marks of other classes are vowels or change the letter, as in Hindi, Thai and Japanese.
_accent_classes = {1, *range(10, 40), *range(200, 255)}
_accents = "".join(mark for mark in _marks if combining(mark) in _accent_classes)
# The breve of Russian й makes another letter.
ACCENT = re.compile(f"(?!(?<=[иИ])\u0306)[{_accents}]")
# Letters that Unicode does not decompose.
LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
WORD = re.compile(f"([{UNSPACED}]+)|(?:[^\\W_{UNSPACED}]|[{''.join(_marks)}])+")

MAX_LENGTH = 100  # characters of a word that count; PostgreSQL takes 2,046 bytes
# Plurals that Snowball leaves. Words: analyses, bases and axes, mice. Stems: spectra, matrices,
# indices, phenomena, nuclei, halves, LLMs.
PLURALS = {"children": "child", "gases": "gas", "leaves": "leaf", "men": "man", "mice": "mouse"}
PLURALS |= {"corpora": "corpus", "feet": "foot", "teeth": "tooth", "women": "woman", "axis": "axe"}
SINGULARS = [("(?<=aly|cri|gno|oly|the)ses$", "sis"), ("(?<!thes)(?<=[^s]s)is$", "e")]
STEMS = [("um$", "a"), ("ix$", "ic"), ("(?<=[dt])ex$", "ic"), ("us?$", "i"), ("(?<!s)s$", "")]
STEMS += [("(?<=eri|men|dri|edr|mat)on$", "a"), ("(?<=l)v$", "f")]


def compose(text):
    """Return a text as it may be shown, with composed letters and without soft hyphens."""
    return normalize("NFC", INVISIBLE.sub("", text))


def fold(text):
    """Return a text without case, accents and ligatures: "ﬁ" is "fi", "₂" is "2"."""
    plain = ACCENT.sub("", normalize("NFKD", INVISIBLE.sub("", text)))
    return normalize("NFC", plain.casefold().translate(LETTERS))


@lru_cache(1)
def load_stemmer(language):
    """Return Snowball's stemmer for a language, or else for English, the one of science."""
    try:
        return Stemmer.Stemmer(language.partition("-")[0])
    except KeyError:
        return Stemmer.Stemmer("en")


@lru_cache(20_000)
def find_stem(word, language):
    """Return the form that plural and singular of a folded word share."""
    word = PLURALS.get(word, word)
    for ending, other in SINGULARS:
        word = re.sub(ending, other, word)
    stem = load_stemmer(language).stemWord(word)
    for ending, other in STEMS:
        stem = re.sub(f"(?<=...){ending}", other, stem)
    return stem


def find_words(text, *, has_stems=True, is_query=False):
    """Yield the words of a text for the index, or for a query, which has to contain them all.

    Where words have no spaces between them, the index has each character and each pair of
    neighbours, and a query the pairs. So any part is found, also one of two characters, which
    most words of Chinese have; the trigrams of both databases find none below three, and
    PostgreSQL's need an extension.
    """
    for match in WORD.finditer(fold(text)):
        word = match[0]
        if match[1]:
            pairs = map("".join, pairwise(word))
            if not is_query or len(word) == 1:
                yield from word
            yield from pairs
        else:
            word = word[:MAX_LENGTH]
            yield find_stem(word, settings.LANGUAGE_CODE) if has_stems else word


def encode(word):
    """Return a word in ASCII; words that begin alike still do."""
    return word if word.isascii() else f"u{word.encode().hex()}"
