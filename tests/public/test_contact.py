import re
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client
from wagtail.contrib.forms.models import FormSubmission

from pages.models import ContactField
from tests.support.factories import make_contact

MESSAGE = {"name": "Grace", "address": "grace@example.org", "message": "Hello."}


@pytest.fixture
def contact(home):
    return make_contact(home)


@pytest.fixture
def mailed_contact(home, settings):
    settings.HAS_MAIL = True
    return make_contact(home, to_address="ada@example.org", subject="A message")


def test_a_new_contact_page_asks_for_name_address_and_message(contact, client):
    html = client.get(contact.url).content.decode()

    assert re.findall(r"<label[^>]*>([^<]+)", html)[:3] == [
        "Name",
        "Address",
        "Message",
    ]


def test_reading_the_contact_page_sets_no_cookie(contact, client):
    response = client.get(contact.url)

    assert not response.cookies
    assert "csrf" not in response.content.decode()
    assert "Cookie" not in response.get("Vary", "")


def test_a_message_is_kept_and_its_sender_thanked(contact, client):
    response = client.post(contact.url, MESSAGE)

    assert "your message has arrived" in response.content.decode()
    assert FormSubmission.objects.get().form_data == MESSAGE
    assert not response.cookies


def test_the_owner_reads_and_exports_messages_in_the_admin(contact, client, admin_client):
    client.post(contact.url, MESSAGE)

    listed = admin_client.get(f"/admin/forms/submissions/{contact.pk}/")
    exported = admin_client.get(f"/admin/forms/submissions/{contact.pk}/?export=csv")

    assert "grace@example.org" in listed.content.decode()
    assert "grace@example.org" in exported.getvalue().decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"address": "grace"}, "Enter a valid email address."),
        ({"message": ""}, "This field is required."),
        ({"message": "x" * 10_001}, "at most 10000 characters"),
        ({"name": "Gr\0ace"}, "Null characters are not allowed."),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(contact, client, wrong, sentence):
    response = client.post(contact.url, MESSAGE | wrong)
    html = response.content.decode()

    assert sentence in html
    assert "Please correct the marked fields." in html
    for kept in MESSAGE.keys() - wrong.keys():
        assert MESSAGE[kept] in html
    assert not FormSubmission.objects.exists()


def test_a_message_with_the_hidden_field_filled_in_is_thanked_and_dropped(contact, client):
    html = client.get(contact.url).content.decode()
    trap = re.search(r'<div class="field" hidden>.*?name="([^"]+)"', html, re.DOTALL)[1]

    response = client.post(contact.url, {**MESSAGE, trap: "https://spam.example"})

    assert "your message has arrived" in response.content.decode()
    assert not FormSubmission.objects.exists()


def test_the_sixth_message_in_ten_minutes_is_refused(contact, client):
    for _ in range(5):
        assert client.post(contact.url, MESSAGE).status_code == 200

    response = client.post(contact.url, MESSAGE)
    other = client.post(contact.url, MESSAGE, REMOTE_ADDR="192.0.2.7")

    assert response.status_code == 429
    assert "send it again in ten minutes" in response.content.decode()
    assert other.status_code == 200
    assert FormSubmission.objects.count() == 6


def test_an_invalid_message_does_not_count_toward_the_limit(contact, client):
    for _ in range(9):
        client.post(contact.url, MESSAGE | {"address": "grace"})

    assert client.post(contact.url, MESSAGE).status_code == 200
    assert FormSubmission.objects.count() == 1


def test_a_hidden_field_of_the_form_is_not_visible(contact, client):
    contact.form_fields.add(ContactField(label="Campaign", field_type="hidden"))
    contact.save()

    html = client.get(contact.url).content.decode()

    assert '<input type="hidden" name="campaign"' in html
    assert "Campaign" not in html


def test_a_message_sent_from_another_site_is_refused(contact, client):
    foreign = client.post(contact.url, MESSAGE, headers={"Origin": "https://evil.example"})
    own = client.post(contact.url, MESSAGE, headers={"Origin": "http://testserver"})

    assert foreign.status_code == 403
    assert "did not come from this site" in foreign.content.decode()
    assert own.status_code == 200


def test_a_browser_may_send_the_form_without_a_token(contact):
    response = Client(enforce_csrf_checks=True).post(contact.url, MESSAGE)

    assert response.status_code == 200


def test_a_message_is_mailed_where_mail_is_configured(mailed_contact, client):
    client.post(mailed_contact.url, MESSAGE)

    assert mail.outbox[0].to == ["ada@example.org"]
    assert "Hello." in mail.outbox[0].body


def test_without_a_mail_server_a_message_is_only_kept(mailed_contact, client, settings):
    settings.HAS_MAIL = False

    client.post(mailed_contact.url, MESSAGE)

    assert mail.outbox == []
    assert FormSubmission.objects.count() == 1


@pytest.mark.parametrize("failure", [SMTPException("no"), ConnectionRefusedError()])
def test_a_message_is_kept_when_the_mail_server_fails(mailed_contact, client, monkeypatch, failure):
    def refuse(*args, **kwargs):
        raise failure

    monkeypatch.setattr("wagtail.contrib.forms.models.send_mail", refuse)

    response = client.post(mailed_contact.url, MESSAGE)

    assert response.status_code == 200
    assert FormSubmission.objects.count() == 1
