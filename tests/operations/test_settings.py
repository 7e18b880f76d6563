"""Settings derived from the variables of the environment."""

import pytest
from django.core import signing
from django.core.management import call_command
from django.db.utils import ConnectionHandler, OperationalError
from wagtail.models import Site

from tests.operations.test_environment import GOOD_KEY, load_settings, stop

# The bucket

BUCKET = {
    "AWS_ACCESS_KEY_ID": "name",
    "AWS_SECRET_ACCESS_KEY": "hidden",
    "AWS_REGION": "auto",
    "AWS_ENDPOINT_URL_S3": "https://fly.storage.tigris.dev",
    "BUCKET_NAME": "my-site",
}


def test_uploads_go_to_the_bucket_of_the_variables():
    storage = load_settings(**BUCKET)["STORAGES"]["default"]

    assert storage["BACKEND"] == "pages.serving.media.storage.Bucket"
    assert [*storage["OPTIONS"].values()] == [*BUCKET.values()]
    assert "Disk" in load_settings()["STORAGES"]["default"]["BACKEND"]


@pytest.mark.parametrize("variable", BUCKET)
def test_a_bucket_needs_all_of_its_variables(variable):
    message = stop(**BUCKET | {variable: ""})

    assert message.startswith(f"{variable} is missing, while ")


# Language and address of the site


@pytest.mark.parametrize(
    ("value", "code"), [("", "en"), ("de", "de"), ("DE", "de"), ("en_GB", "en-gb")]
)
def test_the_language_may_be_written_in_any_case(value, code):
    assert load_settings(SITE_LANGUAGE=value)["LANGUAGE_CODE"] == code


def test_an_https_address_sets_hosts_cookies_and_security():
    settings = load_settings(SITE_URL="https://example.org")

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["example.org", "www.example.org"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://example.org"]
    assert settings["WAGTAILADMIN_BASE_URL"] == "https://example.org"
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert settings[name] is True
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert settings["DEFAULT_FROM_EMAIL"] == "site@example.org"


def test_an_http_address_sets_no_https_headers():
    settings = load_settings(SITE_URL="http://localhost:8000")

    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0
    assert settings["SECURE_PROXY_SSL_HEADER"] is None


@pytest.mark.parametrize(
    ("variables", "hosts"),
    [
        ({"SITE_URL": "https://www.example.org"}, ["example.org"]),
        (
            {"SITE_URL": "https://example.org", "FLY_APP_NAME": "my-site"},
            ["www.example.org", "my-site.fly.dev"],
        ),
        (
            {"SITE_URL": "", "HEROKU_APP_DEFAULT_DOMAIN_NAME": "my-site-01.herokuapp.com"},
            ["www.my-site-01.herokuapp.com"],
        ),
        ({"SITE_URL": "http://localhost:8000", "FLY_APP_NAME": "my-site"}, []),
        ({"SITE_URL": "http://192.0.2.1:8000"}, []),
    ],
)
def test_other_hosts_of_the_site_are_known(variables, hosts):
    settings = load_settings(**variables)

    assert settings["OTHER_HOSTS"] == hosts
    assert set(hosts) <= set(settings["ALLOWED_HOSTS"])


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("https://Example.ORG", "https://example.org"),
        ("https://example.org/", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        (" https://example.org ", "https://example.org"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_the_address_is_normalised_as_browsers_do(typed, sent):
    settings = load_settings(SITE_URL=typed)

    assert settings["SITE_URL"] == sent
    assert settings["ALLOWED_HOSTS"][0] == sent.removeprefix("https://")


@pytest.mark.django_db
def test_a_migration_writes_the_address_into_the_site_record(settings):
    settings.SITE_URL = "https://example.org"

    call_command("migrate", verbosity=0)

    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("example.org", 443)


def test_with_debug_the_address_is_localhost_and_the_port():
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
            "a.herokuapp.com",
            "https://a.herokuapp.com",
        ),
    ],
)
def test_the_platform_gives_the_address_unless_it_is_set(variable, value, address):
    given = load_settings(SITE_URL="", **{variable: value})
    own = load_settings(SITE_URL="https://example.org", **{variable: value})

    assert given["SITE_URL"] == address
    assert own["SITE_URL"] == "https://example.org"


POSTGRESQL = "postgres://user:password@host:5432/name"
DYNO = {"DYNO": "web.1", "DATABASE_URL": POSTGRESQL, **BUCKET}


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


# Database and mail


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
