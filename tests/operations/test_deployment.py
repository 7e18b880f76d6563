"""Files for hosts: fly.toml, the image, Heroku's files, and their commands.

That the image builds and serves is proved by deploy/prove.
"""

import json
import re
import signal
import subprocess
import tomllib

import pytest

from tests.operations.test_environment import find_variables
from tests.support.site import REPOSITORY, make_environment

FLY_TOML = tomllib.loads((REPOSITORY / "fly.toml").read_text())
APP_JSON = json.loads((REPOSITORY / "app.json").read_text())
PROCFILE = dict(line.split(": ", 1) for line in (REPOSITORY / "Procfile").read_text().splitlines())
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()
# Instructions of the last stage.
IMAGE = dict(re.findall(r"^([A-Z]+) (.+)", DOCKERFILE.rpartition("FROM")[2], re.MULTILINE))
VARIABLES = dict(pair.split("=", 1) for pair in IMAGE["ENV"].split())


def test_the_machine_has_port_volume_and_health_check_of_the_image():
    (mount,) = FLY_TOML["mounts"]
    port = str(FLY_TOML["http_service"]["internal_port"])

    assert mount["destination"] == VARIABLES["DATA_DIR"]
    assert json.loads(IMAGE["CMD"])[-1] == port
    assert IMAGE["EXPOSE"] == port
    assert FLY_TOML["http_service"]["checks"][0]["path"] == "/healthz"


def test_the_host_waits_longer_than_the_site_takes_to_stop():
    served = (REPOSITORY / "deploy/serve").read_text()

    patience = int(re.search(r"workers_kill_timeout=(\d+)", served)[1])

    assert FLY_TOML["kill_signal"] == signal.SIGTERM.name
    assert FLY_TOML["kill_timeout"] > patience


def test_the_image_runs_as_an_account_that_is_not_root_and_has_no_secret():
    finish = (REPOSITORY / "deploy/finish").read_text()
    number, name = re.search(r"useradd --uid (\d+) .*\b(\w+)$", finish, re.MULTILINE).groups()
    known = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "DATA_DIR"}

    assert int(number) > 0
    assert IMAGE["USER"] == name
    assert set(VARIABLES) == known
    assert re.findall(r"^(ENV|ARG)", DOCKERFILE, re.MULTILINE) == ["ENV"]


def test_only_the_program_is_in_the_image():
    lines = (REPOSITORY / ".dockerignore").read_text().splitlines()

    everything, *others = [line for line in lines if not line.startswith("#")]
    assert everything == "*"
    assert {line[1:] for line in others if line.startswith("!")} == {
        *("config", "deploy", "locale", "pages", "projects", "manage.py", "requirements.txt")
    }


def test_the_button_of_heroku_asks_for_the_required_variables():
    asked = APP_JSON["env"]

    assert asked["SECRET_KEY"]["generator"] == "secret"
    assert asked["SITE_URL"]["required"]
    assert asked["BUCKET_NAME"]["required"]
    assert "heroku-postgresql:essential-0" in APP_JSON["addons"]
    assert asked.keys() <= find_variables()


@pytest.mark.parametrize(
    ("process", "program", "given"),
    [
        ("release", "python", "manage.py prepare_site"),
        ("web", "deploy/serve", "0.0.0.0 8123"),
    ],
)
def test_a_process_runs_its_program_with_the_port_of_the_dyno(tmp_path, process, program, given):
    (tmp_path / "deploy").mkdir()
    (tmp_path / program).write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / program).chmod(0o755)
    environment = make_environment(PORT="8123")
    environment["PATH"] = f"{tmp_path}:{environment['PATH']}"

    printed = subprocess.check_output(
        ["sh", "-c", PROCFILE[process]], cwd=tmp_path, env=environment, text=True
    )

    assert printed == f"{given}\n"
