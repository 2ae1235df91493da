"""JSON Schema: whether a value is what a schema describes, without ever asking the network for one.

A file is checked as it is: JSON that somebody wrapped into something else is not unwrapped.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from .....errors import RefusedError
from .source import parse
from .verdict import Verdict

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_MOST = 200


def schema_verdict(schema: object, value: object, name: str, schema_file: Path, root: Path) -> Verdict:
    """Whether a value follows a schema; ``name`` is what is shown of the value's file.

    What the schema refers to is looked for beside ``schema_file``, and nowhere outside of the folder ``root``. Raises
    RefusedError for a schema that is none.
    """
    if not isinstance(schema, dict):
        raise RefusedError("the contract's schema is no JSON schema: it must be an object")
    errors = tuple(_shown(error) for error in _errors(schema, value, schema_file, root))
    if not errors:
        return Verdict()
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return Verdict(f"{name} does not follow its schema: {errors[0][:_MOST]}{more}", errors)


def _errors(schema: dict[str, Any], value: Any, file: Path, root: Path) -> list[ValidationError]:
    from jsonschema import Draft202012Validator  # takes 100 ms to load
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import validator_for
    from referencing.exceptions import Unresolvable

    kind = validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(schema)
        validator = kind(_based(schema, file), registry=_registry(root))
        found = itertools.islice(validator.iter_errors(value), _MOST)
        return sorted(found, key=lambda error: [str(part) for part in error.absolute_path])
    except SchemaError as error:
        raise RefusedError(f"the contract's schema is no JSON schema: {_shown(error)}") from None
    except Unresolvable as error:
        raise RefusedError(f"the contract's schema refers to {error.ref}, which is no file of the project") from None
    except RecursionError:
        raise RefusedError("the schema refers to itself without end, or the file is nested too deeply") from None


def _based(schema: dict[str, Any], file: Path) -> dict[str, Any]:
    """The schema with a place, so that relative references are files beside it."""
    if "$id" in schema or "id" in schema:
        return schema
    return {"$id": file.resolve().as_uri(), **schema}


def _registry(root: Path) -> Any:
    """References to files below the root are read, anything else is refused; nothing is fetched."""
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    def retrieve(uri: str) -> Resource[Any]:
        parts = urlsplit(uri)
        file = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or not file.is_relative_to(root.resolve()) or not file.is_file():
            raise FileNotFoundError(uri)
        return Resource.from_contents(parse(file.read_bytes(), file.name), default_specification=DRAFT202012)

    registry: Any = Registry  # its stub knows no arguments
    return registry(retrieve=retrieve)


def _shown(error: ValidationError | Any) -> str:
    place = "/".join(str(part) for part in error.absolute_path)
    return f"at /{place}: {error.message}"
