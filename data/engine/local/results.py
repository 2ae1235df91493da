"""The result of a run as a file that is whole or not there: written before the store, believed before a guess."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from ...text import clean

_LARGEST = 65_536
_FINAL = ("completed", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended: ``state`` is a final state, ``ended`` unix seconds; the token says whose word it is."""

    run: str
    token: str
    state: str
    error: str
    tokens: int | None
    ended: float


def write_result(path: Path, result: Result) -> None:
    """Write the result so that neither a crash nor a power cut leaves half of it. Raises OSError."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        _write_durably(fresh, json.dumps(asdict(result)).encode())
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_result(path: Path, token: str) -> Result | None:
    """The result that the holder of ``token`` wrote, None when there is none or it is somebody else's."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:
            found = json.loads(file.read(_LARGEST))
        result = Result(**found)
    except (OSError, ValueError, TypeError):
        return None
    return result if _is_sound(result, token) else None


def _is_sound(result: Result, token: str) -> bool:
    numbers = isinstance(result.tokens, int | None) and isinstance(result.ended, int | float)
    texts = isinstance(result.error, str) and result.error == clean(result.error)
    return result.token == token and result.state in _FINAL and numbers and texts


def _write_durably(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
