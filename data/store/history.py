"""What the last runs of a pipeline teach: how long steps take, what they cost, how runs ended."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..models import PipelineHistory, StepHistory
from ..text import clean, clean_id
from .open import Handle, Row
from .schema import Schema
from .times import between, duration, moment, whole

RUNS = 50
_RUN, _ATTEMPT, _METRIC, _STATE = range(4)


def read_history(handle: Handle, schema: Schema, pipeline: object) -> list[Row]:
    """What the newest 50 runs of a pipeline left behind, for ``history_of``."""
    return handle.rows(statement(schema), {"pipeline": pipeline})


def history_of(pipeline: object, rows: Iterable[Row], without: object) -> PipelineHistory:
    """Durations (seconds) and tokens of completed tries, newest first, as one run is compared with all others.

    ``rows`` come from ``read_history``, ``without`` is the stored id of that one run. A step without attempt rows
    (command, gate, composition) is timed by its step_state row.
    """
    rows = [row for row in rows if row[2] != without]
    runs = sorted((row for row in rows if row[0] == _RUN), key=lambda row: -row[1])
    completed = {row[2] for row in runs if row[3] in ("completed", "completed_empty")}
    timed = _durations(rows, completed)
    tokens = _tokens(rows)
    return PipelineHistory(
        pipeline=clean_id(pipeline),
        steps={name: StepHistory(name, timed.get(name, ()), tokens.get(name, ())) for name in [*timed, *tokens]},
        runs=tuple(took for row in runs if row[2] in completed and (took := _seconds(row[4], row[5])) is not None),
        results=tuple("cancelled" if row[6] and row[3] == "failed" else clean(row[3], limit=100) for row in runs),
    )


def _durations(rows: Iterable[Row], completed: set[object]) -> dict[str, tuple[float, ...]]:
    exact: dict[str, list[tuple[int, float]]] = {}
    rough: dict[str, list[tuple[int, float]]] = {}
    for kind, number, run, step, first, second, state in rows:
        if kind == _ATTEMPT and (took := duration(first, "", [])) is not None:
            exact.setdefault(clean_id(step), []).append((number, took))
        elif kind == _STATE and run in completed and state in ("completed", "completed_empty"):
            seconds = _seconds(first, second)
            if seconds is not None:
                rough.setdefault(clean_id(step), []).append((number, seconds))
    found = rough | exact
    return {step: tuple(took for _, took in sorted(times, reverse=True)) for step, times in found.items()}


def _tokens(rows: Iterable[Row]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for kind, number, _, step, tokens, *_ in rows:
        if kind == _METRIC and (count := whole(tokens, "", [])):
            found.setdefault(clean_id(step), []).append((number, count))
    return {step: tuple(count for _, count in sorted(counts, reverse=True)) for step, counts in found.items()}


def _seconds(start: object, end: object) -> float | None:
    return between(moment(start, "", []), moment(end, "", []), "", [])


@lru_cache(8)
def statement(schema: Schema) -> str:
    """The one statement of a history; its parts are bounded."""
    times = schema.pick("pipeline_run", "r", "started_at", "completed_at")
    requested = "0"
    if schema.has("cancellation", "run_id"):
        requested = "EXISTS (SELECT 1 FROM cancellation c WHERE c.run_id = r.run_id)"
    parts = [
        f"SELECT {_RUN}, r.rowid, r.run_id, r.status, {times}, {requested} FROM runs "
        "CROSS JOIN pipeline_run r ON r.rowid = runs.id"
    ]
    if schema.has("step_attempt", "duration_ms") and schema.has("step_attempt", "state"):
        parts.append(
            f"SELECT {_ATTEMPT}, a.rowid, a.run_id, a.step_id, a.duration_ms, NULL, NULL FROM runs "
            "CROSS JOIN step_attempt a ON a.run_id = runs.run_id WHERE a.state = 'succeeded'"
        )
    if schema.has("performance_metric", "tokens_used") and schema.has("performance_metric", "success"):
        parts.append(
            f"SELECT {_METRIC}, m.rowid, m.run_id, m.step_id, m.tokens_used, NULL, NULL FROM runs "
            "CROSS JOIN performance_metric m ON m.run_id = runs.run_id WHERE m.success"
        )
    if schema.has("step_state", "pipeline_id"):
        parts.append(
            f"SELECT {_STATE}, s.rowid, s.pipeline_id, s.step_id, "
            f"{schema.pick('step_state', 's', 'started_at', 'completed_at', 'state')} FROM runs "
            "CROSS JOIN step_state s ON s.pipeline_id = runs.run_id"
        )
    name = schema.column("pipeline_run", "r", "pipeline_name")
    newest = f"SELECT rowid, run_id FROM pipeline_run r WHERE {name} = :pipeline ORDER BY rowid DESC LIMIT {RUNS}"
    bounded = " UNION ALL ".join(f"SELECT * FROM ({part} LIMIT 5000)" for part in parts)
    return f"WITH runs(id, run_id) AS MATERIALIZED ({newest}) {bounded}"
