"""Runs that are recorded as the local engine records them, at a clock that the test moves."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stores import NOW

from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.connect import transaction
from wave_tui.data.store.control.create import create_store
from wave_tui.data.store.control.journal import Journal
from wave_tui.data.store.control.known import Recorded
from wave_tui.data.store.control.recorder import Recorder
from wave_tui.data.store.control.requests import NewRun, create_run
from wave_tui.data.store.control.rows import Lineage

TOKEN = "0123456789abcdef0123456789abcdef"
OWNERS = "CREATE TABLE IF NOT EXISTS wtui_run_owner (run_id TEXT PRIMARY KEY, token TEXT NOT NULL, state TEXT NOT NULL)"


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts in the tests."""

    user: str = "ana"
    uid: int = 1000
    host: str = "box"
    ssh: str = ""
    via: str = "CLI"


class Scene:
    """A project with a store, a clock, and runs whose recorders hold their token."""

    def __init__(self, root: Path, now: float = NOW - 600) -> None:
        self.root, self.now = root, now
        self.store = root / ".agents" / "state.db"
        self.events = root / ".agents" / "events"
        create_store(self.store)

    def starts(
        self,
        pipeline: str = "demo",
        text: str = "x",
        *,
        lineage: Lineage | None = None,
        resumed_from: str = "",
        root: str = "",
    ) -> Recorder:
        """A run is asked for and its supervisor has taken it."""
        new = NewRun(pipeline, text, lineage or Lineage())
        with transaction(self.store) as connection:
            run = create_run(connection, new, Person(), self.now, self._next_id(connection, pipeline))
            connection.execute(OWNERS)
            connection.execute("INSERT INTO wtui_run_owner VALUES (?, ?, 'running')", (run, TOKEN))
        journal = Journal(self.store, self.events, run, TOKEN, now=self.clock)
        recorded = Recorded(run, pipeline, text, f".agents/workspaces/{run}", resumed_from, root)
        return Recorder(journal, recorded, pid=4711)

    def clock(self) -> float:
        """The time of the scene."""
        return self.now

    def after(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the store holds."""
        with closing(sqlite3.connect(self.store)) as connection:
            return connection.execute(sql, values).fetchall()

    def change(self, sql: str, *values: object) -> None:
        """What somebody else does to the store."""
        with closing(sqlite3.connect(self.store, isolation_level=None)) as connection:
            connection.execute(sql, values)

    def log(self, run: str) -> list[tuple[str, str, str]]:
        """Step, state and message of each event that a run's engine wrote."""
        sql = "SELECT step_id, state, message FROM event_log WHERE run_id = ? ORDER BY id"
        return [row for row in self.rows(sql, run) if not row[1].endswith("_requested")]

    def lines(self, run: str) -> list[dict[str, Any]]:
        """The records of a run's event file."""
        return [json.loads(line) for line in (self.events / f"{run}.ndjson").read_text().splitlines()]

    def _next_id(self, connection: sqlite3.Connection, pipeline: str) -> Any:
        count = connection.execute("SELECT count(*) FROM pipeline_run").fetchone()[0]
        return lambda: f"{pipeline}-{count + 1}"
