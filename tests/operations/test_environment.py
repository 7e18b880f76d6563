"""The environment: its checks, and its only reader."""

import ast
import os
import re
import runpy
import sys
from unittest import mock

import pytest

from tests.support.site import REPOSITORY, run_python

SETTINGS = REPOSITORY / "config/settings.py"
GOOD_KEY = "a-key-of-more-than-fifty-characters-for-these-tests-only"


def load_settings(*, command="check", **variables):
    """Return the settings of an environment that has these variables only."""
    good = {"SECRET_KEY": GOOD_KEY, "SITE_URL": "https://example.org"}
    with (
        mock.patch.dict(os.environ, good | variables, clear=True),
        mock.patch.object(sys, "argv", ["manage.py", command]),
    ):
        return runpy.run_path(str(SETTINGS))


def find_variables():
    """Return the name of each variable that the settings read."""
    return {
        call.args[0].value
        for file in SETTINGS.parent.glob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and ast.unparse(call.func).removeprefix("env.").startswith("read")
    }


# Values that are missing or wrong

BAD_VALUES = {
    "SECRET_KEY": ["", "short", "a" * 60],
    "SECRET_KEY_FALLBACK": ["short"],
    "FLY_VM_MEMORY_MB": ["much", "0"],
    "SITE_URL": [
        *("", "example.org", "//example.org", "ftp://example.org", "https://"),
        *("https://exam ple.org", "https://example.org/site", "https://example.org?a"),
        *("https://example.org:port", "https://example.org:99999"),
        *("https://name@example.org", "https://[::1", "https://*.example.org"),
        "https://-.example..org",
    ],
    "PROXY_COUNT": ["some", "-1", "10"],
    "ADMIN_PATH": [
        *("static", "media", "search", "healthz", "_util", "a/b", "/admin/", "Admin", "a.b"),
        *("ä", "-", "a" * 60),
    ],
    "SITE_LANGUAGE": ["fr", "German", "../de"],
    "STARTER": ["some", "../none"],
    "DATABASE_URL": [
        *("localhost", "mysql://user:hidden@host/name", "postgres://user:hidden@host"),
        *("postgres://user:hidden@host:port/name", "postgres://user:hidden@[host/name"),
    ],
    "DATA_DIR": ["data", "/no/such/folder"],
    "FLY_APP_NAME": ["my site"],
    "HEROKU_APP_DEFAULT_DOMAIN_NAME": ["https://my-site.herokuapp.com"],
    "DEBUG": ["perhaps"],
    "PORT": ["abc", "0", "65536", "80.5"],
    "CACHE_MEMORY_MB": ["some", "-1", "5000"],
    "VISITS": ["some"],
    "FLY_IMAGE_REF": ["two words"],
    "HEROKU_RELEASE_VERSION": ["the last"],
    "SENTRY_DSN": ["sentry.io", "https://sentry.io/0", "https://hidden@sentry.io/name"],
    "EMAIL_URL": [
        *("mail.example.org", "http://user:hidden@mail.example.org", "smtp://"),
        "smtp://user:hidden@mail.example.org:port",
    ],
    "EMAIL_FROM": ["nobody"],
    "AWS_ACCESS_KEY_ID": ["two words"],
    "AWS_SECRET_ACCESS_KEY": ["hidden words"],
    "AWS_REGION": ["the moon"],
    "AWS_ENDPOINT_URL_S3": ["storage.example", "https://me:hidden@storage.example"],
    "BUCKET_NAME": ["My Site", "a/b"],
}


def stop(**variables):
    """Return the message of a start that the variables end."""
    with pytest.raises(SystemExit) as stopped:
        load_settings(**variables)
    message = stopped.value.code
    assert "\n" not in message
    assert "hidden" not in message
    return message


@pytest.mark.parametrize(
    ("variable", "value"),
    [(name, value) for name, values in BAD_VALUES.items() for value in values],
)
def test_a_bad_value_ends_the_start_with_the_variable_and_an_example(variable, value):
    message = stop(**{variable: value})

    assert message.startswith(f"{variable} ")
    assert f"set it like {variable}=" in message


def test_each_variable_is_tested_with_a_bad_value():
    # Every value of DYNO is valid.
    assert {*BAD_VALUES, "DYNO"} == find_variables()


@pytest.mark.parametrize(
    ("old", "new"),
    [("SNAPSHOTS", "CACHE_MEMORY_MB"), ("SECRET_KEY_BEFORE", "SECRET_KEY_FALLBACK")],
)
def test_a_variable_by_its_old_name_ends_the_start_with_the_new_one(old, new):
    message = stop(**{old: "hidden"})

    assert message == f"{old} is called {new} now: set {new} instead of {old}"


def test_an_ended_start_prints_its_sentence_only():
    stopped = run_python("manage.py", "check", SECRET_KEY="")

    assert stopped.returncode == 1
    assert stopped.stdout == ""
    assert stopped.stderr.count("\n") == 1
    assert stopped.stderr.startswith("SECRET_KEY is missing")


# One reader of the environment


def test_only_one_module_reads_the_environment():
    folders = [REPOSITORY / name for name in ("config", "pages", "projects")]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    starts_django = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")'

    readers = [
        file.relative_to(REPOSITORY).as_posix()
        for file in files
        if re.search(
            r"os\.environ|import environ\b|getenv",
            file.read_text().replace(starts_django, ""),
        )
    ]

    assert readers == ["config/environment.py"]


def test_the_documentation_names_each_variable():
    text = (REPOSITORY / "docs/deploy.md").read_text()

    named = set(re.findall(r"^\| `([A-Z0-9_]+)`", text, re.MULTILINE))

    assert named == find_variables()


# The memory of the machine limits the pixels of an image


@pytest.mark.parametrize(("megabytes", "millions"), [(128, 2), (256, 3), (512, 16), (16_384, 40)])
def test_the_memory_that_the_host_names_limits_the_pixels(megabytes, millions):
    made = load_settings(FLY_VM_MEMORY_MB=f"{megabytes}")

    assert made["WAGTAILIMAGES_MAX_IMAGE_PIXELS"] == millions * 1_000_000


# The lock


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_pins_each_package_by_hash_and_names_no_index(lock):
    lines = (REPOSITORY / lock).read_text().splitlines()
    packages = [line for line in lines if re.match(r"[a-z0-9]", line)]

    assert packages
    assert all(re.fullmatch(r"[a-z0-9-]+==\S+( ; .+)? \\", line) for line in packages)
    assert not [line for line in lines if re.search(r"://|file:|^ *-[a-z-]*index", line)]
