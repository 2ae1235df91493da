"""Sidecars with runs of event files, made row by row for tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from stores import NOW

from wave_tui.data.events.fold_state import FoldedRun
from wave_tui.data.sidecar.open import open_sidecar


class SidecarWriter:
    """Writes a sidecar as the ingester does; every call is one commit."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.connection = open_sidecar(path)

    def __enter__(self) -> SidecarWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, id: str = "op-1", *, format: str = "levels", mirrored: bool = False, **fields: Any) -> int:
        """Insert or replace a run; ``fields`` are those of its document. Returns its number."""
        given: dict[str, Any] = {"state": "completed", "started": NOW - 60, "seen": NOW - 1, "pipeline": "batch"}
        folded = FoldedRun(id, format, **{**given, **fields})
        personas = [step.persona for step in folded.steps.values() if step.persona]
        values = {
            "run_id": id, "format": format, "pipeline": folded.pipeline, "state": folded.state, "input": folded.input,
            "started": folded.started, "ended": folded.ended, "seen": folded.seen, "parent": folded.parent,
            "personas": words(personas), "tags": words(folded.tags), "host": folded.host, "pid": folded.pid,
            "mirrored": int(mirrored), "folded": msgspec.json.encode(folded),
        }  # fmt: skip
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        renewed = ", ".join(f"{name} = excluded.{name}" for name in values)
        self.connection.execute(
            f"INSERT INTO event_run ({names}) VALUES ({marks}) ON CONFLICT (run_id) DO UPDATE SET {renewed}", values
        )
        return self.number(id)

    def number(self, run: str) -> int:
        """The number of a run."""
        return int(self.connection.execute("SELECT no FROM event_run WHERE run_id = ?", (run,)).fetchone()[0])

    def file(self, path: str, *, format: str = "wave", no: int = 1) -> int:
        """Insert a file; returns its number."""
        self.update(
            "INSERT INTO event_file (no, path, dev, ino, head, format, seen) VALUES (?, ?, 0, 0, x'', ?, ?)",
            no, path, format, NOW,
        )  # fmt: skip
        return no

    def block(self, run: str, lines: Iterable[bytes], *, at: int, file: int = 1, failed: int = 0) -> int:
        """Insert a block of lines that lies at an offset of a file; returns the offset after it."""
        kept = [line + b"\n" for line in lines]
        data = b"".join(kept)
        self.update(
            "INSERT INTO event_block (id, run, lines, failed, data) VALUES (?, ?, ?, ?, ?)",
            (file << 40) + at, self.number(run), len(kept), failed, data,
        )  # fmt: skip
        return at + len(data)

    def bad(self, offset: int, reason: str, data: bytes, *, file: int = 1) -> None:
        """Insert a record that cannot be read."""
        row = (file << 40) + offset, reason, len(data), NOW, data
        self.update("INSERT INTO bad_line (id, reason, size, seen, data) VALUES (?, ?, ?, ?, ?)", *row)

    def watch(self, state: str = "watching", **columns: object) -> None:
        """What the ingester says of itself."""
        row: dict[str, object] = {"one": 1, "state": state, "pid": 1, "seen": NOW, **columns}
        marks = ", ".join("?" * len(row))
        self.update(f"INSERT OR REPLACE INTO event_watch ({', '.join(row)}) VALUES ({marks})", *row.values())

    def update(self, sql: str, *values: object) -> None:
        """Any other statement."""
        self.connection.execute(sql, values)

    def close(self) -> None:
        """Close the sidecar; SQLite then removes its side files."""
        self.connection.close()


def words(found: Iterable[str]) -> str:
    """A list of words as the sidecar keeps it."""
    listed = list(found)
    return "\t".join(("", *listed, "")) if listed else ""


def wave_line(number: int, run: str = "op-1", state: str = "running", step: str = "build", **more: object) -> bytes:
    """A record of a Wave event file."""
    stamp = f"2026-11-20T04:{30 + number // 3600 % 30:02}:{number // 60 % 60:02}.{number % 60:02}Z"
    return json.dumps(
        {"timestamp": stamp, "pipeline_id": run, "state": state, "step_id": step, "message": f"line {number}", **more}
    ).encode()
