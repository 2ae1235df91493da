"""A whole progress state (data model 002): an operation with its overall level and nested levels in one object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from msgspec import structs

from ..facts import Fact, NoteFact
from .fields import brief
from .lenient import fitted
from .levels_facts import record_facts
from .levels_record import LevelsRecord
from .levels_rules import broken
from .moments import moment

_DEEPEST = 50
_MOST = 5_000
_SAID = ("status", "current", "total", "percentage", "message", "started_at", "completed_at", "error", "metadata")
_NESTED = ("overall", "levels")


@dataclass(frozen=True, slots=True)
class _Place:
    """A level's own object, the key under which it stands and the ids above it."""

    key: str
    raw: object
    above: tuple[str, ...]


def is_state(record: LevelsRecord) -> bool:
    """True for a record that holds levels."""
    return record.overall is not None or record.levels is not None


def state_facts(record: LevelsRecord) -> tuple[Fact, ...]:
    """The operation and every level in it, each level after the one above it, with what is odd about them."""
    whole, notes = outermost(record)
    found: list[Fact] = [*record_facts(whole), *broken(whole), *notes]
    for place in _places(record.levels):
        found += _level_facts(place, whole)
    return tuple(found)


def outermost(record: LevelsRecord) -> tuple[LevelsRecord, tuple[NoteFact, ...]]:
    """The operation as a record of its own: its overall level says what it does not say itself."""
    overall = record.overall if isinstance(record.overall, dict) else {}
    said = {name: overall[name] for name in (*_SAID, "name") if overall.get(name) is not None}
    own = {name: value for name, value in structs.asdict(record).items() if value is not None and name not in _NESTED}
    time = record.timestamp if record.timestamp is not None else _latest(record)
    return fitted(LevelsRecord, {**said, **own, "path": [], "timestamp": time})


def _level_facts(place: _Place, whole: LevelsRecord) -> Iterator[Fact]:
    if not isinstance(place.raw, dict):
        step = place.above[0] if place.above else ""
        yield NoteFact(f"level {place.key}", f"is {brief(place.raw)}, no object", step, place.above[1:])
        return
    path = [*place.above, _id(place)]
    said = {name: place.raw[name] for name in (*_SAID, "name") if place.raw.get(name) is not None}
    around = {"operation_id": whole.operation_id, "operation_type": whole.operation_type, "timestamp": whole.timestamp}
    record, notes = fitted(LevelsRecord, {**around, **said, "path": path, "level": place.raw.get("level_type")})
    yield from record_facts(record)[1:]
    yield from broken(record)
    yield from (NoteFact(note.subject, note.text, path[0], tuple(path[1:])) for note in notes)


def _places(levels: object) -> Iterator[_Place]:
    """Every level, parents before children, siblings in their order; beyond the bounds none."""
    waiting = _below(levels, ())
    count = 0
    while waiting and count < _MOST:
        place = waiting.pop(0)
        count += 1
        yield place
        if isinstance(place.raw, dict) and len(place.above) < _DEEPEST:
            waiting = _below(place.raw.get("children"), (*place.above, _id(place))) + waiting


def _below(levels: object, above: tuple[str, ...]) -> list[_Place]:
    if levels is None or levels == {}:
        return []
    if not isinstance(levels, dict):
        return [_Place("list", levels, above)]
    return [_Place(str(key), raw, above) for key, raw in levels.items()]


def _id(place: _Place) -> str:
    named = place.raw.get("level_id") if isinstance(place.raw, Mapping) else None
    return str(named) if isinstance(named, str | int) and named != "" else place.key


def _latest(record: LevelsRecord) -> str | None:
    """The newest time that is mentioned: a state has none of its own."""
    raws = [structs.asdict(record), record.overall, *(place.raw for place in _places(record.levels))]
    stamps = [raw.get(name) for raw in raws if isinstance(raw, dict) for name in ("started_at", "completed_at")]
    times = [(time, stamp) for stamp in stamps if isinstance(stamp, str) and (time := moment(stamp)) is not None]
    return max(times)[1] if times else None
