"""Short ways to make records for tests; every default is a plausible value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wave_tui.data.address import Address
from wave_tui.data.models import Attempt, Event, Run, RunDetail, Step
from wave_tui.data.views import Counts, EventsPage, RunsPage, Snapshot, StoreStatus
from wave_tui.tui.present.view import View

NOW = 1_795_150_800.0
"""2026-11-20 05:00:00 UTC: the frozen clock of the tests."""


def run(id: str = "impl-issue-20261120-045000-8k3m", **fields: Any) -> Run:
    """A run that started ten minutes ago."""
    made = Run(id=id, pipeline="impl-issue", state="running", stored="running", started=NOW - 596, seen=NOW - 1)
    return replace(made, **fields)


def attempt(number: int = 1, state: str = "succeeded", **fields: Any) -> Attempt:
    """One try."""
    return replace(Attempt(number=number, state=state), **fields)


def step(id: str = "plan", index: int = 1, state: str = "completed", **fields: Any) -> Step:
    """One step."""
    return replace(Step(id=id, index=index, state=state), **fields)


def event(id: int = 1, state: str = "stream_activity", **fields: Any) -> Event:
    """One event of the default run."""
    return replace(Event(id=id, run=run().id, time=NOW - 60 + id, state=state, message="Read main.go"), **fields)


def detail(*steps: Step, **fields: Any) -> RunDetail:
    """A run with steps."""
    return replace(RunDetail(run=run(steps_done=1, steps_total=len(steps)), steps=steps), **fields)


def snapshot(*runs: Run, **fields: Any) -> Snapshot:
    """What a reader answers about those runs."""
    page = RunsPage(rows=runs, total=len(runs), stored=len(runs))
    made = Snapshot(read_at=NOW, store=StoreStatus(path=".agents/state.db", changed=NOW - 0.4, schema=33), runs=page)
    counts = Counts(running=sum(run.state == "running" for run in runs))
    given: dict[str, Any] = {"counts": counts, "events": EventsPage()} | fields
    return replace(made, **given)


def view(shown: Snapshot | None = None, **fields: Any) -> View:
    """A view with the frozen clock and the default run selected."""
    made = View(snapshot=shown or snapshot(run()), now=NOW, calm=NOW, address=Address(run().id))
    return replace(made, project="shop-api", host="buildbox", **fields)
