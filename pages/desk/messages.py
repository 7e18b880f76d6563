"""Messages of visitors: the panel on the dashboard, and the permission to read them."""

from django.urls import reverse
from django.utils.text import Truncator
from wagtail.admin.ui.components import Component
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.permissions import page_permission_policy

from pages.models.contact import HONEYPOT

MESSAGES_SHOWN = 5


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
        messages = messages.select_related("page").order_by("-submit_time")
        return {
            "messages": [summarize(message) for message in messages[:MESSAGES_SHOWN]],
            "has_form": forms.exists(),
        }


def summarize(message):
    """Return the sender, start and time of a message, and the address of its list."""
    answers = {
        name: str(answer)
        for name, answer in message.form_data.items()
        if answer and name != HONEYPOT
    }
    name = answers.pop("name", "")
    text = answers.pop("message", "") or " · ".join(answers.values())
    return {
        # "Address" is the label in forms of earlier releases.
        "sender": name or answers.get("email") or answers.get("address") or "?",
        "text": Truncator(text).chars(100),
        "sent_at": message.submit_time,
        "address": reverse("wagtailforms:list_submissions", args=[message.page_id]),
    }
