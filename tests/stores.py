"""Stores in the shape that the engines write, made row by row for tests."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import TracebackType

from wave_tui.data.sqlite import sqlite3

NOW = 1_795_150_800.0
"""2026-11-20 05:00:00 UTC: the clock of the tests."""

PROJECT = Path(__file__).parent / "fixtures" / "project"
DONOR = PROJECT / ".agents" / "state.db"


@cache
def schema_statements() -> tuple[str, ...]:
    """The CREATE statements of a version 33 store."""
    donor = sqlite3.connect(f"file:{DONOR}?mode=ro&immutable=1", uri=True)
    query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    try:
        return tuple(str(sql) for (sql,) in donor.execute(query))
    finally:
        donor.close()


class StoreWriter:
    """Writes a store as an engine does; every call is one commit. Missing folders are made."""

    def __init__(self, path: Path, *, version: int | None = 33, statements: Iterable[str] | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        fresh = not path.exists()
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=5)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=OFF")
        if fresh:
            self._create(statements if statements is not None else schema_statements(), version)

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, id: str = "demo-1", pipeline: str = "demo", status: str = "running", **columns: object) -> str:
        """Insert a run that started a minute ago; returns its id."""
        row: dict[str, object] = {"input": "", "current_step": "", "total_tokens": 0, "started_at": int(NOW) - 60}
        self.insert("pipeline_run", {"run_id": id, "pipeline_name": pipeline, "status": status, **row, **columns})
        return id

    def event(
        self, run: str = "demo-1", step: str = "", state: str = "running", message: str = "", **columns: object
    ) -> int:
        """Append an event of now; returns its row id."""
        row: dict[str, object] = {"timestamp": int(NOW), "tokens_used": 0, "duration_ms": 0}
        own = {"run_id": run, "step_id": step, "state": state, "message": message}
        return self.insert("event_log", {**own, **row, **columns})

    def step(self, run: str = "demo-1", step: str = "plan", state: str = "running", **columns: object) -> None:
        """Set the state of a step; makes the pipeline_state row that it needs."""
        self.engine_state(run)
        self.insert("step_state", {"step_id": step, "pipeline_id": run, "state": state, **columns})

    def engine_state(self, run: str = "demo-1", status: str = "running", *, replace: bool = False) -> None:
        """What the engine itself says of the run (pipeline_state)."""
        row = {"pipeline_id": run, "pipeline_name": run, "status": status, "input": ""}
        times = {"created_at": int(NOW) - 60, "updated_at": int(NOW)}
        self.insert("pipeline_state", {**row, **times}, how="OR REPLACE" if replace else "OR IGNORE")

    def attempt(
        self, run: str = "demo-1", step: str = "plan", number: int = 1, state: str = "running", **columns: object
    ) -> int:
        """Append a row of a try."""
        row: dict[str, object] = {"run_id": run, "step_id": step, "attempt": number, "state": state}
        return self.insert("step_attempt", {**row, "started_at": int(NOW) - 30, **columns})

    def artifact(self, run: str = "demo-1", step: str = "plan", name: str = "notes", **columns: object) -> int:
        """Register an artifact."""
        row: dict[str, object] = {"path": f".agents/workspaces/{run}/{step}/{name}", "type": "text", "size_bytes": 5}
        own = {"run_id": run, "step_id": step, "name": name}
        return self.insert("artifact", {**own, **row, "created_at": int(NOW), **columns})

    def cancel(self, run: str = "demo-1", *, force: bool = False) -> None:
        """Ask for a cancellation."""
        self.insert("cancellation", {"run_id": run, "requested_at": int(NOW) - 5, "force": int(force)})

    def heartbeat(self, run: str = "demo-1", time: float = NOW) -> None:
        """Beat the heart of a run."""
        self.update("UPDATE pipeline_run SET last_heartbeat = ? WHERE run_id = ?", int(time), run)

    def end(self, run: str = "demo-1", status: str = "completed", error: str = "", tokens: int = 0) -> None:
        """Write the last state of a run as the engine does."""
        sql = (
            "UPDATE pipeline_run SET status = ?, current_step = ?, total_tokens = ?, completed_at = ? WHERE run_id = ?"
        )
        self.update(sql, status, error, tokens, int(NOW), run)

    def insert(self, table: str, row: dict[str, object], how: str = "") -> int:
        """Insert one row; returns its row id."""
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        cursor = self.connection.execute(f"INSERT {how} INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
        return int(cursor.lastrowid or 0)

    def update(self, sql: str, *values: object) -> None:
        """Any other statement."""
        self.connection.execute(sql, values)

    def close(self) -> None:
        """Close the store; SQLite then removes its side files."""
        self.connection.close()

    def _create(self, statements: Iterable[str], version: int | None) -> None:
        self.connection.execute("BEGIN")
        for statement in statements:
            self.connection.execute(statement)
        if version is not None:
            rows = [(number, f"step {number}", int(NOW), "0---;") for number in range(1, version + 1)]
            self.connection.executemany("INSERT INTO schema_migrations VALUES (?, ?, ?, ?)", rows)
        self.connection.execute("COMMIT")
