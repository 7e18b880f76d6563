#!/usr/bin/env python
"""Start Django, unless the command has nothing to do."""

import os
import sys


def print_prepared_site():
    """Print the site if it is prepared already, and return whether it is.

    A machine that starts for a visitor does not wait until Django has loaded for it.
    """
    from config import settings
    from pages.operations.preparation import describe_site, find_prepared_account

    if name := find_prepared_account(settings):
        print(describe_site(settings, name), flush=True)
    return bool(name)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:] == ["prepare_site"] and print_prepared_site():
        return

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
