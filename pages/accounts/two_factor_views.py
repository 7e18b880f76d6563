"""Views to turn two-factor login on and off, and to log out elsewhere."""

from django import forms
from django.contrib import auth
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import path, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from . import two_factor
from .login import RateLimitedMixin, SecretForm, attempt_code, attempt_password

NEW_SECRET = "new_secret"  # noqa: S105 - the name that it has in the session


class SecurityPanel(BaseSettingsPanel):
    """Panel on the account page that links to the login security page."""

    name = "security"
    title = _("Login security")
    order = 600
    template_name = "accounts/security_panel.html"

    def get_form(self):
        # Wagtail asks each panel for a form.
        return forms.Form()

    def get_context_data(self):
        return {"is_on": two_factor.is_on(self.user)}


class ConfirmationForm(SecretForm):
    """Form for a password or a code that confirms a change of login security."""

    proof = forms.CharField(
        label=_("Your password, or a code"),
        max_length=200,
        strip=False,
        help_text=_("A code is one from your app, or a recovery code."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_proof(self):
        proof, user = self.cleaned_data["proof"], self.user
        with attempt_code(self.request, user):
            if not (user.check_password(proof) or two_factor.verify_code(user, proof)):
                raise ValidationError(_("This is neither your password nor a valid code."))
        return proof


class TurnOnForm(SecretForm):
    code = forms.CharField(
        label=_("The code that the app shows"),
        max_length=40,
        help_text=_("Six digits. They confirm that the app has the secret."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_password(self):
        password = self.cleaned_data["password"]
        with attempt_password(self.request, self.user.get_username()):
            if not self.user.check_password(password):
                raise ValidationError(_("This is not your password."))
        return password


@method_decorator(sensitive_post_parameters(), name="dispatch")
class FormWithCodesView(RateLimitedMixin, WagtailAdminTemplateMixin, FormView):
    """Form view that can show new recovery codes, once."""

    header_icon = "key"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return {**kwargs, "request": self.request, "user": self.request.user}

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse_lazy("wagtailadmin_account"), "label": _("Account")},
            {"url": "", "label": self.page_title},
        ]

    def show_codes(self, codes):
        self.page_title = _("Recovery codes")
        self.template_name = "accounts/recovery_codes.html"
        return self.render_to_response(self.get_context_data(codes=codes, form=None))


class SecurityView(FormWithCodesView):
    template_name = "accounts/login_security.html"
    form_class = ConfirmationForm
    page_title = _("Login security")

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            device=two_factor.find_device(user),
            codes_left=two_factor.count_recovery_codes(user),
            **kwargs,
        )

    def form_valid(self, form):
        user = self.request.user
        if "turn_off" in self.request.POST:
            two_factor.turn_off(user)
            messages.success(self.request, _("Two-factor login is off."))
        elif two_factor.is_on(user):
            return self.show_codes(two_factor.renew_recovery_codes(user))
        return redirect("login_security")


class TurnOnView(FormWithCodesView):
    template_name = "accounts/turn_on.html"
    form_class = TurnOnForm
    page_title = _("Turn on two-factor login")

    def dispatch(self, request):
        if two_factor.is_on(request.user):
            return redirect("login_security")
        key = request.session.get(NEW_SECRET)
        self.device = two_factor.make_device(request.user, key)
        request.session[NEW_SECRET] = self.device.key
        return super().dispatch(request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            drawing=two_factor.draw_secret(self.device),
            secret=two_factor.format_secret(self.device),
            **kwargs,
        )

    def form_valid(self, form):
        codes = two_factor.turn_on(self.device, form.cleaned_data["code"])
        if codes is None:
            message = _(
                "This code does not match the secret. Enter the code that the app shows now."
            )
            form.add_error("code", message)
            return self.form_invalid(form)
        del self.request.session[NEW_SECRET]
        end_other_sessions(self.request)
        return self.show_codes(codes)


@require_POST
def log_out_elsewhere(request):
    end_other_sessions(request)
    messages.success(request, _("You are logged out on all other devices."))
    return redirect("login_security")


def end_other_sessions(request):
    request.user.end_sessions()
    auth.update_session_auth_hash(request, request.user)


urlpatterns = [
    path("account/security/", SecurityView.as_view(), name="login_security"),
    path("account/security/switch-on/", TurnOnView.as_view(), name="turn_on"),
    path("account/security/log-out/", log_out_elsewhere, name="log_out_elsewhere"),
]
