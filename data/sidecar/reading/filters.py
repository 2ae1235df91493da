"""A run filter as a condition that the sidecar can answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...store.filters import SOURCE, Living, like, states_named, wanted_states
from ...store.queries import Keep
from ...views import RunFilter
from . import queries

_LIVING = frozenset({"running", "pending", "retrying", "lost", "cancelling"})


def living_of(wanted: RunFilter, states: Mapping[int, str]) -> Living:
    """Which of the living runs (number -> effective state) a filter keeps; only a reader can tell their state."""
    chosen, named = wanted_states(wanted), states_named(wanted.text) if wanted.text else frozenset()
    return Living(
        listed(str(no) for no, state in states.items() if state in chosen),
        listed(str(no) for no, state in states.items() if state in named),
    )


def keep_of(wanted: RunFilter, living: Living, hosts: str, *, flat: bool = False) -> Keep:
    """The condition for a filter; a text is looked for in child runs too, which then are listed on their own.

    ``hosts`` lists, as JSON, the runs of the store that are parents of runs here.
    """
    flat = flat or bool(wanted.text)
    conditions, values = [queries.LISTED], dict[str, object]()
    if not flat or wanted.top_level:
        conditions.append(queries.top_level())
        values["hosts"] = hosts
    for condition, more in _parts(wanted, living):
        conditions.append(condition)
        values |= more
    return Keep(" AND ".join(conditions), tuple(values.items()), flat=flat, started=queries.SECOND)


def listed(numbers: Iterable[str]) -> str:
    """A JSON list of what is JSON already."""
    return f"[{','.join(numbers)}]"


def _parts(wanted: RunFilter, living: Living) -> Iterable[tuple[str, dict[str, object]]]:
    if wanted.sources:
        formats = listed(f'"{name}"' for name in wanted.sources if name != SOURCE and name.isalnum())
        yield "+r.format IN (SELECT value FROM json_each(:formats))", {"formats": formats}
    if wanted.pipeline:
        yield "+r.pipeline = :pipeline", {"pipeline": wanted.pipeline}
    if wanted.since is not None:
        yield f"{queries.SECOND} >= :since", {"since": int(wanted.since)}
    if wanted.persona:
        yield "instr(r.personas, :persona) > 0", {"persona": f"\t{wanted.persona}\t"}
    for number, tag in enumerate(wanted.tags):
        yield f"instr(r.tags, :tag{number}) > 0", {f"tag{number}": f"\t{tag}\t"}
    if states := wanted_states(wanted):
        ended = _ended(states)
        yield f"({ended} OR r.no IN (SELECT value FROM json_each(:living)))", {"living": living.wanted}
    if wanted.text:
        yield _matches(wanted.text), {"text": like(wanted.text), "named": living.named}


def _ended(states: frozenset[str]) -> str:
    quoted = ", ".join("'{}'".format(state.replace("'", "''")) for state in sorted(states - _LIVING))
    return f"+r.state IN ({quoted})"


def _matches(text: str) -> str:
    columns = (f"r.{name} LIKE :text ESCAPE '\\'" for name in ("run_id", "pipeline", "input"))
    return f"({' OR '.join([*columns, _ended(states_named(text)), 'r.no IN (SELECT value FROM json_each(:named))'])})"
