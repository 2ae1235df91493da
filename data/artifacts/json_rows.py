"""JSON as rows that fold; what cannot be shown faithfully raises ValueError and is shown as plain text instead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from ..redact import redact
from ..text import clean
from .model import PreviewRow, Span
from .read import cut

_DEEPEST = 200
_MOST_ROWS = 20_000
_LONGEST_NUMBER = 4_300  # digits that Python converts; longer ones are an attack or not JSON by intention

_PARTS = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*+"(?=:))|(?P<string>"(?:[^"\\]|\\.)*+"?)|(?P<number>-?\d[\d.eE+-]*+)'
    r"|(?P<keyword>true|false|null)|(?P<punctuation>[{}\[\],:]+)"
)


class _Number(str):
    """A number as it is written in the file."""

    __slots__ = ()


def json_rows(text: str) -> tuple[PreviewRow, ...]:
    """One row per value and closing bracket; a row that opens a bracket folds the rows below it.

    Raises ValueError with the reason when the text is no JSON, repeats a key, nests deeper than 200, has numbers of
    more than 4,300 digits, NaN, Infinity or half characters, or would fill more than 20,000 rows.
    """
    rows: list[PreviewRow] = []
    _add(rows, parsed(text), 0, "", "")
    return tuple(rows)


def record_rows(line: str, *, fold: bool = True) -> tuple[PreviewRow, ...]:
    """An NDJSON record: the whole on one row, folding the same over many rows; ValueError as for json_rows."""
    value = parsed(line)
    whole = _row("".join(_compact(value, 0)), 0)
    if not fold or not isinstance(value, dict | list) or not value:
        return (whole,)
    rows: list[PreviewRow] = []
    _add(rows, value, 1, "", "")
    return (replace(whole, folds=len(rows), folded=True), *rows)


def parsed(text: str) -> object:
    """The value with its numbers as written; ValueError with the reason when it cannot be shown faithfully."""
    try:
        value: object = json.loads(
            text,
            parse_int=_number,
            parse_float=_number,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise ValueError("it nests too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no valid JSON at line {error.lineno}, column {error.colno}") from None
    return value


def json_spans(text: str) -> tuple[Span, ...]:
    """Roles of the parts of one line of JSON."""
    return tuple((match.start(), match.end(), match.lastgroup or "") for match in _PARTS.finditer(text))


def _add(rows: list[PreviewRow], value: object, depth: int, lead: str, tail: str) -> None:
    if depth > _DEEPEST:
        raise ValueError(f"it nests deeper than {_DEEPEST} levels")
    if len(rows) > _MOST_ROWS:
        raise ValueError(f"it would fill more than {_MOST_ROWS:,} rows")
    if not isinstance(value, dict | list) or not value:
        rows.append(_row(f"{lead}{_scalar(value)}{tail}", depth))
        return
    opens, closes = ("{", "}") if isinstance(value, dict) else ("[", "]")
    first = len(rows)
    rows.append(_row(lead + opens, depth))
    last = len(value) - 1
    for index, (name, child) in enumerate(_children(value)):
        _add(rows, child, depth + 1, name, "," if index < last else "")
    rows.append(_row(closes + tail, depth))
    rows[first] = replace(rows[first], folds=len(rows) - first - 1)


def _row(text: str, depth: int) -> PreviewRow:
    shown = cut(redact(text))
    return PreviewRow(shown, depth, spans=json_spans(shown))


def _children(value: dict[str, object] | list[object]) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from ((f"{_scalar(key)}: ", child) for key, child in value.items())
    else:
        yield from (("", child) for child in value)


def _compact(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise ValueError(f"it nests deeper than {_DEEPEST} levels")
    if not isinstance(value, dict | list) or not value:
        yield _scalar(value)
        return
    yield "{" if isinstance(value, dict) else "["
    for index, (name, child) in enumerate(_children(value)):
        yield f", {name}" if index else name
        yield from _compact(child, depth + 1)
    yield "}" if isinstance(value, dict) else "]"


def _scalar(value: object) -> str:
    if isinstance(value, _Number):
        return str(value)
    if not isinstance(value, str):
        return json.dumps(value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("it has half a character (a lone surrogate)") from None
    return json.dumps(clean(value, limit=len(value), lines=True), ensure_ascii=False)


def _number(text: str) -> _Number:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(f"it has a number of {len(text):,} digits")
    return _Number(text)


def _constant(text: str) -> None:
    raise ValueError(f"it has {text}, which is no JSON")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("it has the same key twice in one object")
    return found
