"""Record of what the site was prepared for, which a start reads before Django is imported.

Most starts find the database as the same release left it, and have nothing to prepare.
Migrations and a restore delete the record.
"""

import hashlib
import json

from pages.serving.cache.database import open_database
from pages.serving.cache.release import hash_release

READ = """
    SELECT prepared_for, (
        SELECT username FROM pages_user WHERE is_superuser AND is_active ORDER BY id LIMIT 1
    ) FROM pages_epoch
"""


def hash_preparation(settings):
    """Return a hash of everything that the preparation of a site depends on."""
    parts = [hash_release(settings), settings.ADMIN_PATH, settings.BUCKET]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def find_prepared_account(settings):
    """Return the name of the first account if the site is prepared, else None.

    After any error the site counts as not prepared, since the preparation explains it.
    """
    try:
        ((prepared_for, name),) = open_database(settings.DATABASES["default"]).execute(READ)
        return name if prepared_for == hash_preparation(settings) else None
    except Exception:  # noqa: BLE001 - of either driver
        return None


def describe_site(settings, name, password=None):
    """Return the addresses and the login of the site, as a start prints them."""
    shown = f"{password} (shown this once)" if password else "as you left it"
    return (
        f"\nSite      {settings.SITE_URL}/\nAdmin     {settings.SITE_URL}{settings.ADMIN_URL}\n"
        f"Name      {name}\nPassword  {shown}\nTo set another password: make password\n"
    )
