"""Where store and event file disagree both facts are told; what is only late is no disagreement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOW, run

from wave_tui.data.models import Run
from wave_tui.data.reading.conflict import conflict

STORE_COMPLETED = "the store says completed, its event file says"
STORE_RUNNING = "the store says running, its event file says"


def stored(state: str, **fields: object) -> Run:
    return replace(run(state=state, stored=state, ended=NOW - 60), **fields)  # type: ignore[arg-type]  # a run's own


def told(state: str, **fields: object) -> Run:
    made = run(state=state, stored=state, ended=None, seen=NOW - 30, sources=("wave",))
    return replace(made, **fields)  # type: ignore[arg-type]  # a run's own


@pytest.mark.parametrize(
    ("store", "file", "expected"),
    [
        (stored("completed"), told("running"), f"{STORE_COMPLETED} running at 04:59:30 UTC"),
        (stored("completed"), told("running", seen=NOW - 58), ""),
        (stored("completed"), told("failed", ended=NOW - 60), f"{STORE_COMPLETED} failed at 04:59:00 UTC"),
        (stored("completed"), told("completed"), ""),
        (stored("completed_empty"), told("completed"), ""),
        (stored("cancelled", stored="failed"), told("failed"), ""),
        (stored("cancelled", stored="failed"), told("cancelled"), ""),
        (stored("rejected", stored="running"), told("failed"), ""),
        (
            stored("running", ended=None), told("completed", ended=NOW - 30),
            f"{STORE_RUNNING} completed at 04:59:30 UTC",
        ),
        (stored("running", ended=None), told("completed", ended=NOW - 1), ""),
        (stored("lost", stored="running", ended=None), told("running"), ""),
        (stored("completed"), told("running", indexed=40.0), ""),
        (stored("completed"), told("pending"), ""),
    ],
)  # fmt: skip
def test_both_facts_are_told(store: Run, file: Run, expected: str) -> None:
    assert conflict(store, file, NOW) == expected
