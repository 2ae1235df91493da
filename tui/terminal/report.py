"""What is said about a crash: what happened and where, but nothing of the data at hand."""

from __future__ import annotations

import traceback
from pathlib import Path

from wave_tui.data.text import clean

_LONGEST_MESSAGE = 200
_DEEPEST = 12


def crash_report(error: BaseException) -> str:
    """Type, cleaned message and places of an exception and of its causes; no locals and no source lines."""
    lines: list[str] = []
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(f"{'caused by' if lines else 'wave-tui stopped:'} {_what(current)}")
        lines.extend(_where(current))
        current = _cause(current)
    return "\n".join(lines)


def _what(error: BaseException) -> str:
    message = clean(str(error), limit=_LONGEST_MESSAGE)
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _where(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    return [f"  {clean(_short(frame.filename))}:{frame.lineno} in {clean(frame.name)}" for frame in reversed(frames)]


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-3:])


def _cause(error: BaseException) -> BaseException | None:
    """What led to it; a failed worker of Textual holds the exception in a field of its own."""
    held = getattr(error, "error", None)
    if isinstance(held, BaseException):
        return held
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)
