"""Writes a text into a file that was not there before."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from .errors import UsageError
from .text import clean_id

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_MODE = 0o640


def write_new(path: Path, pieces: Iterable[str]) -> None:
    """Write the pieces as UTF-8; nothing is left when that fails in the middle.

    Raises UsageError when the file exists or cannot be made, OSError when it cannot be written to its end.
    """
    try:
        descriptor = os.open(path, _FLAGS, _MODE)
    except FileExistsError:
        raise UsageError(f"{clean_id(path)} exists already; name another file or remove it") from None
    except OSError as error:
        raise UsageError(f"{clean_id(path)} cannot be made ({error.strerror}); name a file elsewhere") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.writelines(pieces)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def free_name(folder: Path, stem: str, ending: str) -> Path:
    """A path in a folder at which nothing stands: ``stem.ending``, else ``stem-2.ending`` and so on."""
    number = 1
    while os.path.lexists(path := folder / f"{stem}{'' if number == 1 else f'-{number}'}.{ending}"):
        number += 1
    return path
