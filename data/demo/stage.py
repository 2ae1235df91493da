"""The runs that are being played now, and what of them is due."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path
from random import Random

from ..sqlite import sqlite3
from .rows import Change, apply, heartbeat, interrupt
from .script import GOOD, Fate, Script, write_script
from .shapes import INPUTS, shape

_BEGUN_BEFORE = (32.0, 14.0, 3.0)
"""How many seconds ago the first runs began, so that there is something to see at once."""

_AT_ONCE = 3
_PAUSE = (6.0, 14.0)
_BEAT = 30.0
_POLL = 2.0


class _Live:
    """A script with the place up to which it has happened."""

    def __init__(self, script: Script, now: float) -> None:
        self.script = script
        self.place = 0
        self.beaten = now

    def due(self, now: float) -> tuple[Change, ...]:
        found = self.script.changes[self.place :]
        return tuple(change for change in found if change.at <= now)


class Stage:
    """Starts runs, makes their changes when these are due, beats their hearts and obeys cancel requests."""

    def __init__(self, connection: sqlite3.Connection, root: Path, seed: int | None, now: float) -> None:
        self._connection = connection
        self._root = root
        self._rng = Random(seed)
        self._turns = count()
        self._live = [self._write(now - ago) for ago in _BEGUN_BEFORE]
        self._next_start = now + self._rng.uniform(*_PAUSE)
        self._next_poll = now + _POLL

    def tick(self, now: float) -> None:
        """Let happen what is due; a store that is locked is tried again with the next tick."""
        try:
            self._tick(now)
        except sqlite3.OperationalError as error:
            print(f"will try again: {error}", file=sys.stderr, flush=True)

    def cancel_all(self, now: float) -> None:
        """End every run as an interrupted process does."""
        for live in self._live:
            apply(self._connection, self._root, _cancelled(live.script, now))
        self._live = []

    def _tick(self, now: float) -> None:
        if len(self._live) < _AT_ONCE and now >= self._next_start:
            self._live.append(self._write(now))
            self._next_start = now + self._rng.uniform(*_PAUSE)
        for live in self._live:
            self._advance(live, now)
        self._live = [live for live in self._live if live.place < len(live.script.changes)]
        if now >= self._next_poll:
            self._next_poll = now + _POLL
            self._obey(now)

    def _advance(self, live: _Live, now: float) -> None:
        due = live.due(now)
        beats = (heartbeat(now, live.script.run),) if now - live.beaten >= _BEAT else ()
        if due or beats:
            apply(self._connection, self._root, (*due, *beats))
            live.place += len(due)
            live.beaten = now if beats else live.beaten

    def _obey(self, now: float) -> None:
        asked = {run for (run,) in self._connection.execute("SELECT run_id FROM cancellation")}
        for live in [live for live in self._live if live.script.run in asked]:
            forget = Change(now, "DELETE FROM cancellation WHERE run_id = ?", (live.script.run,))
            apply(self._connection, self._root, (*_cancelled(live.script, now), forget))
            self._live.remove(live)

    def _write(self, start: float) -> _Live:
        names = tuple(INPUTS)
        name = names[next(self._turns) % len(names)]
        subject = self._rng.choice(INPUTS[name])
        fate = _fate(name, self._rng)
        script = write_script(pipeline=name, subject=subject, start=start, rng=self._rng, fate=fate, pid=os.getpid())
        return _Live(script, start)


def _cancelled(script: Script, now: float) -> tuple[Change, ...]:
    text = "pipeline cancelled"
    return tuple(change for run in reversed(script.runs) for change in interrupt(now, run, "cancelled", text))


def _fate(name: str, rng: Random) -> Fate:
    chance = rng.random()
    steps = shape(name).steps
    checked = [step.id for step in steps if step.contract and step.max_attempts > 1]
    if chance < 0.35 and checked:
        return Fate("retry", rng.choice(checked))
    breakable = [step.id for step in steps if step.kind == "command" or step.contract or step.optional]
    return Fate("fail", rng.choice(breakable)) if chance > 0.85 else GOOD
