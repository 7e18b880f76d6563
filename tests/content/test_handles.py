"""Profiles of the owner, typed as people write them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from pages.models import Owner
from pages.models.handles import complete_address
from tests.support.factories import make_owner

ORCID = "0000-0002-1825-0097"
FORMS = {
    ("mastodon", "https://mastodon.social/@ada"): [
        *(
            "@ada@mastodon.social",
            "ada@mastodon.social",
            "@ada@Mastodon.Social ",
            "acct:ada@mastodon.social",
        ),
        *("mastodon.social/@ada", "https://mastodon.social/@ada", "\u200b@ada@mastodon.social"),
    ],
    ("orcid", f"https://orcid.org/{ORCID}"): [
        *(
            ORCID,
            f"https://orcid.org/{ORCID}",
            f"http://www.orcid.org/{ORCID}/",
            ORCID.replace("-", ""),
        ),
        *(
            f"ORCID iD: {ORCID}",
            f"orcid.org/{ORCID}",
            ORCID.replace("-", " "),
            f"https://orcid.org/my-orcid?orcid={ORCID}",
        ),
    ],
    ("github", "https://github.com/ada-l"): [
        *(
            "ada-l",
            "@ada-l",
            "github.com/ada-l",
            "http://github.com/ada-l",
            "https://github.com/ada-l",
        ),
    ],
    ("gitlab", "https://gitlab.com/ada.l"): ["ada.l", "@ada.l", "gitlab.com/ada.l"],
    ("gitlab", "https://git.example.org/ada"): ["git.example.org/ada"],
    ("linkedin", "https://www.linkedin.com/in/ada-l"): [
        "ada-l",
        "in/ada-l",
        "/in/ada-l/",
        "www.linkedin.com/in/ada-l",
    ],
    ("scholar", "https://scholar.google.com/citations?user=qc6CJjYAAAAJ"): [
        *("qc6CJjYAAAAJ", "user=qc6CJjYAAAAJ", "citations?user=qc6CJjYAAAAJ&hl=en"),
        *("scholar.google.com/citations?user=qc6CJjYAAAAJ",),
    ],
    ("scholar", "https://scholar.google.de/citations?hl=de&user=qc6CJjYAAAAJ"): [
        "https://scholar.google.de/citations?hl=de&user=qc6CJjYAAAAJ"
    ],
    ("arxiv", "https://arxiv.org/a/lovelace_a_1"): ["lovelace_a_1", "arxiv.org/a/lovelace_a_1"],
    ("arxiv", f"https://arxiv.org/a/{ORCID}"): [ORCID],
    ("bluesky", "https://bsky.app/profile/ada.bsky.social"): [
        *("ada", "@ada", "ada.bsky.social", "@ada.bsky.social", "bsky.app/profile/ada.bsky.social"),
    ],
    ("bluesky", "https://bsky.app/profile/lovelace.org"): ["@lovelace.org", "lovelace.org"],
    ("bluesky", "https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur"): [
        "did:plc:z72i7hdynmk6r22z27h6tvur"
    ],
    ("x", "https://x.com/ada_l"): ["@ada_l", "ada_l", "x.com/ada_l", "http://x.com/ada_l"],
    ("youtube", "https://www.youtube.com/@ada"): ["@ada", "ada", "www.youtube.com/@ada"],
    ("youtube", "https://www.youtube.com/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw"): [
        "UC_x5XG1OV2P6uZZ5FSM9Ttw"
    ],
    ("website", "https://lovelace.org"): ["lovelace.org", "https://lovelace.org"],
    ("website", "http://lovelace.org/a?b=c#d"): ["http://lovelace.org/a?b=c#d"],
    ("website", "https://chaos.social/@ada"): ["@ada@chaos.social"],
    ("website", f"https://orcid.org/{ORCID}"): [ORCID],
}


@pytest.mark.parametrize(
    ("kind", "typed", "address"),
    [(kind, typed, address) for (kind, address), forms in FORMS.items() for typed in forms],
)
def test_a_name_on_another_site_becomes_its_address(kind, typed, address):
    assert complete_address(kind, typed) == address


@pytest.mark.parametrize(
    ("kind", "typed", "reason"),
    [
        ("mastodon", "@ada", "lacks its server"),
        ("orcid", "0000-0002-1825-0098", "not an ORCID iD"),
        ("github", "ada lovelace", "neither an address nor a name"),
        ("scholar", "Ada", "letters after “user=”"),
        ("website", "javascript:alert(1)", "not a web address"),
        ("website", "ada@example.org", "not a web address"),
        ("website", "ada", "not a web address"),
    ],
)
def test_what_leads_nowhere_is_refused_with_an_example(kind, typed, reason):
    with pytest.raises(ValidationError, match=reason):
        complete_address(kind, typed)


def save_owner(client, **fields):
    owner = make_owner()
    names = [field.name for field in Owner._meta.fields if field.name != "id"]
    form = {**dict.fromkeys(names, ""), "name": "Ada Lovelace", "profiles": inline_formset([])}
    address = reverse("wagtailsettings:edit", args=["pages", "owner", owner.pk])
    return client.post(address, nested_form_data(form | fields))


def test_the_settings_of_the_owner_take_names_as_written(home, admin_client, client):
    typed = [
        {"kind": "mastodon", "address": "@ada@mastodon.social", "ORDER": 1},
        {"kind": "github", "address": "ada", "ORDER": 2},
    ]
    profiles = inline_formset(typed)

    answer = save_owner(
        admin_client, profiles=profiles, orcid=f"https://www.orcid.org/{ORCID}/?lang=en"
    )

    assert answer.status_code == 302
    assert Owner.objects.get().orcid == ORCID
    html = client.get("/").text
    assert 'href="https://mastodon.social/@ada"' in html
    assert 'href="https://github.com/ada"' in html


def test_the_settings_of_the_owner_say_what_is_wrong_beside_the_field(home, admin_client):
    wrong = inline_formset([{"kind": "mastodon", "address": "@ada"}])

    html = save_owner(admin_client, profiles=wrong, orcid="1234").text

    assert "“@ada” lacks its server" in html
    assert "“1234” is not an ORCID iD" in html
    assert not Owner.objects.get().profiles.exists()
