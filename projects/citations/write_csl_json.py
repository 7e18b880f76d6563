"""Items to a file of CSL-JSON, https://resource.citationstyles.org/schema/latest/input/json/csl-data.json."""

import json
from collections.abc import Iterable
from typing import Any

from . import Item
from .keys import make_keys
from .names import NAME_PARTS


def write_csl_json(items: Iterable[Item]) -> str:
    """Return a file of items, each with its citation key for an `id`."""
    items = list(items)
    strict = [
        _make_strict(item) | {"id": key} for key, item in zip(make_keys(items), items, strict=True)
    ]
    return json.dumps(strict, ensure_ascii=False, indent=2) + "\n"


def _make_strict(item: Item) -> Item:
    """Return an item of which the schema knows all fields: what it does not is in `custom`."""
    custom = dict(item.get("custom") or {})
    strict: dict[str, Any] = {}
    for name, value in item.items():
        if name in ("author", "editor"):
            strict[name] = [
                {part: one[part] for part in NAME_PARTS if one.get(part)} for one in value
            ]
            if any(one.get("ORCID") for one in value):
                custom[f"{name}-ORCID"] = [one.get("ORCID") for one in value]
        elif isinstance(value, str):
            # Dollars have no meaning to others.
            strict[name] = value.replace(r"\$", "$")
        elif name != "custom":
            strict[name] = value
    return {name: value for name, value in {**strict, "custom": custom}.items() if value}
