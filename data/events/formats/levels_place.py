"""Where in its operation a record of a levels file belongs."""

from __future__ import annotations

from ...reporting.places import part
from .levels_record import LevelsRecord

OPERATION, SETLIST = "operation", "setlist"
_OUTERMOST = frozenset({"", OPERATION, SETLIST})
_NAMED = ("song", "action", "block")


def path_of(record: LevelsRecord) -> tuple[str, ...]:
    """The ids from the first level down to the record's, () for the operation itself.

    A setlist event says no path: it names the song, action and block around its level, and those names are the ids.
    """
    if record.path is not None:
        return tuple(map(part, record.path))
    level = record.level or ""
    if level in _OUTERMOST and (level or record.level_id is None):
        return ()
    around = _NAMED[: _NAMED.index(level)] if level in _NAMED else _NAMED
    names = [name for each in around if (name := _name(record, each))]
    own = _name(record, level) or ("" if record.level_id is None else str(record.level_id)) or level
    return tuple(map(part, (*names, own)))


def name_of(record: LevelsRecord) -> str:
    """What people call the record's level, "" where only its id is known."""
    own = _name(record, record.level or "") if record.path is None else ""
    return own or record.name or (record.setlist_name if not path_of(record) else "") or ""


def _name(record: LevelsRecord, level: str) -> str:
    return {"song": record.song_name, "action": record.action_name, "block": record.block_name}.get(level) or ""
