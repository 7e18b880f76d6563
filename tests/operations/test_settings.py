"""Settings derived from the variables of the environment."""

import pytest
from django.core import signing
from django.core.management import call_command
from django.db.utils import ConnectionHandler, OperationalError
from wagtail.models import Site

from tests.operations.test_environment import GOOD_KEY, load_settings, stop

BUCKET = {
    "AWS_ACCESS_KEY_ID": "name",
    "AWS_SECRET_ACCESS_KEY": "hidden",
    "AWS_REGION": "auto",
    "AWS_ENDPOINT_URL_S3": "https://fly.storage.tigris.dev",
    "BUCKET_NAME": "my-site",
}
POSTGRESQL = "postgres://user:password@host:5432/name"
DYNO = {"DYNO": "web.1", "DATABASE_URL": POSTGRESQL, **BUCKET}
FLY, HEROKU = "FLY_APP_NAME", "HEROKU_APP_DEFAULT_DOMAIN_NAME"
HTTPS = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["example.org", "www.example.org"],
    "CSRF_TRUSTED_ORIGINS": ["https://example.org"],
    "WAGTAILADMIN_BASE_URL": "https://example.org",
    **dict.fromkeys(["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"], True),
    "SECURE_HSTS_SECONDS": 2 * 365 * 24 * 60 * 60,
    "DEFAULT_FROM_EMAIL": "site@example.org",
}
HTTP = {
    "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
    **dict.fromkeys(["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE"], False),
    "SECURE_HSTS_SECONDS": 0,
    "SECURE_PROXY_SSL_HEADER": None,
    "OTHER_HOSTS": [],
}


def address(sent):
    return {"SITE_URL": sent, "CSRF_TRUSTED_ORIGINS": [sent]}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, HTTPS),
        ({"SITE_URL": "http://localhost:8000"}, HTTP),
        ({"SITE_URL": "http://localhost:8000", FLY: "my-site"}, HTTP),
        ({"SITE_URL": "http://192.0.2.1:8000"}, {"OTHER_HOSTS": []}),
        ({"SITE_URL": "", "DEBUG": "1", "PORT": "8001"}, address("http://localhost:8001")),
        # As browsers send it
        ({"SITE_URL": "https://Example.ORG"}, address("https://example.org")),
        ({"SITE_URL": "https://example.org/"}, address("https://example.org")),
        ({"SITE_URL": "https://example.org:443"}, address("https://example.org")),
        ({"SITE_URL": " https://example.org "}, address("https://example.org")),
        ({"SITE_URL": "https://bücher.example"}, address("https://xn--bcher-kva.example")),
        # The platform gives the address unless it is set, and is another host then.
        ({"SITE_URL": "", FLY: "my-site"}, address("https://my-site.fly.dev")),
        ({"SITE_URL": "", HEROKU: "a.herokuapp.com"}, address("https://a.herokuapp.com")),
        ({"SITE_URL": "", HEROKU: "a.herokuapp.com"}, {"OTHER_HOSTS": ["www.a.herokuapp.com"]}),
        ({FLY: "my-site"}, address("https://example.org")),
        ({FLY: "my-site"}, {"OTHER_HOSTS": ["www.example.org", "my-site.fly.dev"]}),
        ({"SITE_URL": "https://www.example.org"}, {"OTHER_HOSTS": ["example.org"]}),
        # The language in any case
        ({}, {"LANGUAGE_CODE": "en"}),
        ({"SITE_LANGUAGE": "DE"}, {"LANGUAGE_CODE": "de"}),
        ({"SITE_LANGUAGE": "en_GB"}, {"LANGUAGE_CODE": "en-gb"}),
    ],
)
def test_settings_follow_from_the_variables(variables, expected):
    settings = load_settings(**variables)

    assert {name: settings[name] for name in expected} == expected
    assert set(settings["OTHER_HOSTS"]) <= set(settings["ALLOWED_HOSTS"])


def test_uploads_go_to_the_bucket_of_the_variables():
    storage = load_settings(**BUCKET)["STORAGES"]["default"]

    assert storage["BACKEND"] == "pages.serving.media.storage.Bucket"
    assert [*storage["OPTIONS"].values()] == [*BUCKET.values()]
    assert "Disk" in load_settings()["STORAGES"]["default"]["BACKEND"]


