"""The statement that asks for everything about one run but its events."""

from __future__ import annotations

from functools import lru_cache

from .queries import children_of
from .schema import Schema
from .select import RUN_WIDTH, artifact_columns, attempt_columns, run_columns, step_columns

DETAIL = 2_000

RUN, ORIGIN, STEP, ATTEMPT, ARTIFACT, OUTCOME, ESTIMATE = range(7)


@lru_cache(8)
def detail(schema: Schema) -> str:
    """Everything about run :run but its events: itself, children, origins, steps, tries, artifacts, outcomes, ETA."""
    run = run_columns(schema)
    parts = [
        f"SELECT {RUN}, tree.depth, {run} FROM tree CROSS JOIN pipeline_run r ON r.rowid = tree.id",
        f"SELECT {ORIGIN}, chain.depth, {run} FROM chain CROSS JOIN pipeline_run r ON r.rowid = chain.id "
        "WHERE chain.depth > 0",
        *_parts_of_steps(schema),
    ]
    return f"WITH RECURSIVE {_family(schema)} {' UNION ALL '.join(parts)}"


def _family(schema: Schema) -> str:
    itself = "SELECT rowid, run_id, 0 FROM pipeline_run WHERE run_id = :run"
    origins = [
        f"nullif(r.{name}, ''){kind}"
        for name, kind in (("forked_from_run_id", ""), ("parent_run_id", " AND r.run_kind = 'resume'"))
        if schema.has("pipeline_run", name) and schema.has("pipeline_run", "run_kind")
    ]
    chain = "".join(
        " UNION ALL SELECT o.rowid, o.run_id, chain.depth + 1 FROM chain "
        "CROSS JOIN pipeline_run r ON r.rowid = chain.id "
        f"JOIN pipeline_run o ON o.run_id = {origin} WHERE chain.depth < 8"
        for origin in origins
    )
    return (
        f"tree(id, run_id, depth) AS ({itself}{children_of(schema)}), "
        f"chain(id, run_id, depth) AS ({itself}{chain}{' LIMIT 20' if chain else ''})"
    )


def _parts_of_steps(schema: Schema) -> list[str]:
    parts = []
    if schema.has("step_state", "pipeline_id"):
        columns = _padded(step_columns(schema), 8)
        parts += [
            f"SELECT {STEP}, s.rowid, {columns} FROM tree CROSS JOIN step_state s ON s.pipeline_id = tree.run_id",
            f"SELECT {STEP}, s.rowid, {columns} FROM chain CROSS JOIN step_state s ON s.pipeline_id = chain.run_id "
            "WHERE chain.depth > 0",
        ]
    for kind, table, columns in (
        (ATTEMPT, "step_attempt", _padded(attempt_columns(schema), 10)),
        (ARTIFACT, "artifact", _padded(artifact_columns(schema), 7)),
    ):
        if schema.has(table, "run_id"):
            parts.append(
                f"SELECT * FROM (SELECT {kind}, a.rowid, {columns} FROM chain "
                f"CROSS JOIN {table} a ON a.run_id = chain.run_id LIMIT {DETAIL})"
            )
    if schema.has("pipeline_outcome", "run_id"):
        columns = _padded(schema.pick("pipeline_outcome", "a", "step_id", "type", "label", "value"), 4)
        parts.append(
            f"SELECT * FROM (SELECT {OUTCOME}, a.rowid, {columns} FROM pipeline_outcome a WHERE a.run_id = :run "
            f"LIMIT {DETAIL})"
        )
    if schema.has("pipeline_progress", "run_id"):
        columns = _padded(schema.pick("pipeline_progress", "p", "estimated_completion_ms", "updated_at"), 2)
        parts.append(f"SELECT {ESTIMATE}, p.rowid, {columns} FROM pipeline_progress p WHERE p.run_id = :run")
    return parts


def _padded(columns: str, count: int) -> str:
    return ", ".join([columns, *["NULL"] * (RUN_WIDTH - count)])
