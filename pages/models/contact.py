"""Contact page: messages are stored, and sent by email if it is configured."""

import logging
from smtplib import SMTPException

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.admin.mail import send_mail
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.forms import FormBuilder, WagtailAdminFormPageForm
from wagtail.contrib.forms.models import AbstractFormField, EmailFormMixin, FormMixin
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField

from ..blocks import PROSE_FEATURES
from .base import BasePage, PageForm

logger = logging.getLogger(__name__)

# Field that people do not see and that scripts fill in. No field of the owner can have this
# name: theirs are in snake_case.
HONEYPOT = "web-site"
MAX_LENGTH = 10_000  # characters of one answer
SENT = "sent"  # query parameter of the thanks
TIME = "submit_time"  # Wagtail's name of a message's date among its answers


class ContactFormBuilder(FormBuilder):
    """Form builder that adds a honeypot, length limits and autocomplete hints."""

    def get_field_options(self, field):
        options = super().get_field_options(field)
        if field.field_type == "multiline":
            options["max_length"] = MAX_LENGTH
        elif field.field_type == "email":
            options["widget"] = forms.EmailInput(attrs={"autocomplete": "email"})
        elif (field.field_type, field.clean_name) == ("singleline", "name"):
            options["widget"] = forms.TextInput(attrs={"autocomplete": "name"})
        return options

    @property
    def formfields(self):
        trap = forms.CharField(required=False, max_length=MAX_LENGTH, label=_("Leave this empty"))
        trap.is_trap = True
        return {**super().formfields, HONEYPOT: trap}


class ContactPageForm(PageForm, WagtailAdminFormPageForm):
    """Form of the page editor, which also compares the names of the fields.

    Messages of a new page are sent to the account that makes it.
    """

    def __init__(self, *args, **kwargs):
        page, user = kwargs.get("instance"), kwargs.get("for_user")
        if page and page._state.adding and user and not page.to_address:
            page.to_address = user.email
        super().__init__(*args, **kwargs)


def thank_visitors():
    """Return the default thanks, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return format_html("<p>{}</p>", _("Thank you: your message has arrived."))


class ContactPage(EmailFormMixin, FormMixin, BasePage):
    """Form for messages to the owner.

    Visitors get no cookie, hence no CSRF token: pages/public/contact.py checks the Origin
    header instead.
    """

    thanks = RichTextField(
        features=PROSE_FEATURES,
        blank=True,
        default=thank_visitors,
        help_text="This is shown after a message has been sent.",
    )

    base_form_class = ContactPageForm
    form_builder = ContactFormBuilder
    landing_page_template = "pages/contact_page_thanks.html"
    query_parameters = (SENT,)

    content_panels = [
        FormSubmissionsPanel(),
        BasePage.title_panel,
        BasePage.summary_panel,
        FieldPanel(
            "to_address",
            heading="Send to",
            help_text=(
                "Your email address, or several with commas between them. Without one, messages "
                "are only kept here: read them on the dashboard."
            ),
        ),
        BasePage.body_panel,
        InlinePanel(
            "form_fields",
            heading="Form",
            label="Field",
            help_text="The questions of the form, in this order.",
            classname="collapsed",
        ),
        FieldPanel("thanks"),
    ]
    fact_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "from_address",
                    heading="Send from",
                    help_text="Leave this empty to use the email address of the site.",
                ),
                FieldPanel(
                    "subject", help_text="The subject of the email, like “A message from my site”."
                ),
            ],
            heading="Messages by email",
        )
    ]
    parent_page_types = ["pages.HomePage"]
    preview_modes = [*FormMixin.preview_modes, *BasePage.preview_modes[1:]]
    schema_type = "ContactPage"

    def save(self, *args, **kwargs):
        """Save the page, and add the default fields to a new one without fields."""
        if self._state.adding and not self.form_fields.all():
            self.add_default_fields()
        return super().save(*args, **kwargs)

    def add_default_fields(self):
        with translation.override(settings.LANGUAGE_CODE):
            fields = [
                (_("Name"), "singleline"),
                (_("Email"), "email"),
                (_("Message"), "multiline"),
            ]
            self.form_fields = [
                ContactField(label=str(label), field_type=kind, sort_order=place)
                for place, (label, kind) in enumerate(fields)
            ]

    def serve(self, request, *args, **kwargs):
        if request.method == "GET" and request.GET.get(SENT):
            return self.render_landing_page(request)
        return super().serve(request, *args, **kwargs)

    def render_landing_page(self, request, *args, **kwargs):
        """Return the thanks, at an address of their own: loading it again sends nothing again."""
        if request.method == "POST":
            return redirect(f"{self.url}?{SENT}=1")
        return super().render_landing_page(request, *args, **kwargs)

    def process_form_submission(self, form):
        """Store and send the message, or drop it silently if the honeypot is filled in."""
        if form.cleaned_data.pop(HONEYPOT, ""):
            logger.info("A message was dropped: its hidden field was filled in.")
            return None
        return super().process_form_submission(form)

    def send_mail(self, form):
        """Send the message if email is configured. A failure is logged."""
        if not settings.HAS_MAIL:
            return
        kinds = {field.clean_name: field.field_type for field in self.get_form_fields()}
        writer = [form.cleaned_data[name] for name, kind in kinds.items() if kind == "email"]
        try:
            send_mail(
                self.subject,
                self.render_email(form),
                [address.strip() for address in self.to_address.split(",")],
                self.from_address,
                reply_to=[address for address in writer if address][:1],
            )
        except (OSError, SMTPException):
            logger.exception("A message was kept but could not be sent by email.")


class ContactField(AbstractFormField):
    """One field of the contact form."""

    page = ParentalKey(ContactPage, on_delete=models.CASCADE, related_name="form_fields")
    # Set when the page is saved; see pages/starter/leaves.py.
    fields_of_site = ("clean_name",)

    panels = [
        FieldPanel("label", help_text="The name of the field, like “Name”."),
        FieldPanel("field_type", heading="Kind"),
        FieldPanel("required"),
        MultiFieldPanel(
            [
                FieldPanel(
                    "help_text",
                    heading="Hint",
                    help_text="A sentence below the field, if it needs one.",
                ),
                FieldPanel(
                    "choices", help_text="The options, with commas or new lines between them."
                ),
                FieldPanel(
                    "default_value", help_text="The text in the field before the visitor types."
                ),
            ],
            heading="Hint, choices and default",
            classname="collapsed",
        ),
    ]

    def __str__(self):
        return self.label

    def clean(self):
        """Raise ValidationError for a label whose name in Latin letters cannot be stored."""
        super().clean()
        name = self.clean_name or self.get_field_clean_name()
        if self.label and not name:
            raise ValidationError({"label": "Use letters or digits, not signs alone."})
        if len(name) > (most := self._meta.get_field("clean_name").max_length):
            raise ValidationError(
                {
                    "label": f"This label has {len(name)} letters when it is written in Latin "
                    f"ones, more than {most}: shorten it."
                }
            )
        if name == TIME:
            raise ValidationError({"label": "Messages have a date of this name: choose another."})
