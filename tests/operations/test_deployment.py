"""Files for hosts: fly.toml, the image, Heroku's files, and their commands."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tomllib
from fnmatch import fnmatch

import pytest

from tests.operations.test_environment import find_variables
from tests.support.platforms import FLY, HEROKU, find_mistakes
from tests.support.servers import Server
from tests.support.site import REPOSITORY, find_free_port, make_environment

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


# Their form


@pytest.mark.parametrize(
    ("content", "schema"), [(FLY_TOML, FLY), (APP_JSON, HEROKU)], ids=["fly", "heroku"]
)
def test_the_file_of_a_platform_has_its_documented_form(content, schema):
    assert find_mistakes(content, schema) == []


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        ({"kill_timeout": "soon"}, ".kill_timeout: 'soon'"),
        ({"kill_timout": 30}, ".kill_timout: unknown"),
        ({"mounts": [{"source": "my data"}]}, ".mounts[0].source: 'my data'"),
        ({"http_service": {"internal_port": "8000"}}, ".http_service.internal_port"),
        ({"http_service": {"auto_stop_machines": "sleep"}}, ".http_service.auto_stop"),
        ({"vm": {"memory": "512mb"}}, ".vm: "),
    ],
)
def test_a_mistake_in_the_file_of_a_platform_is_found(content, mistake):
    (found,) = find_mistakes(content, FLY)

    assert found.startswith(mistake)


# Fly.io


def test_the_machine_has_port_volume_and_health_check_of_the_image():
    (mount,) = FLY_TOML["mounts"]
    port = str(FLY_TOML["http_service"]["internal_port"])

    assert mount["destination"] == VARIABLES["DATA_DIR"]
    assert re.search(rf"deploy/serve 0\.0\.0\.0 {port}\b", IMAGE["CMD"])
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


@pytest.fixture(scope="module")
def variables(served_site):
    """Environment of a dyno on the served site, without DYNO."""
    path = f"{sys.prefix}/bin:{os.environ['PATH']}"
    return {"PATH": path, **served_site.variables}


def test_the_release_command_can_be_repeated(served_site, variables):
    released = subprocess.run(
        ["sh", "-c", PROCFILE["release"]],
        check=False,
        cwd=served_site.directory,
        env=make_environment(**variables),
        capture_output=True,
        text=True,
        timeout=600,
    )

    assert released.returncode == 0, released.stderr
    assert "Password  as you left it" in released.stdout


def test_the_web_command_serves_on_the_given_port(served_site, variables):
    port = find_free_port()
    command = ["sh", "-c", PROCFILE["web"]]
    host = f"localhost:{served_site.port}"
    server = Server(command, served_site.directory, port, host, PORT=str(port), **variables)

    with server:
        server.wait("/healthz")

        assert server.wait("/readyz").get("/readyz")[2] == b"ok\n"
        assert server.get("/")[0] == 200
