"""The contact form: messages are kept, mailed, limited and only from this site."""

import re
from smtplib import SMTPException

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.contrib.forms.models import FormSubmission
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from pages.models import ContactField
from tests.support.factories import make_contact

LABELS = ["Name", "Email", "Message"]
MESSAGE = {"name": "Grace", "email": "grace@example.org", "message": "Hello."}


@pytest.fixture
def contact(home):
    return make_contact(home, to_address="ada@example.org", subject="A message")


def test_a_new_contact_page_asks_for_a_message_without_a_cookie(contact, client):
    contact.form_fields.add(ContactField(label="Campaign", field_type="hidden"))
    contact.save()

    response = client.get(contact.url)

    html = response.content.decode()
    labels = re.findall(r"<label[^>]*>([^<]+)", html)
    assert labels[:3] == LABELS
    assert '<input type="hidden" name="campaign"' in html
    assert "Campaign" not in html
    assert not response.cookies
    assert "csrf" not in html
    assert "Cookie" not in response.get("Vary", "")


def test_a_message_is_kept_and_its_sender_thanked(contact, client, admin_client):
    response = client.post(contact.url, MESSAGE, follow=True)
    listed = admin_client.get(f"/admin/forms/submissions/{contact.pk}/")
    exported = admin_client.get(f"/admin/forms/submissions/{contact.pk}/?export=csv")

    assert response.redirect_chain == [("/contact/?sent=1", 302)]
    assert "<title>Message sent · " in response.text
    assert "your message has arrived" in response.text
    assert not response.cookies
    assert FormSubmission.objects.get().form_data == MESSAGE
    assert "grace@example.org" in listed.text
    assert "grace@example.org" in exported.getvalue().decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "grace"}, "Enter a valid email address."),
        ({"message": ""}, "This field is required."),
        ({"message": "x" * 10_001}, "at most 10000 characters"),
        ({"name": "Gr\0ace"}, "Null characters are not allowed."),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(contact, client, wrong, sentence):
    html = client.post(contact.url, MESSAGE | wrong).text

    assert sentence in html
    assert "<title>Not sent · " in html
    assert 'aria-invalid="true"' in html
    assert "Please correct the marked fields." in html
    for kept in MESSAGE.keys() - wrong.keys():
        assert MESSAGE[kept] in html
    assert not FormSubmission.objects.exists()


def test_a_message_with_the_hidden_field_filled_in_is_thanked_and_dropped(contact, client):
    html = client.get(contact.url).text
    trap = re.search(r'<div class="field"[^>]* hidden>.*?name="([^"]+)"', html, re.DOTALL)[1]

    response = client.post(contact.url, {**MESSAGE, trap: "https://spam.example"}, follow=True)

    assert "your message has arrived" in response.text
    assert not FormSubmission.objects.exists()


def test_the_sixth_valid_message_in_ten_minutes_is_refused(contact, client):
    for _ in range(5):
        client.post(contact.url, MESSAGE | {"email": "grace"})
    for _ in range(5):
        assert client.post(contact.url, MESSAGE).status_code == 302

    response = client.post(contact.url, MESSAGE)
    other = client.post(contact.url, MESSAGE, REMOTE_ADDR="192.0.2.7")

    assert response.status_code == 429
    assert "send it again in ten minutes" in response.text
    assert other.status_code == 302
    assert FormSubmission.objects.count() == 6


def test_a_message_needs_no_token_but_must_not_come_from_another_site(contact):
    client = Client(enforce_csrf_checks=True)

    foreign = client.post(contact.url, MESSAGE, headers={"Origin": "https://evil.example"})
    own = client.post(contact.url, MESSAGE, headers={"Origin": "http://testserver"})

    assert foreign.status_code == 403
    assert "did not come from this site" in foreign.text
    assert own.status_code == 302
    assert client.post(contact.url, MESSAGE).status_code == 302


@pytest.mark.parametrize(("has_mail", "sent"), [(True, [["ada@example.org"]]), (False, [])])
def test_a_message_is_mailed_where_mail_is_configured(contact, client, settings, has_mail, sent):
    settings.HAS_MAIL = has_mail

    client.post(contact.url, MESSAGE)

    assert [message.to for message in mail.outbox] == sent
    assert all("Hello." in message.body for message in mail.outbox)
    assert all(message.reply_to == ["grace@example.org"] for message in mail.outbox)
    assert FormSubmission.objects.count() == 1


@pytest.mark.parametrize("failure", [SMTPException("no"), ConnectionRefusedError()])
def test_a_message_is_kept_when_the_mail_server_fails(
    contact, client, settings, monkeypatch, failure
):
    def refuse(*args, **kwargs):
        raise failure

    settings.HAS_MAIL = True
    monkeypatch.setattr("pages.models.contact.send_mail", refuse)

    assert client.post(contact.url, MESSAGE).status_code == 302
    assert FormSubmission.objects.count() == 1


@pytest.fixture
def publish(contact, admin_client):
    """A function that publishes the page with a slug and labels, and returns the errors."""

    def publish(*labels, slug="contact"):
        fields = list(contact.form_fields.all())
        forms = [
            {"id": field.pk if field else "", "label": label, "field_type": "singleline"}
            for label, field in zip(labels, [*fields, *[None] * len(labels)], strict=False)
        ]
        form = nested_form_data(
            {
                **dict.fromkeys(["summary", "to_address", "from_address", "subject"], ""),
                "title": "Contact",
                "slug": slug,
                "body": streamfield([]),
                "thanks": rich_text("<p>Thanks.</p>"),
                "form_fields": inline_formset(forms, initial=len(fields)),
                "comments": inline_formset([]),
                "action-publish": "action-publish",
            }
        )
        response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[contact.pk]), form)
        soup = BeautifulSoup(response.content, "html.parser")
        return [error.text.strip() for error in soup.select(".error-message")]

    return publish


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (["好" * 250], "more than 255: shorten it."),
        (["机器学习" * 15 + "机器学"], "more than 255: shorten it."),
        (["???"], "Use letters or digits, not signs alone."),
        (["Company", "COMPANY"], "Field name 'company' conflicts with another field."),
        (["Company", "Company!"], "Field name 'company' conflicts with another field."),
        (["name"], "The name 'name' is already assigned to this field"),
        (["Submit time"], "Messages have a date of this name: choose another."),
    ],
)
def test_a_label_that_cannot_name_an_answer_is_refused(contact, publish, labels, sentence):
    errors = publish(*LABELS, *labels)

    assert any(sentence in error for error in errors), errors
    assert contact.form_fields.count() == len(LABELS)


def test_labels_in_any_script_are_kept(contact, publish):
    assert not publish(*LABELS, "你的问题", "Ваш вопрос?", "سؤالك")
    names = [field.clean_name for field in type(contact).objects.get().form_fields.all()]
    assert len(names) == len(set(filter(None, names))) == 6


@pytest.mark.parametrize("slug", ["search", "admin", "static"])
def test_the_address_of_another_view_is_refused(contact, publish, slug):
    assert any("The site itself uses the address" in error for error in publish(*LABELS, slug=slug))
