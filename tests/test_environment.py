import ast
import os
import re
import runpy
import sys
from unittest import mock

import pytest
from django.core import signing
from django.core.management import call_command
from django.db.utils import ConnectionHandler, OperationalError
from wagtail.models import Site

from tests.site import REPOSITORY, copy_repository, run_python

SETTINGS = REPOSITORY / "config/settings.py"
GOOD_KEY = "a-key-of-more-than-fifty-characters-for-these-tests-only"


def load_settings(*, command="check", **variables):
    """Return what the settings are when only the variables are set."""
    good = {"SECRET_KEY": GOOD_KEY, "SITE_URL": "https://example.org"}
    with (
        mock.patch.dict(os.environ, good | variables, clear=True),
        mock.patch.object(sys, "argv", ["manage.py", command]),
    ):
        return runpy.run_path(str(SETTINGS))


def find_variables():
    """Return the name of every variable that the settings read."""
    calls = [
        node
        for node in ast.walk(ast.parse(SETTINGS.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "").startswith("read")
    ]
    return {
        call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)
    }


# What is wrong is said in one sentence

BAD_VALUES = [
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 60),
    ("SECRET_KEY_BEFORE", "short"),
    ("FLY_VM_MEMORY_MB", "much"),
    ("FLY_VM_MEMORY_MB", "0"),
    ("SITE_URL", ""),
    ("SITE_URL", "example.org"),
    ("SITE_URL", "//example.org"),
    ("SITE_URL", "ftp://example.org"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://exam ple.org"),
    ("SITE_URL", "https://example.org/site"),
    ("SITE_URL", "https://example.org?a=b"),
    ("SITE_URL", "https://example.org:port"),
    ("SITE_URL", "https://example.org:99999"),
    ("SITE_URL", "https://name@example.org"),
    ("SITE_URL", "https://[::1"),
    ("SITE_URL", "https://*.example.org"),
    ("SITE_URL", "https://-.example..org"),
    ("ADMIN_PATH", "static"),
    ("ADMIN_PATH", "my/desk"),
    ("SITE_LANGUAGE", "fr"),
    ("SITE_LANGUAGE", "German"),
    ("SITE_LANGUAGE", "../de"),
    ("DATABASE_URL", "localhost"),
    ("DATABASE_URL", "mysql://user:hidden@host/name"),
    ("DATABASE_URL", "postgres://user:hidden@host:port/name"),
    ("DATABASE_URL", "postgres://user:hidden@host"),
    ("DATABASE_URL", "postgres://user:hidden@[host/name"),
    ("DATA_DIR", "data"),
    ("DATA_DIR", "/no/such/folder"),
    ("FLY_APP_NAME", "my site"),
    ("HEROKU_APP_DEFAULT_DOMAIN_NAME", "https://my-site.herokuapp.com"),
    ("DEBUG", "perhaps"),
    ("PORT", "abc"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "80.5"),
    ("PAGE_CACHE_SIZE", "some"),
    ("PAGE_CACHE_SIZE", "-1"),
    ("PAGE_CACHE_SIZE", "5000"),
    ("VISITS", "some"),
    ("FLY_IMAGE_REF", "two words"),
    ("HEROKU_RELEASE_VERSION", "the last"),
    ("SENTRY_DSN", "sentry.io"),
    ("SENTRY_DSN", "https://sentry.io/0"),
    ("SENTRY_DSN", "https://hidden@sentry.io/project"),
    ("EMAIL_URL", "mail.example.org"),
    ("EMAIL_URL", "http://user:hidden@mail.example.org"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "smtp://user:hidden@mail.example.org:port"),
    ("EMAIL_FROM", "nobody"),
    ("AWS_ACCESS_KEY_ID", "two words"),
    ("AWS_SECRET_ACCESS_KEY", "hidden words"),
    ("AWS_REGION", "the moon"),
    ("AWS_ENDPOINT_URL_S3", "fly.storage.tigris.dev"),
    ("AWS_ENDPOINT_URL_S3", "https://name:hidden@fly.storage.tigris.dev"),
    ("BUCKET_NAME", "My Site"),
    ("BUCKET_NAME", "a/b"),
]
# What they say is not read, only that they are there.
ANY_VALUE = {"DYNO"}


