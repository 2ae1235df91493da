"""The rows that one run of six steps leaves in a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .shape import MODELS, PERSONAS, PIPELINES, STEPS

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the columns that are written."""

    name: str
    columns: tuple[str, ...]


RUNS = Table(
    "pipeline_run",
    ("run_id", "pipeline_name", "status", "input", "current_step", "total_tokens", "started_at", "completed_at",
     "cancelled_at", "branch_name", "pid", "parent_run_id", "parent_step_id", "run_kind"),
)  # fmt: skip
ENGINE = Table("pipeline_state", ("pipeline_id", "pipeline_name", "status", "input", "created_at", "updated_at"))
STEP_STATES = Table(
    "step_state", ("step_id", "pipeline_id", "state", "retry_count", "started_at", "completed_at", "visit_count")
)
ATTEMPTS = Table(
    "step_attempt",
    ("run_id", "step_id", "attempt", "state", "error_message", "tokens_used", "duration_ms", "started_at",
     "completed_at"),
)  # fmt: skip
METRICS = Table(
    "performance_metric",
    ("run_id", "step_id", "pipeline_name", "persona", "started_at", "completed_at", "duration_ms", "tokens_used",
     "success"),
)  # fmt: skip
ARTIFACTS = Table("artifact", ("run_id", "step_id", "name", "path", "type", "size_bytes", "created_at"))
EVENTS = Table(
    "event_log",
    ("run_id", "timestamp", "step_id", "state", "persona", "message", "tokens_used", "duration_ms", "model",
     "adapter"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """How a run went: when it began (unix seconds), its state, how many events it wrote, its process, its parent."""

    run: str
    started: int
    state: str
    events: int
    pid: int = 0
    parent: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Rows by table."""

    tables: dict[Table, list[Row]]


@dataclass(frozen=True, slots=True)
class _Step:
    """One step as it went."""

    id: str
    persona: str
    state: str
    started: int
    ended: int | None
    tokens: int
    tries: int


def run_rows(random: Random, said: Sequence[tuple[str, str]], index: int, end: End) -> History:
    """Everything that a run leaves: its row, steps, tries, artifacts, measures and events."""
    pipeline = PIPELINES[min(int(random.expovariate(0.4)), len(PIPELINES) - 1)]
    steps = _steps(random, end)
    last = steps[-1].ended
    tables: dict[Table, list[Row]] = {
        RUNS: [_run(pipeline, steps, index, end)],
        ENGINE: [(end.run, pipeline, end.state, "", end.started, last or end.started)],
        STEP_STATES: [(s.id, end.run, s.state, s.tries - 1, s.started, s.ended, 1) for s in steps],
        ATTEMPTS: [row for step in steps for row in _tries(step, end.run)],
        METRICS: [_measure(step, end.run, pipeline) for step in steps if step.ended],
        ARTIFACTS: [_artifact(random, step, end.run) for step in steps if step.state == "completed"],
        EVENTS: list(_events(random, said, steps, end)),
    }
    return History(tables)


def _run(pipeline: str, steps: Sequence[_Step], index: int, end: End) -> Row:
    ended, tokens = steps[-1].ended, sum(step.tokens for step in steps)
    error = f'step "{steps[-1].id}" failed: contract not met' if end.state == "failed" else ""
    cancelled = ended if end.state == "cancelled" else None
    parent = (end.parent, STEPS[2], "sub_pipeline_child") if end.parent else (None, None, "")
    asked = f"https://forge.example/shop/issues/{index}"
    return (
        end.run, pipeline, end.state, asked, error or steps[-1].id, tokens, end.started, ended, cancelled,
        f"wave/{end.run}", end.pid, *parent,
    )  # fmt: skip


def _steps(random: Random, end: End) -> list[_Step]:
    """Every step of a finished run, the first three of one that runs or broke."""
    shown = STEPS if end.state.startswith("completed") else STEPS[:3]
    each = 20 + int(random.expovariate(1 / 60)) if end.state != "running" else 0
    steps = []
    for at, step in enumerate(shown):
        last = at == len(shown) - 1
        state = "completed" if not last or end.state.startswith("completed") else end.state
        began = end.started + at * each
        ended = None if state == "running" else began + each
        tries = 2 if random.random() < 0.08 else 1
        steps.append(_Step(step, PERSONAS[at], state, began, ended, random.randint(500, 90_000), tries))
    return steps


def _tries(step: _Step, run: str) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, step.tries + 1):
        failed = number < step.tries or step.state == "failed"
        state = "failed" if failed else "running" if step.ended is None else "succeeded"
        took = 0 if step.ended is None else (step.ended - step.started) * 1000 // step.tries
        error = "exit status 1" if failed else ""
        rows.append((run, step.id, number, state, error, step.tokens // step.tries, took, step.started, step.ended))
    return rows


def _measure(step: _Step, run: str, pipeline: str) -> Row:
    ended = step.ended or step.started
    return (
        run, step.id, pipeline, step.persona, step.started, ended, (ended - step.started) * 1000, step.tokens,
        step.state == "completed",
    )  # fmt: skip


def _artifact(random: Random, step: _Step, run: str) -> Row:
    path = f".agents/workspaces/{run}/{step.id}/{step.id}.json"
    return (run, step.id, step.id, path, "json", random.randint(200, 60_000), step.ended)


def _events(random: Random, said: Sequence[tuple[str, str]], steps: Sequence[_Step], end: End) -> list[Row]:
    rows: list[Row] = []
    each = max(2, end.events // len(steps))
    for at, step in enumerate(steps):
        model, last = MODELS[at % len(MODELS)], at == len(steps) - 1
        count = end.events - each * (len(steps) - 1) if last else each
        talk, first = count - 1 - (step.ended is not None), random.randrange(len(said))
        rows.append(_event(end.run, step, 0, ("started", f"Executing step {step.id}"), model, 0))
        for second in range(talk):
            rows.append(_event(end.run, step, second, said[(first + second) % len(said)], model, second))
        if step.ended is not None:
            rows.append(_event(end.run, step, talk, (step.state, f"Step {step.id} {step.state}"), model, step.tokens))
    return rows


def _event(run: str, step: _Step, second: int, saying: tuple[str, str], model: str, tokens: int) -> Row:
    time = step.started + min(second, (step.ended or step.started) - step.started)
    return (run, time, step.id, saying[0], step.persona, saying[1], tokens, 0, model, "claude")
