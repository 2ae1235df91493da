"""Event files in a project, and what becomes of them in its sidecar."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from wave_tui.data.events.catch_up import catch_up
from wave_tui.data.events.fold_state import FoldedRun
from wave_tui.data.project import Project, find_project
from wave_tui.data.sqlite import sqlite3


def event_project(root: Path) -> Project:
    """A project in this folder that has room for event files and no store."""
    for name in ("events", "progress", "pipelines"):
        (root / ".agents" / name).mkdir(parents=True, exist_ok=True)
    return find_project(root, root)


def as_lines(records: Iterable[Mapping[str, object]]) -> bytes:
    """Records as the lines of an event file."""
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def write_events(project: Project, name: str, records: Iterable[Mapping[str, object]]) -> Path:
    """Append records to an event file of this name."""
    path = project.state_folder / "events" / name
    with path.open("ab") as file:
        file.write(as_lines(records))
    return path


def take_in(project: Project) -> None:
    """Read everything that is new in the project's event files into its sidecar."""
    assert catch_up(project)


def asked(project: Project, statement: str, *values: object) -> list[tuple[object, ...]]:
    """What the sidecar answers."""
    with contextlib.closing(sqlite3.connect(project.sidecar)) as sidecar:
        return list(sidecar.execute(statement, values))


def folded(project: Project, run: str) -> FoldedRun:
    """A run as the sidecar knows it."""
    ((document,),) = asked(project, "SELECT folded FROM event_run WHERE run_id = ?", run)
    assert isinstance(document, bytes)
    return msgspec.json.decode(document, type=FoldedRun)


def kept_lines(project: Project) -> list[bytes]:
    """Every line that is kept as an event, in the order of their ids."""
    return [line for (data,) in asked(project, "SELECT data FROM event_block ORDER BY id") for line in _split(data)]


def _split(data: object) -> list[bytes]:
    assert isinstance(data, bytes)
    return [line for line in data.split(b"\n") if line.strip()]


def taken_in(path: Path) -> dict[str, object]:
    """All that a sidecar holds of event files, whatever pieces it came in: lines by file, bad lines, runs."""
    with contextlib.closing(sqlite3.connect(path)) as sidecar:
        lines = [
            (offset + start, line)
            for offset, data in sidecar.execute("SELECT id, data FROM event_block ORDER BY id")
            for start, line in _lines_of(data)
        ]
        counts = sidecar.execute("SELECT sum(lines), sum(failed) FROM event_block").fetchone()
        bad = sidecar.execute("SELECT id, reason, size FROM bad_line ORDER BY id").fetchall()
        files = sidecar.execute("SELECT no, format, done, ahead_to, bad FROM event_file ORDER BY no").fetchall()
        rows = sidecar.execute(
            "SELECT run_id, state, indexed, folding, folded FROM event_run ORDER BY run_id"
        ).fetchall()
        columns = "step_id, persona_name, duration_ms, tokens_used, execution_date, pipeline_name"
        durations = sorted(sidecar.execute(f"SELECT {columns} FROM step_performance"))
    runs = [(*row[:4], msgspec.json.decode(row[4])) for row in rows]
    return {"lines": lines, "counts": counts, "bad": bad, "files": files, "runs": runs, "durations": durations}


def _lines_of(data: bytes) -> Iterable[tuple[int, bytes]]:
    start = 0
    for line in data.splitlines(keepends=True):
        yield start, line
        start += len(line)
