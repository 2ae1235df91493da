"""Has a document judged by its schema in a process of its own.

A pattern of a schema can take for ever, and nothing could interrupt it here, not even a cancel.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from ..commands import Command, failure, run_command
from ..definition import Step
from ..parts import Context
from .verdict import Verdict

TIMEOUT = 60.0
"""Seconds that a document may take."""

_PROGRAM = (sys.executable, "-P", "-m", f"{__package__}.judge")


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON text with its name, the text of its schema, and the schema's file (or one that would stand beside it)."""

    name: str
    content: bytes
    schema: bytes
    file: Path


async def judged(document: Document, step: Step, log: Path, context: Context) -> Verdict:
    """Whether the document follows its schema; raises OSError."""
    head = {
        "name": document.name,
        "file": str(document.file),
        "root": str(context.spec.root),
        "schema": len(document.schema),
    }
    asked = json.dumps(head).encode() + b"\n" + document.schema + document.content
    command = Command(_PROGRAM, context.spec.root, log, step.id, TIMEOUT, stdin=asked)
    failed = failure(await run_command(command, context), TIMEOUT)
    answer = _answer(log.read_bytes() if log.exists() else b"")
    if failed or answer is None:
        return Verdict(f"{document.name} could not be compared with its schema: {failed or 'no answer'}")
    return answer


def _answer(printed: bytes) -> Verdict | None:
    """The verdict on the last line, None when there is none."""
    try:
        value = json.loads(printed.rstrip().rpartition(b"\n")[2])
        return Verdict(str(value["problem"]), tuple(str(detail) for detail in value["details"]))
    except (ValueError, KeyError, TypeError):
        return None