@pytest.mark.parametrize("variable", BUCKET)
def test_a_bucket_needs_all_of_its_variables(variable):
    message = stop(**BUCKET | {variable: ""})

    assert message.startswith(f"{variable} is missing, while ")


@pytest.mark.django_db
def test_a_migration_writes_the_address_into_the_site_record(settings):
    settings.SITE_URL = "https://example.org"

    call_command("migrate", verbosity=0)

    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("example.org", 443)


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("DATABASE_URL", "", "heroku addons:create heroku-postgresql"),
        ("DATABASE_URL", "sqlite:////data/db.sqlite3", "heroku addons:create"),
        ("BUCKET_NAME", "", "a dyno loses uploaded files"),
    ],
)
def test_a_dyno_does_not_start_when_it_would_lose_data(variable, value, reason):
    message = stop(**{**DYNO, variable: value})

    assert message.startswith(f"{variable} ")
    assert reason in message
    assert f"set it like {variable}=" in message


def test_static_files_are_collected_without_any_variable_even_on_a_dyno():
    none = {"SECRET_KEY": "", "SITE_URL": ""}

    assert load_settings(command="collectstatic", **none)["IS_BUILDING"]
    assert load_settings(command="collectstatic", DYNO="run.1", **none)["IS_BUILDING"]


@pytest.mark.parametrize(
    ("variables", "mode"),
    [
        (DYNO, "require"),
        ({**DYNO, "DATABASE_URL": f"{POSTGRESQL}?sslmode=verify-full"}, "verify-full"),
        ({"DATABASE_URL": POSTGRESQL}, None),
    ],
)
def test_the_connection_to_the_database_is_encrypted_on_a_dyno(variables, mode):
    settings = load_settings(**variables)

    assert settings["DATABASES"]["default"]["OPTIONS"].get("sslmode") == mode


def test_database_and_uploads_are_in_the_data_folder(tmp_path):
    settings = load_settings(DATA_DIR=str(tmp_path))

    assert settings["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert settings["MEDIA_ROOT"] == tmp_path / "media"


def test_sqlite_uses_a_write_ahead_log_and_immediate_transactions(tmp_path, django_db_blocker):
    settings = load_settings(DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3")
    database = settings["DATABASES"]["default"]
    impatient = {**database, "OPTIONS": {**database["OPTIONS"], "timeout": 0}}
    connections = ConnectionHandler({"default": database, "impatient": impatient})
    first, second = connections.all()

    with django_db_blocker.unblock(), first.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()
        timeout = cursor.execute("PRAGMA busy_timeout").fetchone()
        first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

        with pytest.raises(OperationalError, match="locked"):
            second.cursor().execute("CREATE TABLE notes (note TEXT)")
    connections.close_all()

    assert journal == ("wal",)
    assert timeout == (20_000,)


def test_mail_is_encrypted_unless_its_server_is_on_this_machine():
    def is_encrypted(address):
        settings = load_settings(EMAIL_URL=address)
        return settings["EMAIL_USE_TLS"] or settings["EMAIL_USE_SSL"]

    settings = load_settings(EMAIL_URL="smtp://me%40here:a%2Fb%3Ac@mail.example.org")

    assert settings["EMAIL_HOST_USER"] == "me@here"
    assert settings["EMAIL_HOST_PASSWORD"] == "a/b:c"
    assert settings["WAGTAIL_PASSWORD_RESET_ENABLED"]
    assert not load_settings()["WAGTAIL_PASSWORD_RESET_ENABLED"]
    assert is_encrypted("smtp://user:password@mail.example.org:587")
    assert is_encrypted("smtps://user:password@mail.example.org")
    assert not is_encrypted("smtp://localhost:1025")


def test_signatures_of_the_fallback_key_stay_valid(settings):
    before, now = GOOD_KEY, GOOD_KEY[::-1]
    signed = signing.dumps("a draft", key=before)
    read = load_settings(SECRET_KEY=now, SECRET_KEY_FALLBACK=before)

    settings.SECRET_KEY = read["SECRET_KEY"]
    settings.SECRET_KEY_FALLBACKS = read["SECRET_KEY_FALLBACKS"]
    assert signing.loads(signed) == "a draft"
    settings.SECRET_KEY_FALLBACKS = load_settings()["SECRET_KEY_FALLBACKS"]
    with pytest.raises(signing.BadSignature):
        signing.loads(signed)
