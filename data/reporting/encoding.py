"""Turns what a program reports into one line of JSON, whatever it hands over."""

from __future__ import annotations

import time

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from json import JSONEncoder

MOST_BYTES = 500_000
"""A longer line is shortened: readers of event files skip lines of more than 1 MiB."""

_DEEPEST = 8
_MOST_ITEMS = 100
_MOST_LETTERS = 2_000


def encode(record: object) -> bytes:
    """One line of JSON with its end. Never raises: values that JSON does not know become text."""
    try:
        line = _line(record)
    except Exception:  # str() of somebody's value may raise anything, and a report must not stop a program
        line = _line(_plain(record, _DEEPEST))
    return line if len(line) <= MOST_BYTES else _line(_plain(record, _DEEPEST))


def moment(seconds: float) -> str:
    """A time in unix seconds as RFC 3339 in UTC with microseconds."""
    whole, parts = divmod(round(seconds * 1_000_000), 1_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{parts:06d}Z"


_encoder: JSONEncoder | None = None


def _line(record: object) -> bytes:
    encoder = _encoder or _made_encoder()
    return encoder.encode(record).encode("utf-8", "replace") + b"\n"


def _made_encoder() -> JSONEncoder:
    """Importing json takes half as long as all of this API; a program that reports nothing does not pay it."""
    global _encoder
    import json

    _encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str)
    return _encoder


def _plain(value: object, depth: int) -> object:
    """The value in JSON's own types, cut where it is too deep, too long or not to be had."""
    if value is None or isinstance(value, (bool, int)):
        return value if not isinstance(value, int) or abs(value) < 2**63 else str(value)[:_MOST_LETTERS]
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if depth and isinstance(value, dict):
        return {text_of(key): _plain(each, depth - 1) for key, each in list(value.items())[:_MOST_ITEMS]}
    if depth and isinstance(value, (list, tuple)):
        return [_plain(each, depth - 1) for each in value[:_MOST_ITEMS]]
    return text_of(value)


def text_of(value: object, most: int = _MOST_LETTERS) -> str:
    """Any value as text of at most so many letters, its type's name when it cannot say itself. Never raises."""
    try:
        text = str(value)
    except Exception:  # as above
        text = f"<{type(value).__name__}>"
    return text if len(text) <= most else text[:most] + "…"