@pytest.mark.parametrize(("variable", "value"), BAD_VALUES)
def test_a_bad_value_stops_the_start_and_is_named_with_an_example(variable, value):
    with pytest.raises(SystemExit) as stop:
        load_settings(**{variable: value})

    message = stop.value.code
    assert message.startswith(f"{variable} ")
    assert f"set it like {variable}=" in message
    assert "\n" not in message
    assert "hidden" not in message


@pytest.mark.parametrize("variable", sorted(find_variables() - ANY_VALUE))
def test_each_variable_is_checked_for_a_bad_value(variable):
    assert variable in {name for name, _ in BAD_VALUES}


def test_a_stopped_start_prints_its_sentence_and_nothing_else():
    stopped = run_python("manage.py", "check", SITE_URL="https://example.org")

    assert stopped.returncode == 1
    assert stopped.stdout == ""
    assert stopped.stderr.count("\n") == 1
    assert stopped.stderr.startswith("SECRET_KEY is missing")


@pytest.mark.parametrize("value", ["postgres", "postgresql"])
def test_the_example_of_each_variable_is_a_good_value(value):
    with pytest.raises(SystemExit) as stop:
        load_settings(DATABASE_URL="nothing")
    example = stop.value.code.rpartition("DATABASE_URL=")[2]

    settings = load_settings(DATABASE_URL=example.replace("postgres", value, 1))

    assert settings["DATABASES"]["default"]["NAME"] == "name"


# The bucket

BUCKET = {
    "AWS_ACCESS_KEY_ID": "name",
    "AWS_SECRET_ACCESS_KEY": "hidden",
    "AWS_REGION": "auto",
    "AWS_ENDPOINT_URL_S3": "https://fly.storage.tigris.dev",
    "BUCKET_NAME": "my-site",
}


def test_uploads_go_into_the_bucket_that_the_variables_name():
    storage = load_settings(**BUCKET)["STORAGES"]["default"]

    assert storage["BACKEND"] == "pages.bucket.Bucket"
    assert [*storage["OPTIONS"].values()] == [*BUCKET.values()]


def test_without_a_bucket_uploads_go_to_the_disk():
    assert "FileSystem" in load_settings()["STORAGES"]["default"]["BACKEND"]


@pytest.mark.parametrize("variable", BUCKET)
def test_a_bucket_needs_all_of_its_variables(variable):
    with pytest.raises(SystemExit) as stop:
        load_settings(**BUCKET | {variable: ""})

    assert stop.value.code.startswith(f"{variable} is missing, while ")
    assert "hidden" not in stop.value.code


# The language of the site


@pytest.mark.parametrize(
    ("value", "code"), [("", "en"), ("de", "de"), ("DE", "de"), ("en_GB", "en-gb")]
)
def test_the_site_speaks_a_language_that_it_has_a_catalogue_of(value, code):
    assert load_settings(SITE_LANGUAGE=value)["LANGUAGE_CODE"] == code


# The address of the site


