"""What an adapter's own output tells: tokens, tools used, how it failed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from .places import tail

_END = 262_144
_LONGEST_TEXT = 1_000_000


def tokens_in(output: Path) -> int:
    """The tokens that the last line with a ``usage`` counts, 0 when there is none; cached input is not counted."""
    used = 0
    for record in _records(output):
        usage = record.get("usage")
        if isinstance(usage, dict):
            used = sum(_whole(usage.get(key)) for key in ("input_tokens", "output_tokens"))
        elif "tokens_used" in record:
            used = _whole(record["tokens_used"])
    return used


def result_in(output: Path) -> str:
    """What an adapter answered: the text of its ``result`` line, else all that it wrote."""
    results = [record["result"] for record in _records(output) if isinstance(record.get("result"), str)]
    return str(results[-1]) if results else tail(output, _LONGEST_TEXT)


def _records(output: Path) -> Iterator[dict[str, object]]:
    for line in tail(output, _END).splitlines():
        if line.startswith("{"):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict):
                yield record


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53 else 0
