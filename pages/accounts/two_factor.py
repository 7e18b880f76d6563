"""Second factor of an account: a code from an app (TOTP, RFC 6238), or a recovery code."""

import re
from base64 import b32encode

from django.db import transaction
from django_otp import devices_for_user
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from . import make_secret

RECOVERY_CODES = 10
RECOVERY_LENGTH = 12  # letters: 59 bits. Each code works once.


def find_device(user):
    """Return the confirmed TOTP device of the user, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def is_on(user):
    return find_device(user) is not None


def make_device(user, key=None):
    """Return an unsaved TOTP device with this key, or with a new one."""
    return TOTPDevice(user=user, name="app", key=key or default_key())


def format_secret(device):
    """Return the secret in base 32, in groups of four letters, to type into an app."""
    return " ".join(re.findall(".{1,4}", b32encode(device.bin_key).decode()))


def draw_secret(device):
    """Return the QR code of the secret as SVG."""
    import segno  # imported late: rarely needed

    code = segno.make(device.config_url, error="m", micro=False)
    return code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)


def turn_on(device, code):
    """Turn two-factor login on, and return recovery codes; None if the code is not valid."""
    with transaction.atomic():
        turn_off(device.user)
        device.save()
        # This also marks the code as used.
        if not device.verify_token(normalize_code(code)):
            transaction.set_rollback(True)
            return None
        return renew_recovery_codes(device.user)


def turn_off(user):
    """Turn two-factor login off, and return whether it was on."""
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])


def renew_recovery_codes(user):
    """Replace the recovery codes, and return the new ones in groups of four letters."""
    codes = [make_secret(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery codes")
        for code in codes:
            device.token_set.create(token=code.replace("-", ""))
    return codes


def count_recovery_codes(user):
    return StaticToken.objects.filter(device__user=user).count()


def verify_code(user, code):
    """Return whether the code is valid for the user, and mark it as used."""
    code = normalize_code(code)
    with transaction.atomic():
        # Locked, so that no code works twice.
        devices = devices_for_user(user, for_verify=True)
        return any(device.verify_token(code) for device in devices)


def normalize_code(typed):
    """Return a code without the spaces, hyphens and capitals of its presentation."""
    return re.sub(r"[\s-]", "", typed).lower()
