"""Reads the input of a run from a file or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from ..errors import UsageError

LONGEST = 16 * 1024 * 1024
"""Bytes of an input; more than that a pipeline reads by a path."""


def read_input(file: str) -> str:
    """The text in a file, ``-`` for standard input. Raises UsageError when it is no text or too long."""
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as source:
            data = source.read(LONGEST + 1)
    except OSError as error:
        raise UsageError(f"--input-file {file}: {error.strerror or error}; name a file that can be read") from error
    if len(data) > LONGEST:
        raise UsageError(f"--input-file {file}: more than 16 MB; let the pipeline read the file by its path")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"--input-file {file}: byte {error.start} is not UTF-8; inputs are text") from error
