"""Records what finished steps took and how far runs were, as the progress data model (000) wants it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from ..events.fold_state import FoldedAttempt, FoldedRun, FoldedStep
from ..sqlite import sqlite3
from ..states import is_live, is_terminal
from .held import HeldRun

_MINUTE = 60.0
_DONE = frozenset({"completed", "completed_empty", "succeeded"})
_PERFORMANCE = """
INSERT INTO step_performance (step_id, persona_name, duration_ms, tokens_used, execution_date, pipeline_name)
VALUES (?, ?, ?, ?, ?, ?)
"""
_SNAPSHOT = """
INSERT INTO progress_snapshots (pipeline_id, timestamp, overall_progress, current_step_index, estimated_eta,
    tokens_used, files_modified, artifacts_generated)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


def record(connection: sqlite3.Connection, changed: Iterable[HeldRun]) -> None:
    """Write what is new about these runs, inside the transaction that keeps the runs themselves.

    A try is recorded when it completes, a snapshot when a run is first heard of, in every minute of its own time,
    and when it ends. Runs that are known ahead are recorded as far as they are read in the order of their file.
    """
    durations: list[tuple[object, ...]] = []
    snapshots: list[tuple[object, ...]] = []
    for held in changed:
        run = held.in_order
        durations += _durations(held, run)
        if run.seen is not None and _is_due(held, run):
            held.shown = run.seen, run.state
            snapshots.append(_snapshot(run, run.seen))
    connection.executemany(_PERFORMANCE, durations)
    connection.executemany(_SNAPSHOT, snapshots)


def _is_due(held: HeldRun, run: FoldedRun) -> bool:
    if held.shown is None or run.seen is None:
        return True
    time, state = held.shown
    return run.seen // _MINUTE > time // _MINUTE or (state != run.state and is_terminal(run.state))


def _durations(held: HeldRun, run: FoldedRun) -> Iterator[tuple[object, ...]]:
    for step in run.steps.values():
        for attempt in step.attempts:
            if attempt.ended is not None and (step.id, attempt.number) not in held.recorded:
                held.recorded.add((step.id, attempt.number))
                seconds = _seconds(attempt)
                if seconds is not None and attempt.state in _DONE:
                    tokens = attempt.tokens or 0
                    yield step.id, step.persona, round(seconds * 1000), tokens, _day(attempt.ended), run.pipeline


def _seconds(attempt: FoldedAttempt) -> float | None:
    if attempt.duration is not None:
        return max(0.0, attempt.duration)
    if attempt.started is None or attempt.ended is None:
        return None
    return max(0.0, attempt.ended - attempt.started)


def _snapshot(run: FoldedRun, time: float) -> tuple[object, ...]:
    steps = tuple(run.steps.values())
    return (
        *(run.id, _moment(time), _overall(run, steps), _current(run, steps)),
        None if run.eta is None else max(0, round(run.eta - time)),
        sum(step.tokens or 0 for step in steps) if run.tokens is None else run.tokens,
        sum(step.files or 0 for step in steps) if run.files is None else run.files,
        sum(len(step.artifacts) for step in steps) if run.artifact_count is None else run.artifact_count,
    )


def _overall(run: FoldedRun, steps: tuple[FoldedStep, ...]) -> int:
    """Percent as the run states it, else completed steps / total steps * 100 (000, "Calculations")."""
    if run.progress is not None:
        return round(min(100.0, max(0.0, run.progress)))
    done = sum(step.state in _DONE for step in steps) if run.steps_done is None else run.steps_done
    total = max(run.steps_total or 0, len(steps))
    return round(100 * min(done, total) / total) if total else 0


def _current(run: FoldedRun, steps: tuple[FoldedStep, ...]) -> int:
    named = run.steps.get(run.step)
    live = next((step.index for step in steps if is_live(step.state)), None)
    if live is not None:
        return live
    return named.index if named else max(0, len(steps) - 1)


def _day(time: float) -> str:
    return _moment(time)[:10]


def _moment(time: float) -> str:
    """UTC as SQLite's CURRENT_TIMESTAMP writes it."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S")
