"""Names on other sites as people write them, such as @ada@mastodon.social, as addresses."""

import re
from urllib.parse import quote

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from ..fields import INVISIBLE, clean_orcid

NAME = r"@?(?P<name>[\w-]+(?:\.[\w-]+)*)"
# Of each kind: an example, its host with the paths before a name, the names, and the address.
SITES = {
    "github": ("ada", r"github\.com/", NAME, "https://github.com/{}"),
    "gitlab": ("ada", r"gitlab\.com/", NAME, "https://gitlab.com/{}"),
    "linkedin": ("ada-lovelace", r"linkedin\.com/in/", NAME, "https://www.linkedin.com/in/{}"),
    "scholar": (
        "the letters after “user=” in the address of your page",
        r"scholar\.google\.[a-z.]+/citations\?(?:\S*&)?user=",
        r"(?:\S*\buser=)?(?P<name>[\w-]{12})(?:&\S*)?",
        "https://scholar.google.com/citations?user={}",
    ),
    "arxiv": ("lovelace_a_1", r"arxiv\.org/a/", r"(?P<name>[\w-]+)", "https://arxiv.org/a/{}"),
    "bluesky": (
        "ada.bsky.social",
        r"bsky\.app/profile/",
        r"@?(?P<name>did:[a-z]+:[\w.:-]+|[\w-]+(?:\.[\w-]+)*)",
        "https://bsky.app/profile/{}",
    ),
    "x": ("@ada", r"(?:x|twitter)\.com/", r"@?(?P<name>\w{1,15})", "https://x.com/{}"),
    "youtube": (
        "@ada",
        r"youtube\.com/(?:c/|user/|channel/)?",
        NAME,
        "https://www.youtube.com/@{}",
    ),
}
MASTODON = re.compile(r"(?:acct:)?@?(?P<name>[\w.-]+)@(?P<host>(?:[\w-]+\.)+[^\W\d_][\w-]+)")
ADDRESS = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_][\w-]+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)


def complete_address(kind, text):
    """Return the address of a profile that is typed as an address or as a name on its site.

    Raises ValidationError for a text that is neither.
    """
    text = text.translate(INVISIBLE).strip(" \t\r\n<>")
    if kind == "orcid":
        return f"https://orcid.org/{clean_orcid(text)}"
    example, host, name, address = SITES.get(kind, ("", "", "", ""))
    is_at_host = host and re.match(rf"(?:https?://)?(?:[\w-]+\.)?{host}", text, re.IGNORECASE)
    if re.match(r"https?://", text, re.IGNORECASE) or is_at_host:
        return complete_scheme(text, is_secure=bool(is_at_host))
    # Without the first @ it may be an email address.
    may_be_mastodon = kind == "mastodon" or (kind == "website" and text.startswith("@"))
    if may_be_mastodon and (found := MASTODON.fullmatch(text)):
        return f"https://{found['host'].lower()}/@{found['name']}"
    if kind in {"arxiv", "website"} and (orcid := find_orcid(text)):
        return f"https://{'arxiv.org/a' if kind == 'arxiv' else 'orcid.org'}/{orcid}"
    if name and (found := re.fullmatch(name, text.strip("/").removeprefix("in/"))):
        return complete_name(kind, found["name"], address)
    if ADDRESS.fullmatch(text) and (not name or "/" in text):
        return complete_scheme(text)
    raise ValidationError(explain(kind, text, example))


def complete_scheme(text, is_secure=False):
    """Return an address with its scheme, which is https where the site is known to have it."""
    scheme, separator, rest = text.rpartition("://")
    return text if separator and not is_secure and scheme.lower() == "http" else f"https://{rest}"


def complete_name(kind, name, address):
    if kind == "youtube" and CHANNEL.fullmatch(name):
        return f"https://www.youtube.com/channel/{name}"
    if kind == "bluesky" and "." not in name and ":" not in name:
        name += ".bsky.social"
    return address.format(quote(name, safe=":"))


def find_orcid(text):
    """Return the ORCID iD that a text is, or ""."""
    try:
        return clean_orcid(text)
    except ValidationError:
        return ""


def explain(kind, text, example):
    """Return a sentence about a text that is no address of this kind."""
    short = text if len(text) <= 80 else f"{text[:80]}…"
    if kind == "mastodon":
        return f"“{short}” lacks its server: write it like @ada@mastodon.social."
    if example:
        return f"“{short}” is neither an address nor a name there: write {example}."
    return f"“{short}” is not a web address: write it like https://example.org."


class ProfileAddressField(models.URLField):
    """Address of a page on another site, which may be typed as the name that a person has there."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def formfield(self, **kwargs):
        kwargs.pop("assume_scheme", None)
        return super().formfield(**{"form_class": forms.CharField, **kwargs})

    def clean(self, value, instance):
        if value:
            value = complete_address(getattr(instance, "kind", "website"), value)
        return super().clean(value, instance)
