"""Messages of visitors: the panel on the dashboard, their list, and who may read them."""

from textwrap import wrap
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.defaultfilters import date as date_format
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.contrib.forms.views import SubmissionsListView
from wagtail.permissions import page_permission_policy

from pages.models import ContactPage
from pages.models.contact import HONEYPOT

MESSAGES_SHOWN = 5
REPLY_LENGTH = 1900  # characters of an address that all mail programs and browsers take


def filter_forms(user, forms):
    """Return the forms that the user may publish, whose messages the user may read."""
    publishable = page_permission_policy.instances_user_has_permission_for(user, "publish")
    return forms.filter(pk__in=publishable.values("pk"))


class MessagesPanel(Component):
    """Panel with the newest messages."""

    order = 40
    template_name = "desk/dashboard/messages.html"

    def get_context_data(self, parent_context):
        forms = get_forms_for_user(parent_context["request"].user)
        messages = FormSubmission.objects.filter(page__in=forms)
        messages = list(messages.select_related("page").order_by("-submit_time")[:MESSAGES_SHOWN])
        pages = ContactPage.objects.in_bulk({message.page_id for message in messages})
        return {
            "messages": [summarize(message, pages.get(message.page_id)) for message in messages],
            "has_form": forms.exists(),
        }


def read_answers(message):
    """Return the answers of a message as texts, by the names of their fields."""
    return {
        name: ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
        for name, answer in message.form_data.items()
        if answer and name != HONEYPOT
    }


def summarize(message, page=None):
    """Return the sender, start and time of a message, and the addresses of its list and reply."""
    answers = read_answers(message)
    name = answers.pop("name", "")
    text = answers.pop("message", "") or " · ".join(answers.values())
    return {
        # "Address" is the label in forms of earlier releases.
        "sender": name or answers.get("email") or answers.get("address") or "?",
        "text": Truncator(text).chars(100),
        "sent_at": message.submit_time,
        "address": reverse("wagtailforms:list_submissions", args=[message.page_id]),
        "reply": write_reply(message, page),
    }


def write_reply(message, page):
    """Return a mailto address that answers a message and quotes it, "" without a valid sender."""
    answers = read_answers(message)
    sender = next(filter(is_email, answers.values()), "")
    if not sender:
        return ""
    subject = answers.get("subject") or (page and (page.subject or page.title)) or _("Your message")
    subject = " ".join(Truncator(subject).chars(100).split())
    text = answers.get("message") or "\n".join(
        answer for answer in answers.values() if answer != sender
    )
    name = answers.get("name") or sender
    day = date_format(timezone.localtime(message.submit_time), "DATE_FORMAT")
    wrote = _("On %(day)s, %(name)s wrote:") % {"day": day, "name": Truncator(name).chars(100)}
    start = f"mailto:{quote(sender, safe='@')}?subject={encode(f'Re: {subject}')}&body="
    start += encode(f"\n\n{wrote}\n")
    return start + encode("\n".join(quote_lines(text)), REPLY_LENGTH - len(start))


def quote_lines(text):
    """Yield the lines of a text as a mail quotes them, words of extreme length in pieces."""
    for paragraph in text.splitlines():
        lines = wrap(paragraph, 72, break_long_words=False, break_on_hyphens=False) or [""]
        for line in lines:
            for start in range(0, max(len(line), 1), 100):
                yield f"> {line[start : start + 100]}".rstrip()


def is_email(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def encode(text, most=REPLY_LENGTH):
    """Return a text for a mailto address (RFC 6068), cut between characters where it is longer."""
    text = text.encode(errors="replace").decode().replace("\n", "\r\n")
    if len(whole := quote(text, safe="")) <= most:
        return whole
    end, cut = quote("\r\n> …", safe=""), ""
    for character in text:
        cut, shorter = cut + quote(character, safe=""), cut
        if len(cut) + len(end) > most:
            return shorter + end
    return cut


class MessagesView(SubmissionsListView):
    """Wagtail's list of messages, with a link that answers each."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not self.is_export:
            heading = {"name": "reply", "label": _("Reply"), "order": None}
            # Beside the date, in sight on a phone too.
            context["data_headings"].insert(1, heading)
            for message, row in zip(context["submissions"], context["data_rows"], strict=True):
                reply = write_reply(message, self.form_page)
                link = format_html('<a href="{}">{}</a>', reply, _("Reply")) if reply else ""
                row["fields"].insert(1, link)
        return context


# The model does not import this room.
ContactPage.submissions_list_view_class = MessagesView
