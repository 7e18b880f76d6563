"""What may stand in fly.toml and app.json, as the platforms document it.

Of Fly.io the parts that a site of one process can use, from "App configuration" in its
documentation and from what its command line accepts; of Heroku all of "app.json Schema".
A schema is a type, a pattern of the whole text, a list of one schema for each item, a
dictionary of what may have which name, or several of these in a tuple.
"""

import re

ANY_NAME = object()
DURATION = r"\d+(ms|s|m|h)"
SIZE = r"(?i)\d+(mb|gb)"

_COMMAND = {"release_command": str, "release_command_timeout": (DURATION, int)}
_CHECK = {
    "method": "(?i)get|head|post|put|patch|delete",
    "path": r"/\S*",
    "protocol": "https?",
    "interval": DURATION,
    "timeout": DURATION,
    "grace_period": DURATION,
    "tls_skip_verify": bool,
    "tls_server_name": str,
    "headers": {ANY_NAME: str},
}
FLY = {
    "app": "[a-z0-9-]+",
    "primary_region": "[a-z]{3}",
    "kill_signal": "SIG(INT|TERM|QUIT|USR1|USR2|KILL|STOP)",
    "kill_timeout": (DURATION, int),
    "swap_size_mb": int,
    "console_command": str,
    "build": {"dockerfile": str, "ignorefile": str, "build-target": str, "image": str},
    "deploy": {
        "strategy": "canary|rolling|bluegreen|immediate",
        "max_unavailable": (int, float),
        "wait_timeout": DURATION,
        **_COMMAND,
    },
    "env": {ANY_NAME: str},
    "processes": {ANY_NAME: str},
    "mounts": [
        {
            "source": "[a-z0-9_]{1,30}",
            "destination": "/.+",
            "initial_size": (SIZE, int),
            "snapshot_retention": int,
            "auto_extend_size_threshold": int,
            "auto_extend_size_increment": SIZE,
            "auto_extend_size_limit": SIZE,
            "processes": [str],
        }
    ],
    "http_service": {
        "internal_port": int,
        "force_https": bool,
        "auto_stop_machines": (bool, "off|stop|suspend"),
        "auto_start_machines": bool,
        "min_machines_running": int,
        "processes": [str],
        "concurrency": {
            "type": "connections|requests",
            "soft_limit": int,
            "hard_limit": int,
        },
        "checks": [_CHECK],
    },
    "restart": [
        {"policy": "always|never|on-failure", "retries": int, "processes": [str]}
    ],
    "vm": [
        {
            "size": r"(shared|performance)-cpu-\d+x|(shared|performance)-\d+x",
            "memory": (SIZE, int),
            "cpu_kind": "shared|performance",
            "cpus": int,
            "processes": [str],
        }
    ],
}

_ADDRESS = r"https?://\S+"
_ENV = {
    ANY_NAME: (
        str,
        {
            "description": str,
            "value": str,
            "required": bool,
            "generator": "secret",
        },
    )
}
_SIZES = (
    "eco|basic|standard-[12]x|performance-(m|l|l-ram|xl|2xl)|(private|shield)-[sml]"
)
_PARTS = {
    "addons": [(str, {"plan": str, "as": str, "options": {ANY_NAME: str}})],
    "buildpacks": [{"url": str}],
    "env": _ENV,
    "formation": {ANY_NAME: {"quantity": int, "size": f"(?i){_SIZES}"}},
    "scripts": {
        "postdeploy": str,
        "pr-predestroy": str,
        "test": str,
        "test-setup": str,
    },
    "stack": r"heroku-\d\d",
}
HEROKU = {
    "name": r"[a-zA-Z-_.]+.{0,299}",
    "description": str,
    "image": str,
    "keywords": [str],
    "logo": _ADDRESS,
    "repository": _ADDRESS,
    "success_url": str,
    "website": _ADDRESS,
    "environments": dict.fromkeys(("test", "review", "production"), _PARTS),
    **_PARTS,
}


def find_mistakes(value, schema, place=""):
    """Return a line for each part of the value that the schema does not allow."""
    if isinstance(schema, tuple):
        tried = [find_mistakes(value, part, place) for part in schema]
        return min(tried, key=len)
    if isinstance(schema, dict) and isinstance(value, dict):
        unknown = [
            f"{place}.{name}: unknown" for name in value if not has(schema, name)
        ]
        return unknown + [
            line
            for name, part in value.items()
            if has(schema, name)
            for line in find_mistakes(
                part, schema.get(name, schema.get(ANY_NAME)), f"{place}.{name}"
            )
        ]
    if isinstance(schema, list) and isinstance(value, list):
        return [
            line
            for number, item in enumerate(value)
            for line in find_mistakes(item, schema[0], f"{place}[{number}]")
        ]
    if isinstance(schema, str) and isinstance(value, str):
        return [] if re.fullmatch(schema, value) else [f"{place}: {value!r}"]
    # True is an int, for Python alone.
    return [] if type(value) is schema else [f"{place}: {value!r}"]


def has(schema, name):
    return name in schema or ANY_NAME in schema
