"""A run filter as a condition that the store can answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..states import ATTENTION, Word, word
from ..views import RunFilter
from .queries import Keep, top_level
from .schema import Schema

_WORDS = ["pending", "running", "completed", "completed_empty", "failed", "rejected", "cancelled", "cancelling", "lost"]
_LIVING = frozenset({"running", "pending", "lost", "cancelling"})
_HEARD = 60
SOURCE = "store"
"""The source that every run of a store is known from."""


@dataclass(frozen=True, slots=True)
class Living:
    """Row ids, as JSON lists, of living runs whose effective state is asked for, and whose state the text names."""

    wanted: str = "[]"
    named: str = "[]"


def living_of(wanted: RunFilter, states: Mapping[int, str]) -> Living:
    """Which of the living runs (row id -> effective state) a filter keeps; only a reader can tell their state."""
    chosen, named = wanted_states(wanted), states_named(wanted.text) if wanted.text else frozenset()
    return Living(
        _listed(rowid for rowid, state in states.items() if state in chosen),
        _listed(rowid for rowid, state in states.items() if state in named),
    )


def keep_of(schema: Schema, wanted: RunFilter, living: Living, *, flat: bool = False, known: str = "[]") -> Keep:
    """The condition for a filter; a text is looked for in child runs too, which then are listed on their own.

    ``known`` lists, as JSON, the ids of runs that are known from the filter's sources beside the store.
    """
    flat = flat or bool(wanted.text)
    conditions = [] if flat and not wanted.top_level else [top_level(schema)]
    started = schema.column("pipeline_run", "r", "started_at", "r.rowid")
    values: dict[str, object] = {}
    if wanted.pipeline:
        conditions.append(f"+{schema.column('pipeline_run', 'r', 'pipeline_name')} = :pipeline")
        values["pipeline"] = wanted.pipeline
    if wanted.since is not None:
        conditions.append(f"{started} >= :since")
        values["since"] = int(wanted.since)
    states = wanted_states(wanted)
    if states:
        conditions.append(_in_states(schema, states))
        values["living"] = living.wanted
    if wanted.sources and SOURCE not in wanted.sources:
        conditions.append("+r.run_id IN (SELECT value FROM json_each(:known))")
        values["known"] = known
    if wanted.persona:
        conditions.append(_with_persona(schema))
        values["persona"] = wanted.persona
    for number, tag in enumerate(wanted.tags):
        conditions.append(_with_tag(schema, f"tag{number}"))
        values[f"tag{number}"] = tag
    if wanted.text:
        conditions.append(_matches(schema, wanted.text))
        values["text"] = like(wanted.text)
        values["named"] = living.named
    return Keep(" AND ".join(conditions) or "1", tuple(values.items()), flat=flat, started=started)


def wanted_states(wanted: RunFilter) -> frozenset[str]:
    """Effective states that a filter asks for, empty for all."""
    chosen = frozenset(wanted.states)
    if wanted.attention:
        return chosen & ATTENTION if chosen else ATTENTION
    return chosen


def states_named(text: str) -> frozenset[str]:
    """Effective states that a text means: part of their name, or the word on the screen."""
    part = text.strip().lower()
    return frozenset(state for state in _WORDS if part in state or _screen(state) == part)


def like(text: str) -> str:
    """A LIKE pattern (ESCAPE backslash) for any place in a text."""
    for character in ("\\", "%", "_"):
        text = text.replace(character, "\\" + character)
    return f"%{text}%"


def _listed(numbers: Iterable[int]) -> str:
    """A JSON list, which SQLite takes apart again."""
    return f"[{','.join(map(str, numbers))}]"


def _screen(state: str) -> str:
    found: Word | None = word(state)
    return found.value.lower() if found else ""


def _in_states(schema: Schema, states: frozenset[str]) -> str:
    ended = _ended(schema, states - _LIVING)
    return f"({ended} OR r.rowid IN (SELECT value FROM json_each(:living)))"


def _ended(schema: Schema, states: frozenset[str]) -> str:
    """Runs that have ended in one of these effective states, by stored word, engine state and cancel request."""
    requested = rejected = "0"
    if schema.has("cancellation", "run_id"):
        requested = "EXISTS (SELECT 1 FROM cancellation c WHERE c.run_id = r.run_id)"
    if schema.has("pipeline_state", "status"):
        rejected = "coalesce((SELECT p.status = 'rejected' FROM pipeline_state p WHERE p.pipeline_id = r.run_id), 0)"
    parts = []
    for state in sorted(states):
        if state == "failed":
            parts.append(f"+r.status = 'failed' AND NOT {requested} AND NOT {rejected}")
        elif state == "cancelled":
            parts.append(f"+r.status = 'cancelled' OR (+r.status = 'failed' AND {requested} AND NOT {rejected})")
        elif state == "rejected":
            parts.append(f"+r.status IN ('failed', 'running') AND {rejected}")
        else:
            parts.append("+r.status = '{}'".format(state.replace("'", "''")))
    return f"({' OR '.join(f'({part})' for part in parts)})" if parts else "0"


def _with_persona(schema: Schema) -> str:
    """Runs of which a step was done by :persona: by what steps cost, else by the ends of the log."""
    found = []
    if schema.has("performance_metric", "persona"):
        found.append("EXISTS (SELECT 1 FROM performance_metric m WHERE m.run_id = r.run_id AND m.persona = :persona)")
    if schema.has("event_log", "persona"):
        said = "SELECT e.persona AS persona FROM event_log e WHERE e.run_id = r.run_id ORDER BY e.rowid"
        found += [
            f"EXISTS (SELECT 1 FROM ({said}{order} LIMIT {_HEARD}) heard WHERE heard.persona = :persona)"
            for order in ("", " DESC")
        ]
    return f"({' OR '.join(found)})" if found else "0"


def _with_tag(schema: Schema, name: str) -> str:
    """Runs that carry the tag :name; hardly any run has tags, and not everything in their column is JSON."""
    if not schema.has("pipeline_run", "tags_json"):
        return "0"
    tags = "CASE WHEN json_valid(r.tags_json) THEN r.tags_json ELSE '[]' END"
    return (
        f"(+r.tags_json NOT IN ('', '[]') AND EXISTS (SELECT 1 FROM json_each({tags}) tag WHERE tag.value = :{name}))"
    )


def _matches(schema: Schema, text: str) -> str:
    """Id, pipeline, input, a foreign state word, or the effective state by its name."""
    columns = ("run_id", "pipeline_name", "input")
    found = [f"{schema.column('pipeline_run', 'r', name)} LIKE :text ESCAPE '\\'" for name in columns]
    words = ", ".join(f"'{state}'" for state in _WORDS)
    # The pattern first: hardly any run fits it, and comparing with nine words costs more than the other columns.
    found.append(f"(r.status LIKE :text ESCAPE '\\' AND r.status NOT IN ({words}))")
    states = states_named(text) - _LIVING
    if states:
        found.append(_ended(schema, states))
    found.append("r.rowid IN (SELECT value FROM json_each(:named))")
    return f"({' OR '.join(found)})"
