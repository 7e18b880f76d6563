"""Who logs in: with a password, and a code where the account asks for one.

Whoever guesses must wait. Strangers can never lock out the owner by it: a browser that has
logged in before is held to its own guesses alone, and any other to those from its own
address, until far more come from everywhere than one person could make.
"""

import time
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import auth
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
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

from . import devices, second_factor
from .throttle import Throttle, client_network, give_back, say_wait, take

HOUR, DAY = 60 * 60, 24 * 60 * 60
# What one browser or one address may guess of one account, then what one address may of
# all accounts, and what all browsers that have not logged in before may of one.
PASSWORDS = Throttle("password", limit=5, seconds=HOUR // 4)
PASSWORDS_FROM_ADDRESS = Throttle("password, address", limit=30, seconds=HOUR)
PASSWORDS_OF_ACCOUNT = Throttle("password, account", limit=100, seconds=HOUR)
# Of a million codes three are right at a time: who has the password needs 30 years.
CODES = Throttle("code", limit=5, seconds=HOUR // 4)
CODES_OF_ACCOUNT = Throttle("code, account", limit=30, seconds=DAY)
RESETS = Throttle("password reset", limit=5, seconds=HOUR)

THROTTLED = "throttled"
# For how long somebody may look for the code, in seconds, and where that is noted.
PATIENCE = 10 * 60
WAITING = "waits_for_code"


def list_password_uses(request, name):
    """Return what a guess of the password of this account is counted as."""
    if device := devices.recognise(request, name):
        return [(PASSWORDS, f"{device} {name}")]
    address = client_network(request)
    return [
        (PASSWORDS, f"{address} {name}"),
        (PASSWORDS_FROM_ADDRESS, address),
        (PASSWORDS_OF_ACCOUNT, name),
    ]


def list_code_uses(request, user):
    """Return what a guess of a code of this account is counted as."""
    name = user.get_username()
    if device := devices.recognise(request, name):
        return [(CODES, f"{device} {name}")]
    return [(CODES, f"{client_network(request)} {name}"), (CODES_OF_ACCOUNT, name)]


def refuse(seconds):
    """Return the error that tells somebody to wait."""
    return ValidationError(say_wait(seconds), code=THROTTLED)


class ThrottledMixin:
    """A view with a form that answers with 429 when it was sent too often."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, THROTTLED):
            response.status_code = 429
        return response


# The password


class PasswordMixin:
    """A login form that asks for nothing but patience after too many guesses."""

    def clean(self):
        uses = list_password_uses(self.request, self.cleaned_data.get("username", ""))
        if seconds := take(*uses):
            raise refuse(seconds)
        cleaned_data = super().clean()
        give_back(*uses)
        return cleaned_data


class AdminForm(PasswordMixin, LoginForm):
    pass


class PublicForm(PasswordMixin, AuthenticationForm):
    pass


class LoginMixin(ThrottledMixin):
    """Lets in who has given the right password, or leads to the form for the code."""

    def form_valid(self, form):
        user, address = form.get_user(), self.get_success_url()
        is_remembered = bool(form.cleaned_data.get("remember"))
        if not second_factor.is_on(user):
            return let_in(self.request, user, address, is_remembered)
        self.request.session[WAITING] = {
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


def let_in(request, user, address, is_remembered):
    """Log the account in, and lead it to the address."""
    auth.login(request, user, backend=user.backend)
    request.session.begin()
    # Else it ends with the browser.
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if is_remembered else 0)
    response = HttpResponseRedirect(address)
    devices.remember(response, user.get_username())
    return response


# The code


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits in your app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def __init__(self, request, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user

    def clean_code(self):
        code = self.cleaned_data["code"]
        uses = list_code_uses(self.request, self.user)
        if seconds := take(*uses):
            # Beside the field one would read it as a fault of the code.
            self.add_error(None, refuse(seconds))
            return code
        if not second_factor.accepts(self.user, code):
            raise ValidationError(
                _("This code is not right. Wait for the next one, and type that.")
            )
        give_back(*uses)
        return code


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class CodeView(ThrottledMixin, FormView):
    """Asks for the code, of somebody who has given the password: nobody else sees it."""

    template_name = "pages/admin/login_code.html"
    form_class = CodeForm

    def dispatch(self, request):
        self.waiting = request.session.get(WAITING)
        if not self.waiting:
            return redirect("wagtailadmin_login")
        self.user = find_waiting(self.waiting)
        if self.user is None:
            del request.session[WAITING]
            messages.warning(request, _("That took too long: sign in again."))
            address = urlencode({"next": self.waiting["address"]})
            return HttpResponseRedirect(f"{settings.ADMIN_URL}login/?{address}")
        return super().dispatch(request)

    def get_form_kwargs(self):
        given = {"request": self.request, "user": self.user}
        return {**super().get_form_kwargs(), **given}

    def form_valid(self, form):
        del self.request.session[WAITING]
        self.user.backend = self.waiting["backend"]
        address, is_remembered = self.waiting["address"], self.waiting["is_remembered"]
        return let_in(self.request, self.user, address, is_remembered)


def find_waiting(waiting):
    """Return the account that waits for a code, or None where it does so no more.

    That is when its password has changed, or the time is over.
    """
    if time.time() - waiting["since"] > PATIENCE:
        return None
    user = auth.get_user_model().objects.filter(pk=waiting["user"]).first()
    if user is None or not user.is_active or not second_factor.is_on(user):
        return None
    is_same = constant_time_compare(waiting["hash"], user.get_session_auth_hash())
    return user if is_same else None


# A new password


class PasswordResetView(ThrottledMixin, wagtail_account.PasswordResetView):
    """Mails a link to set a new password, a few times to one who asks."""

    def post(self, request, *args, **kwargs):
        if seconds := take((RESETS, client_network(request))):
            form = self.get_form()
            form.add_error(None, refuse(seconds))
            return self.form_invalid(form)
        return super().post(request, *args, **kwargs)
