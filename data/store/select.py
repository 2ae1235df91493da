"""The columns that every reader of runs, events, steps, attempts and artifacts asks for, made from what is there."""

from __future__ import annotations

from .schema import Schema

CHARACTERS = 16_384
SEPARATOR = "\x1f"
NESTED = "\x1e"
_OWN = [
    "current_step",
    "total_tokens",
    "started_at",
    "completed_at",
    "cancelled_at",
    "error_message",
    "tags_json",
    "branch_name",
    "pid",
    "parent_run_id",
    "parent_step_id",
    "forked_from_run_id",
    "last_heartbeat",
    "iterate_index",
    "iterate_total",
    "iterate_mode",
    "run_kind",
    "sub_pipeline_ref",
]
RUN_WIDTH = 5 + len(_OWN) + 11
_FINISHED = "('completed', 'completed_empty')"


def run_columns(schema: Schema) -> str:
    """The SELECT list of a run ``r`` with what other tables say of it; rows.RunRow names the order."""
    parts = [
        "r.rowid",
        schema.pick("pipeline_run", "r", "run_id", "pipeline_name", "status"),
        f"substr({schema.column('pipeline_run', 'r', 'input')}, 1, {CHARACTERS})",
        schema.pick("pipeline_run", "r", *_OWN),
        _engine_state(schema),
        _request(schema, "requested_at"),
        _request(schema, "force"),
        _parent_state(schema),
        *_from_events(schema),
        _done(schema),
        _resumed_as(schema),
    ]
    return ", ".join(parts)


def event_columns(schema: Schema) -> str:
    """The SELECT list of an event ``e``; rows.EventRow names the order."""
    names = "tokens_used", "duration_ms", "model", "adapter", "progress"
    return (
        f"e.rowid, e.run_id, {schema.pick('event_log', 'e', 'timestamp', 'step_id', 'state', 'persona')}, "
        f"substr({schema.column('event_log', 'e', 'message')}, 1, {CHARACTERS}), "
        f"{schema.pick('event_log', 'e', *names)}"
    )


def step_columns(schema: Schema) -> str:
    """The SELECT list of a step_state row ``s``; rows.StepRow names the order."""
    names = "state", "retry_count", "started_at", "completed_at", "error_message", "visit_count"
    return f"s.pipeline_id, s.step_id, {schema.pick('step_state', 's', *names)}"


def attempt_columns(schema: Schema) -> str:
    """The SELECT list of a step_attempt row ``a``; rows.AttemptRow names the order."""
    names = "state", "error_message", "failure_class", "tokens_used", "duration_ms", "started_at", "completed_at"
    return f"a.run_id, a.step_id, {schema.pick('step_attempt', 'a', 'attempt', *names)}"


def artifact_columns(schema: Schema) -> str:
    """The SELECT list of an artifact row ``a`` after its row id."""
    names = "name", "path", "type", "size_bytes", "created_at"
    return f"a.run_id, a.step_id, {schema.pick('artifact', 'a', *names)}"


def _engine_state(schema: Schema) -> str:
    if not schema.has("pipeline_state", "status"):
        return "NULL"
    return "(SELECT p.status FROM pipeline_state p WHERE p.pipeline_id = r.run_id)"


def _request(schema: Schema, column: str) -> str:
    if not schema.has("cancellation", "run_id"):
        return "NULL"
    return f"(SELECT {schema.column('cancellation', 'c', column)} FROM cancellation c WHERE c.run_id = r.run_id)"


def _parent_state(schema: Schema) -> str:
    if not schema.has("pipeline_run", "parent_run_id"):
        return "NULL"
    return "(SELECT q.status FROM pipeline_run q WHERE q.run_id = r.parent_run_id)"


def _from_events(schema: Schema) -> tuple[str, ...]:
    """What the run announced, newest time, newest step, "was rejected" and tokens spent: all from the log's ends.

    Before its own first event a run's log can hold who asked for it.
    """
    if not schema.has("event_log", "run_id"):
        return ("NULL",) * 5
    events = "FROM event_log e WHERE e.run_id = r.run_id ORDER BY e.rowid"
    message, time, step, state, tokens = (
        schema.column("event_log", "e", name) for name in ("message", "timestamp", "step_id", "state", "tokens_used")
    )
    total = schema.column("pipeline_run", "r", "total_tokens")
    return (
        f"(SELECT message FROM (SELECT {message} AS message, {state} AS state {events} LIMIT 4) "
        "WHERE state = 'started' LIMIT 1)",
        f"(SELECT {time} {events} DESC LIMIT 1)",
        f"CASE WHEN r.status NOT IN {_FINISHED} THEN (SELECT step FROM (SELECT {step} AS step {events} DESC LIMIT 40) "
        "WHERE step <> '' LIMIT 1) END",
        f"CASE WHEN r.status IN ('failed', 'running') THEN EXISTS (SELECT 1 FROM (SELECT {state} AS state {events} "
        "DESC LIMIT 12) WHERE state = 'rejected') END",
        f"CASE WHEN r.status IN ('failed', 'cancelled') AND coalesce({total}, 0) = 0 THEN (SELECT sum(tokens) "
        f"FROM (SELECT {state} AS state, {tokens} AS tokens {events} DESC LIMIT 2000) "
        "WHERE state = 'step_progress') END",
    )


def _done(schema: Schema) -> str:
    """Ids of finished steps; one that never began is marked: steps inside a loop are finished without a start."""
    if not schema.has("step_state", "pipeline_id"):
        return "NULL"
    started = schema.column("step_state", "s", "started_at")
    return (
        f"(SELECT group_concat(s.step_id || iif({started} IS NULL, char(30), ''), char(31)) FROM step_state s "
        f"WHERE s.pipeline_id = r.run_id AND {schema.column('step_state', 's', 'state')} IN {_FINISHED})"
    )


def _resumed_as(schema: Schema) -> str:
    if not schema.resumes():
        return "NULL"
    return (
        "CASE WHEN r.status <> 'completed' THEN (SELECT k.run_id FROM pipeline_run k "
        "WHERE k.parent_run_id = r.run_id AND +k.run_kind = 'resume' ORDER BY k.rowid DESC LIMIT 1) END"
    )