def test_an_https_address_sets_all_that_follows_from_it():
    settings = load_settings(SITE_URL="https://example.org")

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["example.org"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://example.org"]
    assert settings["WAGTAILADMIN_BASE_URL"] == "https://example.org"
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert settings["DEFAULT_FROM_EMAIL"] == "site@example.org"


def test_an_http_address_promises_no_https():
    settings = load_settings(SITE_URL="http://localhost:8000")

    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0
    assert "SECURE_PROXY_SSL_HEADER" not in settings


@pytest.mark.parametrize(
    "typed",
    [
        "https://Example.ORG",
        "https://example.org/",
        "https://example.org:443",
        " https://example.org ",
    ],
)
def test_an_address_may_be_typed_in_different_ways(typed):
    settings = load_settings(SITE_URL=typed)

    assert settings["SITE_URL"] == "https://example.org"


def test_an_address_in_another_script_is_known_by_the_name_that_browsers_send():
    settings = load_settings(SITE_URL="https://bücher.example")

    assert settings["ALLOWED_HOSTS"] == ["xn--bcher-kva.example"]
    assert settings["SITE_URL"] == "https://xn--bcher-kva.example"


@pytest.mark.django_db
def test_the_site_record_takes_the_address_when_the_database_is_migrated(settings):
    settings.SITE_URL = "https://example.org"

    call_command("migrate", verbosity=0)

    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("example.org", 443)


def test_debug_needs_no_address_and_takes_the_port():
    settings = load_settings(DEBUG="1", SITE_URL="", PORT="8001")

    assert settings["DEBUG"] is True
    assert settings["SITE_URL"] == "http://localhost:8001"


# The platforms


@pytest.mark.parametrize(
    ("variable", "value", "address"),
    [
        ("FLY_APP_NAME", "my-site", "https://my-site.fly.dev"),
        (
            "HEROKU_APP_DEFAULT_DOMAIN_NAME",
            "my-site-01ab.herokuapp.com",
            "https://my-site-01ab.herokuapp.com",
        ),
    ],
)
def test_without_an_address_a_site_has_the_one_its_platform_gave_it(
    variable, value, address
):
    given = load_settings(SITE_URL="", **{variable: value})
    own = load_settings(SITE_URL="https://example.org", **{variable: value})

    assert given["SITE_URL"] == address
    assert own["SITE_URL"] == "https://example.org"


POSTGRESQL = "postgres://user:password@host:5432/name"
DYNO = {"DYNO": "web.1", "DATABASE_URL": POSTGRESQL, **BUCKET}


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("DATABASE_URL", "", "heroku addons:create heroku-postgresql"),
        ("DATABASE_URL", "sqlite:////data/db.sqlite3", "heroku addons:create"),
        ("BUCKET_NAME", "", "they need a bucket"),
    ],
)
def test_a_dyno_that_would_lose_what_is_written_does_not_start(variable, value, remedy):
    with pytest.raises(SystemExit) as stop:
        load_settings(**{**DYNO, variable: value})

    assert stop.value.code.startswith(f"{variable} ")
    assert remedy in stop.value.code
    assert f"set it like {variable}=" in stop.value.code
    assert "\n" not in stop.value.code


def test_a_dyno_collects_the_static_files_before_it_has_a_database():
    assert load_settings(command="collectstatic", DYNO="run.1")["IS_BUILDING"]


@pytest.mark.parametrize(
    ("url", "mode"),
    [(POSTGRESQL, "require"), (f"{POSTGRESQL}?sslmode=verify-full", "verify-full")],
)
def test_a_dyno_asks_its_database_in_secret(url, mode):
    settings = load_settings(**{**DYNO, "DATABASE_URL": url})

    assert settings["DATABASES"]["default"]["OPTIONS"]["sslmode"] == mode


def test_elsewhere_the_database_decides_whether_it_speaks_in_the_clear():
    settings = load_settings(DATABASE_URL=POSTGRESQL)

    assert "sslmode" not in settings["DATABASES"]["default"]["OPTIONS"]


# Static files, database, mail


def test_static_files_are_collected_without_any_variable(tmp_path):
    collected = run_python(
        "manage.py",
        "collectstatic",
        "--no-input",
        directory=copy_repository(tmp_path),
    )

    assert collected.returncode == 0, collected.stderr
    assert (tmp_path / "staticfiles/staticfiles.json").exists()


def test_without_an_address_the_database_is_a_file_of_the_repository():
    settings = load_settings()

    assert settings["DATABASES"]["default"]["NAME"] == str(REPOSITORY / "db.sqlite3")


