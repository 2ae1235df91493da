"""What is wrong with a setting, in one sentence: where it stands, its name, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..text import clean
from .keymap import meant, unknown_actions
from .layers import Layer, Place
from .model import Settings, merged

_Schema = dict[str, Any]


def problems(layer: Layer, actions: Collection[str]) -> Iterator[str]:
    """Everything wrong in one layer, as sentences."""
    yield from layer.problems
    try:
        merged(layer.values)
    except ValidationError as error:
        for details in _one_per_key(error):
            yield _sentence(layer, details)
    for name, text in unknown_actions(layer.values.get("keys"), actions):
        yield f"{layer.origin(('keys', name))}: keys.{clean(name, limit=80)} {text}"


def _one_per_key(error: ValidationError) -> Iterator[ErrorDetails]:
    seen: set[Place] = set()
    for details in error.errors(include_url=False):
        place = _place(details)
        if place not in seen:
            seen.add(place)
            yield details


def _place(details: ErrorDetails) -> Place:
    place = tuple(part for part in details["loc"] if isinstance(part, str))
    return place[:2]


def _sentence(layer: Layer, details: ErrorDetails) -> str:
    place = _place(details)
    name = clean(".".join(place), limit=80)
    return f"{layer.origin(place)}: {name} {_fault(details, place)}"


def _fault(details: ErrorDetails, place: Place) -> str:
    if details["type"] == "extra_forbidden":
        return f"is no setting; {meant(place[-1], _known(place[:-1]))}"
    found = clean(repr(details["input"]), limit=80)
    if details["type"] == "value_error":
        return f"= {found}: {clean(str(details['ctx']['error']))}"
    return f"= {found} is not allowed; allowed: {_allowed(_schema(place))}"


def _known(group: Place) -> Collection[str]:
    return tuple(_schema(group)["properties"])


def _schema(place: Place) -> _Schema:
    root = Settings.model_json_schema()
    found: _Schema = root
    for name in place:
        found = found.get("properties", {}).get(name, {})
        reference = found.get("$ref", "").rpartition("/")[2]
        found = root["$defs"][reference] if reference else found
    return found


def _allowed(schema: _Schema) -> str:
    choices = [_allowed_one(option) for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    return " or ".join(choices)


def _allowed_one(schema: _Schema) -> str:
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if schema.get("type") == "integer":
        return f"a whole number from {schema['minimum']} to {schema['maximum']}"
    if schema.get("type") == "array":
        return f"a list, or words with commas between, of {_allowed_one(schema['items'])}"
    if "properties" in schema:
        return f"a table of {', '.join(schema['properties'])}"
    return {"boolean": "true or false", "object": "a table"}.get(schema.get("type", ""), "text")
