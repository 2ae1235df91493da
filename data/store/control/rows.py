"""What each happening changes in Wave's tables: one function for each, giving the statement and doing nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .statement import Statement, Value, insert, milliseconds, replace, storable

_OWNER_STATES = {"completed": "completed", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a run comes from; ``kind`` and ``mode`` are Wave's words, ``index`` counts from 0."""

    parent: str = ""
    step: str = ""
    kind: str = ""
    ref: str = ""
    index: int | None = None
    total: int | None = None
    mode: str = ""
    forked_from: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a step; times are unix seconds."""

    step: str
    number: int
    state: str
    started: float
    ended: float | None = None
    error: str = ""
    failure_class: str = ""
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is; ``eta`` in seconds."""

    step: str
    state: str
    persona: str = ""
    percent: int = 0
    action: str = ""
    message: str = ""
    started: float | None = None
    eta: float | None = None
    tokens: int = 0


def run_pending(
    run: str, pipeline: str, text: str, lineage: Lineage, now: float, tags: tuple[str, ...] = ()
) -> Statement:
    """A run that waits for its process; nothing happens when the id is taken."""
    row = insert(
        "pipeline_run",
        run_id=run,
        pipeline_name=pipeline,
        status="pending",
        input=storable(text, 1_000_000),
        current_step="",
        total_tokens=0,
        started_at=int(now),
        tags_json=json.dumps(tags, ensure_ascii=False),
        parent_run_id=lineage.parent or None,
        parent_step_id=lineage.step or None,
        forked_from_run_id=lineage.forked_from,
        last_heartbeat=int(now),
        iterate_index=lineage.index,
        iterate_total=lineage.total,
        iterate_mode=lineage.mode,
        run_kind=lineage.kind,
        sub_pipeline_ref=lineage.ref,
    )
    return Statement(f"{row.sql} ON CONFLICT (run_id) DO NOTHING", row.values)


def run_begins(run: str, pid: int, now: float) -> Statement:
    """pending -> running; a status write sets the whole group of columns, as Wave's does."""
    sql = (
        "UPDATE pipeline_run SET status = 'running', current_step = '', total_tokens = 0, completed_at = NULL,"
        " cancelled_at = NULL, pid = ?, last_heartbeat = ? WHERE run_id = ?"
    )
    return Statement(sql, (pid, int(now), run))


def run_beats(run: str, now: float) -> Statement:
    """The sign of life; says again that the run runs, because others may have declared it dead or cancelled."""
    sql = (
        "UPDATE pipeline_run SET last_heartbeat = ?, status = 'running', current_step = '', completed_at = NULL,"
        " cancelled_at = NULL, error_message = NULL WHERE run_id = ?"
    )
    return Statement(sql, (int(now), run))


def run_ends(run: str, state: str, error: str, tokens: int | None, now: float) -> Statement:
    """The last status; the error goes where Wave puts it, and ``rejected`` is a failure for this column."""
    spent = "(SELECT COALESCE(SUM(tokens_used), 0) FROM event_log WHERE run_id = ? AND state = 'step_progress')"
    sql = (
        f"UPDATE pipeline_run SET status = ?, current_step = ?, total_tokens = COALESCE(?, {spent}),"
        " completed_at = ?, cancelled_at = ?, last_heartbeat = ?, error_message = NULL WHERE run_id = ?"
    )
    at, cancelled = int(now), int(now) if state == "cancelled" else None
    status = "failed" if state == "rejected" else state
    return Statement(sql, (status, storable(error), tokens, run, at, cancelled, at, run))


def branch(run: str, name: str) -> Statement:
    """The branch of the worktree in which a run works."""
    return Statement("UPDATE pipeline_run SET branch_name = ? WHERE run_id = ?", (storable(name), run))


def engine_begins(run: str, text: str, now: float) -> Statement:
    """What the executor itself says of the run; Wave writes the run's id as the name, too."""
    row = insert(
        "pipeline_state",
        pipeline_id=run,
        pipeline_name=run,
        status="running",
        input=storable(text, 1_000_000),
        created_at=int(now),
        updated_at=int(now),
    )
    again = "ON CONFLICT (pipeline_id) DO UPDATE SET status = 'running', updated_at = excluded.updated_at"
    return Statement(f"{row.sql} {again}", row.values)


def engine_ends(run: str, state: str, now: float) -> Statement:
    """The executor's last word: it knows no ``cancelled``."""
    sql = "UPDATE pipeline_state SET status = ?, updated_at = ? WHERE pipeline_id = ?"
    return Statement(sql, (_OWNER_STATES.get(state, "failed"), int(now), run))


def cancellation_ends(run: str) -> Statement:
    """The request was obeyed or came too late."""
    return Statement("DELETE FROM cancellation WHERE run_id = ?", (run,))


def step_begins(run: str, step: str, state: str, now: float) -> Statement:
    """running, retrying or reworking: the first start stays, ``retrying`` counts."""
    again = 1 if state == "retrying" else 0
    sql = (
        "INSERT INTO step_state (step_id, pipeline_id, state, retry_count, started_at, error_message)"
        " VALUES (?, ?, ?, ?, ?, '') ON CONFLICT (step_id, pipeline_id) DO UPDATE SET state = excluded.state,"
        " retry_count = retry_count + excluded.retry_count, started_at = COALESCE(started_at, excluded.started_at),"
        " completed_at = NULL, error_message = ''"
    )
    return Statement(sql, (step, run, state, again, int(now)))


