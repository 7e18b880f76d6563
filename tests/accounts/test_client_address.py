"""The address of the client behind the proxies of each platform, and addresses that it forges."""

import pytest
from django.test import Client

from pages.accounts.rate_limits import client_network
from tests.accounts.test_login import LOGIN, NAME, PASSWORD
from tests.operations.test_environment import load_settings
from tests.operations.test_settings import DYNO

CLIENT, FORGED, APP, CDN = "203.0.113.7", "192.0.2.66", "66.241.124.230", "172.68.0.9"
FLY = {"FLY_APP_NAME": "my-site"}


@pytest.fixture
def deploy(settings):
    """A function that sets what the settings of an environment say about proxies."""

    def deploy(variables):
        loaded = load_settings(**variables)
        settings.PROXY_COUNT = loaded["PROXY_COUNT"]
        settings.CLIENT_ADDRESS_HEADER = loaded["CLIENT_ADDRESS_HEADER"]

    return deploy


@pytest.mark.parametrize(
    ("variables", "forwarded", "other"),
    [
        # https://fly.io/docs/networking/request-headers/: the last address is the app's own.
        (FLY, f"{CLIENT}, {APP}", {"Fly-Client-IP": CLIENT}),
        (FLY, f"{FORGED}, {CLIENT}, {APP}", {"Fly-Client-IP": CLIENT}),
        ({**FLY, "PROXY_COUNT": "3"}, f"{FORGED}, {CLIENT}, {CDN}, {APP}", {"Fly-Client-IP": CDN}),
        # https://devcenter.heroku.com/articles/http-routing: the client is the last address.
        (DYNO, CLIENT, {}),
        (DYNO, f"{FORGED}, {FORGED}, {CLIENT}", {"Fly-Client-IP": FORGED}),
        ({**DYNO, "PROXY_COUNT": "2"}, f"{FORGED}, {CLIENT}, {CDN}", {}),
        # One proxy that terminates TLS, two of them, and a request past the first one.
        ({}, f"{FORGED},{CLIENT}", {"X-Real-IP": FORGED, "Fly-Client-IP": FORGED}),
        ({"PROXY_COUNT": "2"}, f"{FORGED}, {CLIENT}, {CDN}", {}),
        ({"PROXY_COUNT": "2"}, CLIENT, {}),
        ({"SITE_URL": "http://example.org", "PROXY_COUNT": "1"}, f"{FORGED}, {CLIENT}", {}),
    ],
)
def test_the_client_is_the_one_that_the_proxies_name(rf, deploy, variables, forwarded, other):
    deploy(variables)
    headers = {"X-Forwarded-For": forwarded, **other}

    assert client_network(rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.1")) == CLIENT


@pytest.mark.parametrize(
    ("variables", "headers"),
    [
        ({"SITE_URL": "http://example.org"}, {"X-Forwarded-For": FORGED, "Fly-Client-IP": FORGED}),
        ({"PROXY_COUNT": "0"}, {"X-Forwarded-For": FORGED}),
        ({}, {}),
        (FLY, {}),
    ],
)
def test_without_a_proxy_the_client_is_the_one_that_connects(rf, deploy, variables, headers):
    deploy(variables)

    assert client_network(rf.get("/", headers=headers, REMOTE_ADDR=CLIENT)) == CLIENT


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("no address", "no address"),
    ],
)
def test_addresses_of_one_ipv6_network_share_a_limit(rf, address, network):
    assert client_network(rf.get("/", REMOTE_ADDR=address)) == network


def test_on_fly_a_stranger_does_not_lock_the_owner_out(ada, deploy):
    deploy(FLY)

    def log_in(password, client, forged=""):
        headers = {"Fly-Client-IP": client, "X-Forwarded-For": f"{forged}{client}, {APP}"}
        fields = {"username": NAME, "password": password}
        return Client().post(LOGIN, fields, headers=headers).status_code

    guesses = [log_in("guess", "198.51.100.9", f"10.0.0.{n}, ") for n in range(6)]

    assert guesses == [200] * 5 + [429]
    assert log_in(PASSWORD, CLIENT) == 302
