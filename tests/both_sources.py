"""A project whose store and sidecar are written and read side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sidecars import SidecarWriter
from stores import NOW, StoreWriter

from wave_tui.data.models import Run, RunDetail
from wave_tui.data.project import find_project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.views import EventsQuery, Query, RunFilter, RunsQuery, Snapshot


class Both:
    """Reads a project as one screen would; ``now`` and ``processes`` belong to the test."""

    def __init__(self, root: Path) -> None:
        self.now = NOW
        self.processes: dict[int, bool | None] = {}
        self.query = Query()
        self.store = StoreWriter(root / ".agents" / "state.db")
        self.files = SidecarWriter(root / ".agents" / "wave-tui.db")
        self.project = find_project(root, root)
        self.reader = self._reader()

    def renew(self) -> None:
        """Read from now on as a screen that was opened just now."""
        self.reader.close()
        self.reader = self._reader()

    def read(self, *, with_history: bool = True, **fields: object) -> Snapshot:
        """Read again with some fields of the query changed (runs, run, events)."""
        self.query = replace(self.query, **fields)  # type: ignore[arg-type]  # fields are the query's own
        return self.reader.read(self.query, with_history=with_history)

    def run(self, id: str) -> Run:
        """One run of the page."""
        return next(run for run in self.read().runs.rows if run.id == id)

    def open(self, id: str, **events: object) -> RunDetail:
        """Open a run together with its events."""
        asked = replace(EventsQuery(run=id), **events)  # type: ignore[arg-type]  # fields are the query's own
        found = self.read(run=id, events=asked).detail
        assert found is not None
        return found

    def ids(self, wanted: RunFilter | None = None) -> set[str]:
        """Ids of the page for a filter."""
        return {run.id for run in self.read(runs=RunsQuery(filter=wanted or RunFilter())).runs.rows}

    def _reader(self) -> ProjectReader:
        return ProjectReader(self.project, now=lambda: self.now, process_alive=self.processes.get)

    def close(self) -> None:
        """Close everything."""
        self.reader.close()
        self.store.close()
        self.files.close()
