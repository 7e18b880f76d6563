"""Schemas of fly.toml and app.json: the parts that a site of one process can use.

They are from "App configuration" in Fly.io's documentation and "app.json Schema" in
Heroku's. A schema is a type, a pattern of the whole text, a list with one schema for all
items, a dictionary of schemas by name, or a tuple of alternatives.
"""

import re

ANY_NAME = object()
DURATION = r"\d+(ms|s|m|h)"
SIZE = r"(?i)\d+(mb|gb)"

FLY = {
    "app": "[a-z0-9-]+",
    "primary_region": "[a-z]{3}",
    "kill_signal": "SIG(INT|TERM|QUIT|USR1|USR2|KILL|STOP)",
    "kill_timeout": (DURATION, int),
    "build": {"dockerfile": str, "ignorefile": str, "build-target": str, "image": str},
    "deploy": {
        "strategy": "canary|rolling|bluegreen|immediate",
        "max_unavailable": (int, float),
        "wait_timeout": DURATION,
        "release_command": str,
        "release_command_timeout": (DURATION, int),
    },
    "env": {ANY_NAME: str},
    "mounts": [
        {
            "source": "[a-z0-9_]{1,30}",
            "destination": "/.+",
            "initial_size": (SIZE, int),
            "snapshot_retention": int,
            "auto_extend_size_threshold": int,
            "auto_extend_size_increment": SIZE,
            "auto_extend_size_limit": SIZE,
        }
    ],
    "http_service": {
        "internal_port": int,
        "force_https": bool,
        "auto_stop_machines": (bool, "off|stop|suspend"),
        "auto_start_machines": bool,
        "min_machines_running": int,
        "concurrency": {"type": "connections|requests", "soft_limit": int, "hard_limit": int},
        "checks": [
            {
                "method": "(?i)get|head|post|put|patch|delete",
                "path": r"/\S*",
                "interval": DURATION,
                "timeout": DURATION,
                "grace_period": DURATION,
            }
        ],
    },
    "vm": [
        {"size": r"(shared|performance)-cpu-\d+x|(shared|performance)-\d+x", "memory": (SIZE, int)}
    ],
}

HEROKU = {
    "name": r"[a-zA-Z-_.]+.{0,299}",
    "description": str,
    "keywords": [str],
    "repository": r"https?://\S+",
    "website": r"https?://\S+",
    "stack": r"heroku-\d\d",
    "buildpacks": [{"url": str}],
    "addons": [(str, {"plan": str, "as": str, "options": {ANY_NAME: str}})],
    "formation": {ANY_NAME: {"quantity": int, "size": r"[a-zA-Z0-9-]+"}},
    "env": {
        ANY_NAME: (str, {"description": str, "value": str, "required": bool, "generator": "secret"})
    },
}


def find_mistakes(value, schema, place=""):
    """Return a line for each part of the value that the schema does not allow."""
    if isinstance(schema, tuple):
        tried = [find_mistakes(value, part, place) for part in schema]
        return min(tried, key=len)
    if isinstance(schema, dict) and isinstance(value, dict):
        mistakes = []
        for name, part in value.items():
            known = schema.get(name, schema.get(ANY_NAME))
            inner = f"{place}.{name}"
            mistakes += find_mistakes(part, known, inner) if known else [f"{inner}: unknown"]
        return mistakes
    if isinstance(schema, list) and isinstance(value, list):
        mistakes = []
        for number, item in enumerate(value):
            mistakes += find_mistakes(item, schema[0], f"{place}[{number}]")
        return mistakes
    if isinstance(schema, str) and isinstance(value, str):
        return [] if re.fullmatch(schema, value) else [f"{place}: {value!r}"]
    # In Python, True is an int.
    return [] if type(value) is schema else [f"{place}: {value!r}"]
