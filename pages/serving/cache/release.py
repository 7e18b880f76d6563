"""Release of the site: a hash of all that its pages are made of.

Nothing else is imported here, since every start begins with it.
"""

import hashlib
import os
import sys
from contextlib import suppress


def hash_release(settings):
    """Return a hash of what renders pages: code, templates, packages, addresses, words.

    It reads the content of files, since not every host keeps their times. Every process
    begins with it, so paths are plain text here, which takes half as long as Path.
    """
    language = settings.LANGUAGE_CODE
    made_for = f"{sys.version} {settings.SITE_URL} {settings.DEBUG} {language}"
    digest = hashlib.sha256(made_for.encode())
    root = settings.BASE_DIR
    files = [f"{root}/requirements.txt", f"{settings.STATIC_ROOT}/staticfiles.json"]
    files += list_files(f"{root}/locale", ".mo")
    for name in sorted(os.listdir(root)):  # noqa: PTH208
        if name != "tests" and os.path.exists(f"{root}/{name}/__init__.py"):  # noqa: PTH110
            files += list_files(f"{root}/{name}", (".py", ".html"))
    for file in files:
        with suppress(FileNotFoundError), open(file, "rb", 0) as opened:  # noqa: PTH123
            digest.update(opened.read())
    return digest.hexdigest()


def list_files(folder, endings):
    """Return the files below a folder with these endings, sorted."""
    return sorted(
        f"{inner}/{name}"
        for inner, _, names in os.walk(folder)
        for name in names
        if name.endswith(endings)
    )
