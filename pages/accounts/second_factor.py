"""The second factor of an account: a code of six digits that an app makes of a secret and
the time (TOTP, RFC 6238), or one of ten recovery codes, each of which works once."""

import re
import secrets
from base64 import b32encode

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from . import LETTERS

DIGITS = 6  # of a code
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12  # letters: 59 bits


def find_device(user):
    """Return the secret that the account and its app share, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def is_on(user):
    return find_device(user) is not None


def make_device(user, key=None):
    """Return a secret that is not in use yet; `key` is that of an earlier one."""
    return TOTPDevice(user=user, name="app", key=key or default_key())


def write_secret(device):
    """Return the secret as it is typed into an app, in groups of four."""
    text = b32encode(device.bin_key).decode()
    return " ".join(re.findall(".{1,4}", text))


def draw_secret(device):
    """Return the secret as a QR code, as SVG."""
    import segno  # only here: it is needed once in the life of an account

    code = segno.make(device.config_url, error="m", micro=False)
    return code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)


def switch_on(device, code):
    """Ask for a code from now on, if this one is right.

    Returns the recovery codes, or None.
    """
    with transaction.atomic():
        StaticDevice.objects.filter(user=device.user).delete()
        TOTPDevice.objects.filter(user=device.user).delete()
        device.save()
        # It notes that the code was used.
        if not is_code(code) or not device.verify_token(code):
            transaction.set_rollback(True)
            return None
        return renew_recovery_codes(device.user)


def switch_off(user):
    """Ask for the password alone, and tell whether it was otherwise."""
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])


def renew_recovery_codes(user):
    """Return ten new recovery codes, as they are shown, in the place of all before."""
    codes = [
        "".join(secrets.choice(LETTERS) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery codes")
        for code in codes:
            device.token_set.create(token=code)
    return ["-".join(re.findall(".{4}", code)) for code in codes]


def count_recovery_codes(user):
    return sum(
        device.token_set.count() for device in StaticDevice.objects.filter(user=user)
    )


def accepts(user, typed):
    """Tell whether this is a right code of the account, which is used up then."""
    code = re.sub(r"[\s-]", "", typed).lower()
    devices = (TOTPDevice if is_code(code) else StaticDevice).objects.filter(
        user=user, confirmed=True
    )
    with transaction.atomic():
        # Locked, so that one code does not work twice at once.
        return any(device.verify_token(code) for device in devices.select_for_update())


def is_code(text):
    return len(text) == DIGITS and text.isascii() and text.isdecimal()
