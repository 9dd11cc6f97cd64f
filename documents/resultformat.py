"""The reference of the result format: the JSON Schema that the package ships comes in, a page in Markdown goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

HEAD = """\
# The result format

What `retold compare --json` and `retold inspect --json` write: one JSON object in UTF-8. This page is made from the
JSON Schema that comes with the package (`retold/schemas/retold-1.schema.json`); every result can be checked against it.

**Spans** are two numbers, `[start, end]`: code points of the file as it was decoded, from 0, `end` being the first that
is no longer in it. They lead to the file, not to `text`, which is the story as cleaned; `map` leads from one to the
other.

**Versions.** `format` is `retold/1`. It may grow by keys, so a program should pass over what it does not know. A change
that breaks readers would be `retold/2`.
"""

Schema = Mapping[str, Any]


def page() -> str:
    """The page: the object itself, then each kind of object in it."""
    schema = json.loads((files("retold") / "schemas" / "retold-1.schema.json").read_text(encoding="utf-8"))
    parts = [HEAD, "## The result\n", _table(schema)]
    for name, one in schema["$defs"].items():
        parts.append(f"## {name} {{ #{name} }}\n")
        if note := one.get("description"):
            parts.append(f"{note}\n")
        parts.append(_table(one) if "properties" in one else f"{_kind(one)}\n")
    return "\n".join(parts)


def _table(schema: Schema) -> str:
    rows = ["| key | what it is | |", "|---|---|---|"]
    rows += [f"| `{key}` | {kind} | {note} |" for key, kind, note in _rows(schema, "")]
    return "\n".join(rows) + "\n"


def _rows(schema: Schema, above: str) -> Iterator[tuple[str, str, str]]:
    """Every key with its kind and what is said of it; keys of an object inside stand below it."""
    needed = schema.get("required", ())
    for key, one in schema.get("properties", {}).items():
        note = one.get("description", "")
        may = "" if key in needed else "may be left out"
        yield f"{above}{key}", _kind(one), "; ".join(part for part in (note, may) if part).replace("|", "\\|")
        inner = one.get("items", one) if one.get("type") == "array" else one
        if isinstance(inner, Mapping) and "properties" in inner:
            yield from _rows(inner, f"{above}{key}{'[].' if inner is not one else '.'}")


def _kind(schema: Schema) -> str:
    """What a value may be, in a few words, with a link to what is described below."""
    if ref := schema.get("$ref"):
        name = ref.rpartition("/")[2]
        return f"[{name}](#{name})"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(map(_kind, schema[several]))
    kinds = schema.get("type", "any value")
    return " or ".join(_named(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _named(kind: str, schema: Schema) -> str:
    if kind == "array":
        if "prefixItems" in schema:
            return f"[{', '.join(map(_kind, schema['prefixItems']))}]"
        return f"list of {_kind(schema['items'])}" if "items" in schema else "list"
    if kind == "object" and isinstance(more := schema.get("additionalProperties"), Mapping):
        return f"object, of each key {_kind(more)}"
    if kind in ("number", "integer") and "minimum" in schema:
        highest = schema.get("maximum")
        return (
            f"{kind}, {schema['minimum']} to {highest}" if highest is not None else f"{kind} from {schema['minimum']}"
        )
    return kind
