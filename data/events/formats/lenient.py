"""Lines become records: at once when they fit, else field by field, where each one that does not fit becomes a note."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Generic, get_args

from msgspec import NODEFAULT, DecodeError, MsgspecError, Struct, convert
from msgspec.json import Decoder
from msgspec.structs import FieldInfo, fields

from ..facts import NoteFact
from .base import Format, Record
from .fields import brief

_ANY: Decoder[Any] = Decoder()
_SURROGATE = re.compile("[\ud800-\udfff]")
_KINDS = (
    *((bool, "yes or no"), (int, "whole number"), (float, "number")),
    *((str, "text"), (tuple, "list"), (dict, "object")),
)


class UnreadableError(ValueError):
    """The line is no record; the message says why, as the end of a sentence."""


class LineReader(Generic[Record]):
    """Reads the lines of one format, which is ``kind``."""

    def __init__(self, kind: Format[Record]) -> None:
        self.kind = kind
        self._decoder = Decoder(kind.RECORD)

    def read(self, line: bytes) -> tuple[Record, tuple[NoteFact, ...]]:
        """The record of a line and what is odd about its fields. Raises UnreadableError when it is none."""
        try:
            return self._decoder.decode(line), ()
        except (MsgspecError, UnicodeDecodeError, RecursionError):
            return self._mended(line)

    def _mended(self, line: bytes) -> tuple[Record, tuple[NoteFact, ...]]:
        raw, notes = _plain(line)
        if not self.kind.belongs(raw):
            raise UnreadableError(f"is no record of a {self.kind.NAME} file")
        try:
            record, odd = fitted(self.kind.RECORD, raw)
        except ValueError as error:
            raise UnreadableError(str(error)) from None
        return record, (*notes, *odd)


def plain(line: bytes) -> Mapping[str, object]:
    """The object that a line holds, however it is spelled. Raises UnreadableError when it holds none."""
    return _plain(line)[0]


def fitted(kind: type[Record], raw: Mapping[str, object]) -> tuple[Record, tuple[NoteFact, ...]]:
    """A record made of those fields of an object that fit; null is the same as absent.

    Raises ValueError when what fits is no such record.
    """
    values: dict[str, object] = {}
    notes: list[NoteFact] = []
    for one in _fields(kind):
        value = raw.get(one.encode_name)
        if value is None:
            continue
        try:
            values[one.name] = convert(value, one.type, strict=True)
        except (MsgspecError, RecursionError, OverflowError):
            _bend(one, value, values, notes)
    missing = (one for one in _fields(kind) if one.name not in values and one.default is NODEFAULT and one.required)
    for one in missing:
        values[one.name] = ""
        notes.append(NoteFact(one.encode_name, "is missing"))
    return kind(**values), tuple(notes)


@lru_cache(maxsize=64)
def _fields(kind: type[Struct]) -> tuple[FieldInfo, ...]:
    return fields(kind)


def _bend(one: FieldInfo, value: object, values: dict[str, object], notes: list[NoteFact]) -> None:
    """A text that spells a number is taken as one, a number as its text; anything else is left out."""
    wanted = _wanted(one.type)
    shown = brief(value)
    if str in _plain_types(one.type) and isinstance(value, int | float):
        values[one.name] = shown
        notes.append(NoteFact(one.encode_name, f"is {shown}, no {wanted}"))
        return
    try:
        whole = isinstance(value, float) and value.is_integer()
        values[one.name] = convert(int(value) if whole and isinstance(value, float) else value, one.type, strict=False)
    except (MsgspecError, RecursionError, OverflowError, ValueError):
        notes.append(NoteFact(one.encode_name, f"is {shown!r}, no {wanted}, and left out"))
        return
    if not whole:
        notes.append(NoteFact(one.encode_name, f"is the text {shown!r}, no {wanted}"))


def _wanted(kind: object) -> str:
    found = _plain_types(kind)
    return next((name for one, name in _KINDS if one in found), "object")


def _plain_types(kind: object) -> frozenset[object]:
    """The plain types that a field's type is made of: ``Annotated[int, …] | None`` is int."""
    parts = get_args(kind)
    origin = getattr(kind, "__origin__", None)
    if not parts or origin in (tuple, dict, list):
        return frozenset({origin or kind})
    return frozenset().union(*(_plain_types(part) for part in parts if isinstance(part, type) or get_args(part)))


def _plain(line: bytes) -> tuple[Mapping[str, object], tuple[NoteFact, ...]]:
    value, notes = _any(line)
    if isinstance(value, dict):
        return value, notes
    raise UnreadableError(f"is JSON, but {_article(value)}, no object")


def _any(line: bytes) -> tuple[object, tuple[NoteFact, ...]]:
    try:
        return _ANY.decode(line), ()
    except RecursionError:
        raise UnreadableError("is nested too deeply") from None
    except (DecodeError, UnicodeDecodeError) as error:
        return _spelled(line, error)


def _spelled(line: bytes, why: Exception) -> tuple[object, tuple[NoteFact, ...]]:
    """JSON with bytes that are no UTF-8, half surrogate pairs, NaN or a byte order mark, as other programs write it."""
    text = line.decode("utf-8", "replace").lstrip("\ufeff").strip()
    if not text:
        raise UnreadableError("is empty")
    try:
        value = json.loads(text, parse_constant=lambda _: None)
    except RecursionError:
        raise UnreadableError("is nested too deeply") from None
    except ValueError:
        raise UnreadableError(f"is no JSON: {_reason(why)}") from None
    return _whole_text(value), tuple(_remarks(line, text))


def _remarks(line: bytes, text: str) -> Iterable[NoteFact]:
    if "\ufffd" in text and b"\xef\xbf\xbd" not in line:
        yield NoteFact("record", "holds bytes that are no UTF-8, shown as \ufffd")
    if "NaN" in text or "Infinity" in text:
        yield NoteFact("record", "holds NaN or Infinity, which JSON does not know")


def _whole_text(value: object) -> object:
    """The value with every half of a surrogate pair replaced, because no encoding can write it."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole_text(each) for each in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", name): _whole_text(each) for name, each in value.items()}
    return value


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"the byte at {error.start} is no UTF-8"
    return str(error).removeprefix("JSON is malformed: ")


def _article(value: object) -> str:
    names = {list: "a list", str: "a text", bool: "a yes or no", type(None): "null"}
    return names.get(type(value), "a number")