def step_ends(run: str, step: str, state: str, note: str, now: float) -> Statement:
    """The last state with its error or note; skipped and rejected steps have no end time."""
    ended = int(now) if state in ("completed", "failed") else None
    sql = (
        "INSERT INTO step_state (step_id, pipeline_id, state, completed_at, error_message) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (step_id, pipeline_id) DO UPDATE SET state = excluded.state,"
        " completed_at = excluded.completed_at, error_message = excluded.error_message"
    )
    return Statement(sql, (step, run, state, ended, storable(note)))


def attempt(run: str, one: Try) -> Statement:
    """One of the two rows of a try: the first when it begins, the second when it ends."""
    return insert(
        "step_attempt",
        run_id=run,
        step_id=one.step,
        attempt=one.number,
        state=one.state,
        error_message=storable(one.error),
        failure_class=one.failure_class,
        duration_ms=milliseconds(one.duration),
        started_at=int(one.started),
        completed_at=None if one.ended is None else int(one.ended),
    )


def metric(run: str, pipeline: str, persona: str, one: Try, tokens: int, artifacts: int) -> Statement:
    """What a persona's try cost; Wave's averages come from here. An adapter's error stands here without its prefix."""
    return insert(
        "performance_metric",
        run_id=run,
        step_id=one.step,
        pipeline_name=pipeline,
        persona=persona,
        started_at=int(one.started),
        completed_at=None if one.ended is None else int(one.ended),
        duration_ms=milliseconds(one.duration),
        tokens_used=tokens,
        files_modified=0,
        artifacts_generated=artifacts,
        memory_bytes=0,
        success=int(one.state == "succeeded"),
        error_message=storable(one.error.removeprefix("adapter execution failed: ")),
    )


def decision(
    run: str, step: str, category: str, said: tuple[str, str], facts: dict[str, Value], now: float
) -> Statement:
    """A choice of the executor: ``said`` is what was decided and why."""
    return insert(
        "decision_log",
        run_id=run,
        step_id=step,
        timestamp=int(now),
        category=category,
        decision=storable(said[0]),
        rationale=storable(said[1]),
        context_json=storable(json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))),
    )


def artifact(run: str, step: str, name: str, path: str, kind: str, size: int, now: float) -> Statement:
    """A file that was registered; each registration is a row of its own."""
    facts: dict[str, Value] = {"path": storable(path), "type": kind, "size_bytes": size, "created_at": int(now)}
    return insert("artifact", run_id=run, step_id=step, name=storable(name), **facts)


def outcome(run: str, step: str, kind: str, label: str, value: str, description: str, now: float) -> Statement:
    """Something that a completed step produced; a file's value is its absolute path."""
    facts: dict[str, Value] = {"value": storable(value), "description": description, "created_at": int(now)}
    return insert("pipeline_outcome", run_id=run, step_id=step, type=kind, label=storable(label), **facts)


def checkpoint(run: str, step: str, index: int, workspace: str, files: str, now: float) -> Statement:
    """Where a completed step can be returned to; ``files`` is the JSON map of all artifacts so far."""
    return replace(
        "checkpoint",
        run_id=run,
        step_id=step,
        step_index=index,
        workspace_path=workspace,
        workspace_commit_sha="",
        artifact_snapshot=files,
        created_at=int(now),
    )


def step_progress(run: str, one: Progress, now: float) -> tuple[Statement, ...]:
    """How far a step is: in Wave's table, which holds one run's row per step name, and in our own per run."""
    facts: dict[str, Value] = {
        "persona": one.persona,
        "state": one.state,
        "progress": one.percent,
        "current_action": storable(one.action, 500),
        "message": storable(one.message, 2_000),
        "started_at": None if one.started is None else int(one.started),
        "updated_at": int(now),
        "estimated_completion_ms": milliseconds(one.eta),
        "tokens_used": one.tokens,
    }
    tables = "step_progress", "wtui_step_progress"
    return tuple(replace(table, step_id=one.step, run_id=run, **facts) for table in tables)


def snapshot(run: str, one: Progress, now: float, phase: str = "") -> Statement:
    """One point of a step's progress over time."""
    return insert(
        "progress_snapshot",
        run_id=run,
        step_id=one.step,
        timestamp=int(now),
        progress=one.percent,
        current_action=storable(one.action, 500),
        estimated_time_ms=milliseconds(one.eta),
        validation_phase=phase or None,
    )


def pipeline_progress(
    run: str, total: int, done: int, index: int, percent: int, eta: float | None, now: float
) -> Statement:
    """How far a run is."""
    return replace(
        "pipeline_progress",
        run_id=run,
        total_steps=total,
        completed_steps=done,
        current_step_index=index,
        overall_progress=percent,
        estimated_completion_ms=milliseconds(eta),
        updated_at=int(now),
    )


def evaluation(
    run: str, pipeline: str, passed: bool, retries: int, failure: str, duration: float, now: float
) -> Statement:
    """How a run that began its steps went; ``failure`` is failure, contract_failure or empty."""
    return replace(
        "pipeline_eval",
        pipeline_name=pipeline,
        run_id=run,
        contract_pass=int(passed),
        retry_count=retries or None,
        failure_class=failure or None,
        duration_ms=milliseconds(duration),
        recorded_at=int(now),
    )
