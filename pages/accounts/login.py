"""Login with a password and, for accounts that use it, a second factor.

Failed passwords are rate-limited per account and client and per client, so guesses from
elsewhere never lock the owner out. Failed codes, which need the password first, are also
rate-limited per account.
"""

import time
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import auth
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views import account as wagtail_account

from . import two_factor
from .rate_limits import Limit, attempt, client_network, hit, is_rate_limited, make_limit_error

HOUR, DAY = 60 * 60, 24 * 60 * 60
PASSWORDS = Limit("password", maximum=5, seconds=HOUR // 4)
PASSWORDS_OF_CLIENT = Limit("password, address", maximum=30, seconds=HOUR)
# Three of a million codes are valid at a time: at 30 a day, guessing one takes 30 years.
CODES = Limit("code", maximum=5, seconds=HOUR // 4)
CODES_OF_ACCOUNT = Limit("code, account", maximum=30, seconds=DAY)
RESETS = Limit("password reset", maximum=5, seconds=HOUR)

CODE_TIMEOUT = 10 * 60  # seconds between password and code
PENDING_LOGIN = "pending_login"  # key in the session


def attempt_password(request, name):
    """Return the context of one check of a password of this account; see `attempt`."""
    client = client_network(request)
    return attempt((PASSWORDS, f"{client} {name}"), (PASSWORDS_OF_CLIENT, client))


def attempt_code(request, user):
    """Return the context of one check of a code of this user."""
    name = user.get_username()
    return attempt((CODES, f"{client_network(request)} {name}"), (CODES_OF_ACCOUNT, name))


class SecretForm(forms.Form):
    """Form for a secret of a user, such as a code."""

    def __init__(self, request, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user


class RateLimitedMixin:
    """Form view that answers 429 when the form was rate-limited."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if is_rate_limited(form):
            response.status_code = 429
        return response


# The password


class PasswordMixin:
    """Login form with rate limiting."""

    def clean(self):
        with attempt_password(self.request, self.cleaned_data.get("username", "")):
            return super().clean()


class AdminForm(PasswordMixin, LoginForm):
    pass


class PublicForm(PasswordMixin, AuthenticationForm):
    pass


class LoginMixin(RateLimitedMixin):
    """Login view that asks for a code after the password when two-factor login is on."""

    def form_valid(self, form):
        user, address = form.get_user(), self.get_success_url()
        is_remembered = bool(form.cleaned_data.get("remember"))
        if not two_factor.is_on(user):
            return complete_login(self.request, user, address, is_remembered)
        self.request.session[PENDING_LOGIN] = {
            "user": user.pk,
            "hash": user.get_session_auth_hash(),
            "backend": user.backend,
            "address": address,
            "is_remembered": is_remembered,
            "since": time.time(),
        }
        return redirect("login_code")


class AdminLoginView(LoginMixin, wagtail_account.LoginView):
    def get_form_class(self):
        return AdminForm


class PublicLoginView(LoginMixin, auth_views.LoginView):
    template_name = "wagtailcore/login.html"
    form_class = PublicForm


def complete_login(request, user, address, is_remembered):
    """Log the user in and return a redirect to the address."""
    auth.login(request, user, backend=user.backend)
    request.session.begin()
    # 0: the session ends with the browser.
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if is_remembered else 0)
    return HttpResponseRedirect(address)


# The code


class CodeForm(SecretForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits in your app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self):
        code = self.cleaned_data["code"]
        with attempt_code(self.request, self.user):
            if not two_factor.verify_code(self.user, code):
                raise ValidationError(
                    _("This code is not valid. Wait for the next one and enter it.")
                )
        return code


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class CodeView(RateLimitedMixin, FormView):
    """Form for the code, shown only after the right password."""

    template_name = "accounts/login_code.html"
    form_class = CodeForm

    def dispatch(self, request):
        self.pending = request.session.get(PENDING_LOGIN)
        if not self.pending:
            return redirect("wagtailadmin_login")
        self.user = find_pending_user(self.pending)
        if self.user is None:
            del request.session[PENDING_LOGIN]
            messages.warning(request, _("Your login has expired. Log in again."))
            address = urlencode({"next": self.pending["address"]})
            return HttpResponseRedirect(f"{settings.ADMIN_URL}login/?{address}")
        return super().dispatch(request)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request, "user": self.user}

    def form_valid(self, form):
        del self.request.session[PENDING_LOGIN]
        pending, self.user.backend = self.pending, self.pending["backend"]
        return complete_login(self.request, self.user, pending["address"], pending["is_remembered"])


def find_pending_user(pending):
    """Return the user whose login awaits a code, or None.

    None if the login expired, or if the account or its password changed.
    """
    user = auth.get_user_model().objects.filter(pk=pending["user"], is_active=True).first()
    is_expired = time.time() - pending["since"] > CODE_TIMEOUT
    if is_expired or user is None or not two_factor.is_on(user):
        return None
    is_same = constant_time_compare(pending["hash"], user.get_session_auth_hash())
    return user if is_same else None


# A new password


class PasswordResetView(RateLimitedMixin, wagtail_account.PasswordResetView):
    """Rate-limited form that mails a link to set a new password."""

    def form_valid(self, form):
        if seconds := hit((RESETS, client_network(self.request))):
            form.add_error(None, make_limit_error(seconds))
            return self.form_invalid(form)
        return super().form_valid(form)