def test_database_and_media_are_together_where_they_are_kept(tmp_path):
    settings = load_settings(DATA_DIR=str(tmp_path))

    assert settings["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert settings["MEDIA_ROOT"] == tmp_path / "media"


def test_sqlite_logs_ahead_waits_and_locks_when_a_transaction_begins(
    tmp_path, django_db_blocker
):
    settings = load_settings(DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3")
    database = settings["DATABASES"]["default"]
    impatient = {**database, "OPTIONS": {**database["OPTIONS"], "timeout": 0}}
    connections = ConnectionHandler({"default": database, "impatient": impatient})
    first, second = connections.all()

    with django_db_blocker.unblock(), first.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()
        first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

        with pytest.raises(OperationalError, match="locked"):
            second.cursor().execute("CREATE TABLE notes (note TEXT)")
    connections.close_all()

    assert journal == ("wal",)
    assert patience == (20_000,)


def test_mail_is_sent_in_the_clear_to_this_machine_only():
    def is_encrypted(address):
        settings = load_settings(EMAIL_URL=address)
        return settings["EMAIL_USE_TLS"] or settings["EMAIL_USE_SSL"]

    assert is_encrypted("smtp://user:password@mail.example.org:587")
    assert is_encrypted("smtps://user:password@mail.example.org")
    assert not is_encrypted("smtp://localhost:1025")


def test_a_password_is_reset_by_mail_only_where_mail_is_sent():
    mail = "smtp://mail.example.org"

    assert not load_settings()["WAGTAIL_PASSWORD_RESET_ENABLED"]
    assert load_settings(EMAIL_URL=mail)["WAGTAIL_PASSWORD_RESET_ENABLED"]


def test_what_the_key_before_has_signed_stays_good(settings):
    before, now = GOOD_KEY, GOOD_KEY[::-1]
    signed = signing.dumps("a draft", key=before)
    read = load_settings(SECRET_KEY=now, SECRET_KEY_BEFORE=before)

    settings.SECRET_KEY = read["SECRET_KEY"]
    settings.SECRET_KEY_FALLBACKS = read["SECRET_KEY_FALLBACKS"]
    assert signing.loads(signed) == "a draft"
    settings.SECRET_KEY_FALLBACKS = load_settings()["SECRET_KEY_FALLBACKS"]
    with pytest.raises(signing.BadSignature):
        signing.loads(signed)


def test_a_password_in_the_mail_address_may_have_any_character():
    settings = load_settings(EMAIL_URL="smtp://me%40here:a%2Fb%3Ac@mail.example.org")

    assert settings["EMAIL_HOST_USER"] == "me@here"
    assert settings["EMAIL_HOST_PASSWORD"] == "a/b:c"


# Where the environment is read


def test_only_the_settings_read_the_environment():
    folders = [REPOSITORY / name for name in ("config", "pages", "projects")]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    starts_django = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")'

    readers = [
        file.relative_to(REPOSITORY).as_posix()
        for file in files
        if re.search(
            r"os\.environ|import environ|getenv",
            file.read_text().replace(starts_django, ""),
        )
    ]

    assert readers == ["config/settings.py"]


def test_the_readme_names_every_variable_that_the_settings_read():
    readme = (REPOSITORY / "README.md").read_text()

    named = set(re.findall(r"^\| `([A-Z0-9_]+)`", readme, re.MULTILINE))

    assert named == find_variables()


# The lock


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_pins_each_package_by_hash_and_names_no_index(lock):
    lines = (REPOSITORY / lock).read_text().splitlines()
    packages = [line for line in lines if re.match(r"[a-z0-9]", line)]

    assert packages
    assert all(re.fullmatch(r"[a-z0-9-]+==\S+( ; .+)? \\", line) for line in packages)
    assert not [
        line for line in lines if re.search(r"://|file:|^ *-[a-z-]*index", line)
    ]
