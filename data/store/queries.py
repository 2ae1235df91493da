"""Every statement that is asked again and again, as text made for the columns that a store has.

Parameters are named. Top-level runs come by the index on started_at with the row id as tie-break, children by the
index on parent_run_id, events by the index on run_id: nothing is sorted, nothing is scanned without a limit.
CROSS JOIN keeps the planner from turning a loop around. A limit is written as a sum, because SQLite looks at a
parameter that stands there alone, and prepares the statement again whenever it is bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..states import ERRORS, WARNINGS
from .schema import Schema
from .select import RUN_WIDTH, event_columns, run_columns

CHILDREN = 500
FAILED = 2_000
COUNTED = 100_000
TAIL = 2_000
CHUNK = 20_000
SEARCHED = 50_000

PAGE, LIVING, NUMBERS = 0, 1, 2


_ORPHAN = "+r.parent_run_id = r.run_id OR NOT EXISTS (SELECT 1 FROM pipeline_run q WHERE q.run_id = r.parent_run_id)"


@dataclass(frozen=True, slots=True)
class Keep:
    """A condition on runs ``r`` and its parameters, and the column that orders them.

    ``flat`` lists children on their own.
    """

    condition: str
    values: tuple[tuple[str, object], ...] = ()
    flat: bool = False
    started: str = "r.started_at"


def top_level(schema: Schema) -> str:
    """True for runs that have no parent run, or that resume one; a parent that is not in the store is none."""
    if not schema.has("pipeline_run", "parent_run_id"):
        return "1"
    resumed = " OR +r.run_kind = 'resume'" if schema.has("pipeline_run", "run_kind") else ""
    return f"(+r.parent_run_id IS NULL OR +r.parent_run_id = ''{resumed} OR {_ORPHAN})"


@lru_cache(64)
def runs_page(schema: Schema, keep: Keep, *, anchored: bool = False, bottom: bool = False) -> str:
    """A page of runs with their children, all living runs, and the numbers of runs in the store."""
    run = run_columns(schema)
    living = " UNION ALL ".join([_newest("running", 300), _newest("pending", 100), _just_cancelled(schema)])
    seeds = "SELECT id, run_id, 0 FROM page"
    if anchored:
        seeds += " UNION ALL SELECT id, run_id, 0 FROM lead"
    return (
        f"WITH RECURSIVE {_pages(keep, anchored, bottom)}, "
        f"tree(id, run_id, depth) AS ({seeds}{'' if keep.flat else children_of(schema)}) "
        f"SELECT {PAGE}, tree.depth, {run} FROM tree CROSS JOIN pipeline_run r ON r.rowid = tree.id "
        f"UNION ALL SELECT {LIVING}, 0, {run} FROM ({living}) living CROSS JOIN pipeline_run r ON r.rowid = living.id "
        f"UNION ALL SELECT {NUMBERS}, 0, {_numbers(schema)}"
    )


def count_runs(keep: Keep) -> str:
    """How many runs match, at most COUNTED."""
    return f"SELECT count(*) FROM (SELECT 1 FROM pipeline_run r WHERE {keep.condition} LIMIT {COUNTED})"


def count_above(keep: Keep) -> str:
    """How many matching runs stand before the place :after_started, :after, at most COUNTED."""
    where = f"{keep.condition} AND ({keep.started}, r.rowid) > (:after_started, :after)"
    return f"SELECT count(*) FROM (SELECT 1 FROM pipeline_run r WHERE {where} LIMIT {COUNTED})"


def count_between(keep: Keep) -> str:
    """How many matching runs stand before the place :after_started, :after and not before :to_started, :to."""
    place = f"({keep.started}, r.rowid)"
    where = f"{keep.condition} AND {place} > (:after_started, :after) AND {place} <= (:to_started, :to)"
    return f"SELECT count(*) FROM (SELECT 1 FROM pipeline_run r WHERE {where} LIMIT {COUNTED})"


def count_orphans() -> str:
    """Runs whose parent run is not in the store (any more)."""
    where = f"r.parent_run_id > '' AND ({_ORPHAN})"
    return f"SELECT count(*) FROM (SELECT 1 FROM pipeline_run r WHERE {where} LIMIT {COUNTED})"


def count_failed(schema: Schema) -> str:
    """Failed top-level runs among the newest 2000 failed ones, without those cancelled or resumed."""
    conditions = [top_level(schema), "r.run_id NOT IN (SELECT value FROM json_each(:forked))"]
    if schema.has("cancellation", "run_id"):
        conditions.append("NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.run_id = r.run_id)")
    if schema.resumes():
        conditions.append(
            "NOT EXISTS (SELECT 1 FROM pipeline_run k WHERE k.parent_run_id = r.run_id AND +k.run_kind = 'resume')"
        )
    return (
        f"SELECT count(*) FROM ({_newest('failed', FAILED)}) failed CROSS JOIN pipeline_run r ON r.rowid = failed.id "
        f"WHERE {' AND '.join(conditions)}"
    )


def new_events(schema: Schema) -> str:
    """Events of all runs after row id :last, oldest first."""
    return f"SELECT {event_columns(schema)} FROM event_log e WHERE e.rowid > :last ORDER BY e.rowid LIMIT {TAIL}"


def run_events(schema: Schema) -> str:
    """Events of run :run after row id :last, oldest first, :limit at most."""
    return (
        f"SELECT {event_columns(schema)} FROM event_log e WHERE e.run_id = :run AND e.rowid > :last "
        "ORDER BY e.rowid LIMIT 0 + :limit"
    )


def newest_event() -> str:
    """The newest row id of the log and who wrote it: a fingerprint of the file's content."""
    return "SELECT max(e.rowid) FROM event_log e"


