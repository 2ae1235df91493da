"""A store reader whose clock and processes belong to the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from stores import NOW

from wave_tui.data.models import PlannedStep, Run, RunDetail, Step
from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import EventsQuery, Query, RunFilter, RunsQuery, Snapshot


class Desk:
    """Reads a store as one screen would."""

    def __init__(self, path: Path) -> None:
        self.now = NOW
        self.processes: dict[int, bool | None] = {}
        self.plans: dict[str, tuple[PlannedStep, ...]] = {}
        self.query = Query()
        self.reader = StoreReader(path, now=lambda: self.now, plan=self._plan, process_alive=self._alive)

    def read(self, **fields: object) -> Snapshot:
        """Read again with some fields of the query changed (runs, run, events)."""
        self.query = replace(self.query, **fields)  # type: ignore[arg-type]  # fields are the query's own
        return self.reader.read(self.query)

    def run(self, id: str = "demo-1") -> Run:
        """One run of the page."""
        return next(run for run in self.read().runs.rows if run.id == id)

    def open(self, id: str = "demo-1", **events: object) -> RunDetail:
        """Open a run together with its events."""
        asked = replace(EventsQuery(run=id), **events)  # type: ignore[arg-type]  # fields are the query's own
        found = self.read(run=id, events=asked).detail
        assert found is not None
        return found

    def step(self, id: str = "plan", run: str = "demo-1") -> Step:
        """One step of a run."""
        return next(step for step in self.open(run).steps if step.id == id)

    def ids(self, wanted: RunFilter | None = None, **fields: object) -> list[str]:
        """Ids of the page for a filter."""
        asked = replace(RunsQuery(filter=wanted or RunFilter()), **fields)  # type: ignore[arg-type]  # fields are its own
        return [run.id for run in self.read(runs=asked).runs.rows]

    def _plan(self, pipeline: str) -> Sequence[PlannedStep]:
        return self.plans.get(pipeline, ())

    def _alive(self, pid: int) -> bool | None:
        return self.processes.get(pid)
