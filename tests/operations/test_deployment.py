"""Files for hosts: fly.toml, the image, Heroku's files, and their commands."""

import json
import os
import re
import shlex
import signal
import subprocess
import tomllib
from fnmatch import fnmatch

import pytest

from tests.operations.test_environment import find_variables
from tests.support.site import REPOSITORY, make_environment

FLY_TOML = tomllib.loads((REPOSITORY / "fly.toml").read_text())
APP_JSON = json.loads((REPOSITORY / "app.json").read_text())
PROCFILE = dict(line.split(": ", 1) for line in (REPOSITORY / "Procfile").read_text().splitlines())


def read_dockerfile():
    """Return the stages of the Dockerfile: lists of instructions and their arguments."""
    text = (REPOSITORY / "Dockerfile").read_text().replace("\\\n", " ")
    stages = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            if word == "FROM":
                stages.append([])
            stages[-1].append((word, rest.strip()))
    return stages


DOCKERFILE = read_dockerfile()
IMAGE = dict(DOCKERFILE[-1])
VARIABLES = dict(shlex.split(IMAGE["ENV"])[n].split("=", 1) for n in range(4))


# Their form: both platforms ignore a name that they do not know. These are from "App
# configuration" in Fly.io's documentation and "app.json Schema" in Heroku's.

FLY = {
    *("app", "primary_region", "kill_signal", "kill_timeout", "build", "deploy", "env"),
    *("mounts.source", "mounts.destination", "mounts.initial_size"),
    *(f"mounts.auto_extend_size_{name}" for name in ("threshold", "increment", "limit")),
    *("http_service.internal_port", "http_service.force_https"),
    *(f"http_service.concurrency.{name}" for name in ("type", "soft_limit", "hard_limit")),
    *("http_service.auto_stop_machines", "http_service.auto_start_machines"),
    "http_service.min_machines_running",
    *(f"http_service.checks.{name}" for name in ("method", "path", "interval", "timeout")),
    *("http_service.checks.grace_period", "vm.size", "vm.memory"),
}
HEROKU = {
    *("name", "description", "keywords", "repository", "website", "stack"),
    *("buildpacks.url", "addons"),
}
HEROKU_VARIABLE = {"description", "value", "required", "generator"}


def list_names(content, place=""):
    """Return the name of each value, with those of the parts that it is in."""
    if isinstance(content, dict):
        parts = [(part, f"{place}.{name}") for name, part in content.items()]
    elif isinstance(content, list) and all(isinstance(part, dict) for part in content):
        parts = [(part, place) for part in content]
    else:
        return {place.removeprefix(".")}
    return {name for part, within in parts for name in list_names(part, within)}


def test_the_files_of_the_platforms_have_documented_names_only():
    formation, variables = APP_JSON["formation"], APP_JSON["env"]
    others = {name: APP_JSON[name] for name in APP_JSON.keys() - {"env", "formation"}}

    assert list_names(FLY_TOML) <= FLY
    assert list_names(others) <= HEROKU
    assert list_names([*formation.values()]) <= {"quantity", "size"}
    assert list_names([*variables.values()]) <= HEROKU_VARIABLE


# Fly.io


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


# The image


def test_the_image_runs_as_an_account_that_is_not_root():
    made = re.search(
        r"useradd --uid (\d+) .*\b(\w+)$",
        (REPOSITORY / "deploy/finish").read_text(),
        re.MULTILINE,
    )

    assert int(made[1]) > 0
    assert IMAGE["USER"] == made[2]


def test_the_image_copies_and_runs_existing_files():
    built = (REPOSITORY / "deploy/build").read_text()
    for stage in DOCKERFILE:
        for word, rest in stage:
            if word == "RUN":
                assert os.access(REPOSITORY / rest, os.X_OK), rest
            if word != "COPY":
                continue
            *sources, _ = rest.split()
            if sources[0] == "--from=build":
                made = {"/app": 'cd "$(dirname "$0")/.."', "/venv": "-m venv /venv"}
                assert made[sources[1]] in built
            else:
                assert all((REPOSITORY / source).exists() for source in sources)


def test_the_image_has_no_variable_that_is_a_secret():
    words = [word for stage in DOCKERFILE for word, _ in stage]
    known = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "DATA_DIR"}

    assert set(VARIABLES) == known
    assert (words.count("ENV"), words.count("ARG")) == (1, 0)


def is_in_image(path):
    """Return whether .dockerignore admits a path: its last matching line decides."""
    parts = path.split("/")
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    is_in = True
    for line in (REPOSITORY / ".dockerignore").read_text().splitlines():
        if line.startswith("#"):
            continue
        pattern = line.lstrip("!")
        if pattern.startswith("**/"):
            fits = any(fnmatch(part, pattern[3:]) for part in parts)
        else:
            fits = any(fnmatch(folder, pattern) for folder in above)
        if fits:
            is_in = line.startswith("!")
    return is_in


@pytest.mark.parametrize(
    "path",
    [
        *(".git/config", ".secret_key", ".env", ".venv/bin/python", ".ci/run"),
        *("db.sqlite3", "db.sqlite3-wal", "media/original_images/me.jpg"),
        *("staticfiles/staticfiles.json", "tests/conftest.py", "benchmarks.json"),
        *("pages/__pycache__/health.cpython-313.pyc", "site.tar.gz", "fly.toml"),
    ],
)
def test_files_outside_the_program_are_not_in_the_image(path):
    assert not is_in_image(path)


def test_the_whole_program_is_in_the_image():
    listed = subprocess.run(
        ["git", "ls-files", "config", "pages", "projects", "locale", "deploy"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert listed

    files = [*listed, "manage.py", "requirements.txt"]
    assert [file for file in files if not is_in_image(file)] == []


# Heroku


def test_the_button_asks_for_the_required_variables():
    asked = APP_JSON["env"]

    assert asked["SECRET_KEY"]["generator"] == "secret"
    assert asked["SITE_URL"]["required"]
    assert asked["BUCKET_NAME"]["required"]
    assert "heroku-postgresql:essential-0" in APP_JSON["addons"]
    assert {"SECRET_KEY", "SITE_URL", "BUCKET_NAME"} <= find_variables()


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
