"""The runs that event files tell of, as the ingester holds and keeps them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from ..events.fold_state import FoldedRun
from ..sqlite import sqlite3

_HELD = 128
_DECODER = msgspec.json.Decoder(FoldedRun)
_ENCODER = msgspec.json.Encoder()
_NEXT = "SELECT COALESCE(max(no), 0) + 1 FROM event_run"
_SELECT = "SELECT no, folded, folding, mirrored FROM event_run WHERE run_id = ?"
_INSERT = """
INSERT INTO event_run (pipeline, state, input, started, ended, seen, parent, personas, tags, host, pid, folded, folding,
    indexed, mirrored, no, run_id, format)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CASE WHEN ? THEN 0 END, ?, ?, ?, ?)
"""
_UPDATE = """
UPDATE event_run SET pipeline = ?, state = ?, input = ?, started = ?, ended = ?, seen = ?, parent = ?, personas = ?,
    tags = ?, host = ?, pid = ?, folded = ?, folding = ?, indexed = CASE WHEN ? THEN COALESCE(indexed, 0) END,
    mirrored = ?
WHERE no = ?
"""


@dataclass(slots=True)
class HeldRun:
    """A run in memory; ``folding`` is its state in the order of its file while what came last is known ahead.

    ``recorded`` are the tries by step and number of which the duration is kept, ``shown`` time and state of the last
    snapshot.
    """

    no: int
    folded: FoldedRun
    folding: FoldedRun | None
    mirrored: bool
    is_new: bool = False
    recorded: set[tuple[str, int]] = field(default_factory=set)
    shown: tuple[float, str] | None = None

    @property
    def in_order(self) -> FoldedRun:
        """The run as far as it is read in the order of its file."""
        return self.folding or self.folded


class RunKeeper:
    """Runs by id: the ones used last are held, what changed is written before the transaction ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: OrderedDict[str, HeldRun] = OrderedDict()
        self._changed: dict[str, HeldRun] = {}
        self._next: int = connection.execute(_NEXT).fetchone()[0]

    def get(self, run: str, kind: str) -> HeldRun:
        """The run of this id, which is made if need be; say ``change`` to have it kept."""
        held = self._held.get(run)
        if held is None:
            held = self._held[run] = self._load(run) or self._make(run, kind)
        self._held.move_to_end(run)
        return held

    def change(self, held: HeldRun) -> None:
        """Have a run written with the next ``flush``."""
        self._changed[held.folded.id] = held

    @property
    def changed(self) -> tuple[HeldRun, ...]:
        """The runs that the next ``flush`` writes."""
        return tuple(self._changed.values())

    def mark(self, run: str, mirrored: bool) -> None:
        """Note that the store has a run, or has it no more, if it is held."""
        held = self._held.get(run)
        if held:
            held.mirrored = mirrored

    def flush(self) -> None:
        """Write what changed, inside the caller's transaction, and let go of runs that were not used for long."""
        changed = self._changed.values()
        new = [(*_row(held), held.folded.id, held.folded.format) for held in changed if held.is_new]
        self._connection.executemany(_INSERT, new)
        self._connection.executemany(_UPDATE, [_row(held) for held in changed if not held.is_new])
        for held in changed:
            held.is_new = False
        self._changed.clear()
        while len(self._held) > _HELD:
            self._held.popitem(last=False)

    def _load(self, run: str) -> HeldRun | None:
        row = self._connection.execute(_SELECT, (run,)).fetchone()
        if row is None:
            return None
        no, folded, folding, mirrored = row
        held = HeldRun(no, _DECODER.decode(folded), _DECODER.decode(folding) if folding else None, bool(mirrored))
        known = held.in_order
        held.shown = None if known.seen is None else (known.seen, known.state)
        held.recorded.update(
            (step.id, attempt.number)
            for step in known.steps.values()
            for attempt in step.attempts
            if attempt.ended is not None
        )
        return held

    def _make(self, run: str, kind: str) -> HeldRun:
        self._next += 1
        return HeldRun(self._next - 1, FoldedRun(run, kind), None, mirrored=False, is_new=True)


def copied(run: FoldedRun) -> FoldedRun:
    """An independent copy."""
    return _DECODER.decode(_ENCODER.encode(run))


def _row(held: HeldRun) -> tuple[object, ...]:
    run, folding = held.folded, held.folding
    personas = dict.fromkeys(step.persona for step in run.steps.values() if step.persona)
    return (
        *(run.pipeline, run.state, run.input, run.started, run.ended, run.seen, run.parent),
        *(_words(personas), _words(run.tags), run.host, run.pid),
        _ENCODER.encode(run),
        _ENCODER.encode(folding) if folding else None,
        folding is not None,
        int(held.mirrored),
        held.no,
    )


def _words(words: Iterable[str]) -> str:
    listed = tuple(words)
    return "\t".join(("", *listed, "")) if listed else ""