def forks() -> str:
    """Runs with a row id above :above up to :to that were forked from another one, newest first."""
    return (
        "SELECT r.forked_from_run_id, r.run_id FROM pipeline_run r WHERE r.rowid > :above AND r.rowid <= :to "
        "AND r.forked_from_run_id <> '' ORDER BY r.rowid DESC LIMIT 5000"
    )


@lru_cache(64)
def window(
    schema: Schema, *, step: bool, text: bool, newer: bool, persona: bool = False, levels: tuple[str, ...] = ()
) -> str:
    """Events of :run between :low and :high, newest first (``newer``: oldest first), :rows at most.

    ``levels`` are severities; a store states none, so that states tell them.
    """
    order = "ASC" if newer else "DESC"
    where = "e.run_id = :run AND e.rowid BETWEEN :low AND :high"
    if step:
        where += f" AND {schema.column('event_log', 'e', 'step_id')} = :step"
    source = f"SELECT {event_columns(schema)} FROM event_log e WHERE {where} ORDER BY e.rowid {order}"
    kept = [_of_levels(levels)] if levels else []
    if persona:
        kept.append("persona = :persona")
    if text:
        match = " OR ".join(f"{name} LIKE :text ESCAPE '\\'" for name in ("message", "state", "step", "persona"))
        kept.append(f"({match})")
    if not kept:
        return f"{source} LIMIT 0 + :rows"
    names = "id, run, time, step, state, persona, message, tokens, took, model, adapter, progress"
    keep = " AND ".join(kept)
    return f"WITH near({names}) AS ({source} LIMIT {SEARCHED}) SELECT * FROM near WHERE {keep} LIMIT 0 + :rows"


def _of_levels(levels: tuple[str, ...]) -> str:
    parts = {
        "error": f"state IN ({_quoted(ERRORS)})",
        "warn": f"state IN ({_quoted(WARNINGS)})",
        "info": f"coalesce(state, '') NOT IN ({_quoted(ERRORS | WARNINGS)})",
    }
    return f"({' OR '.join(parts[level] for level in levels if level in parts) or '0'})"


def _quoted(words: frozenset[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


def _key(keep: Keep) -> str:
    started = keep.started.replace("r.", "k.")
    return (
        f"coalesce((SELECT {started} FROM pipeline_run k WHERE k.run_id = :anchor), :started), "
        "coalesce((SELECT k.rowid FROM pipeline_run k WHERE k.run_id = :anchor), :tie)"
    )


def _pages(keep: Keep, anchored: bool, bottom: bool) -> str:
    source = f"SELECT r.rowid, r.run_id FROM pipeline_run r WHERE {keep.condition}"
    down, up = f"ORDER BY {keep.started} DESC, r.rowid DESC", f"ORDER BY {keep.started}, r.rowid"
    if bottom:
        return f"page(id, run_id) AS MATERIALIZED ({source} {up} LIMIT 0 + :rows)"
    if not anchored:
        return f"page(id, run_id) AS MATERIALIZED ({source} {down} LIMIT 0 + :rows)"
    place = f"({keep.started}, r.rowid)"
    return (
        f"page(id, run_id) AS MATERIALIZED ({source} AND {place} <= ({_key(keep)}) {down} LIMIT 0 + :rows), "
        f"lead(id, run_id) AS MATERIALIZED ({source} AND {place} > ({_key(keep)}) {up} LIMIT 0 + :before)"
    )


def children_of(schema: Schema) -> str:
    if not schema.has("pipeline_run", "parent_run_id"):
        return ""
    kind = "AND +k.run_kind <> 'resume' " if schema.has("pipeline_run", "run_kind") else ""
    return (
        " UNION ALL SELECT k.rowid, k.run_id, tree.depth + 1 FROM tree CROSS JOIN pipeline_run k "
        f"ON k.parent_run_id = tree.run_id WHERE tree.depth < 8 {kind}LIMIT {CHILDREN}"
    )


def _newest(state: str, limit: int) -> str:
    newest = f"SELECT rowid AS id FROM pipeline_run WHERE status = '{state}' ORDER BY rowid DESC LIMIT {limit}"
    return f"SELECT id FROM ({newest})"


def _just_cancelled(schema: Schema) -> str:
    """Runs cancelled a moment ago, whose process may still work; :recent is the moment."""
    times = [schema.column("pipeline_run", "x", name) for name in ("last_heartbeat", "cancelled_at", "completed_at")]
    recent = " OR ".join(f"{time} >= :recent" for time in times)
    return f"SELECT n.id FROM ({_newest('cancelled', 20)}) n CROSS JOIN pipeline_run x ON x.rowid = n.id WHERE {recent}"


def _numbers(schema: Schema) -> str:
    children = "0"
    if schema.has("pipeline_run", "parent_run_id"):
        children = "(SELECT count(*) FROM pipeline_run WHERE parent_run_id > '')"
    if children != "0" and schema.has("pipeline_run", "run_kind"):
        children += " - (SELECT count(*) FROM pipeline_run WHERE run_kind = 'resume' AND run_kind <> '')"
    requests = "(SELECT count(*) FROM cancellation)" if schema.has("cancellation", "run_id") else "0"
    numbers = (
        "(SELECT count(*) FROM pipeline_run)",
        children,
        "(SELECT count(*) FROM pipeline_run WHERE status = 'failed')",
        requests,
        "(SELECT max(rowid) FROM pipeline_run)",
    )
    return ", ".join([*numbers, *["NULL"] * (RUN_WIDTH - len(numbers))])
