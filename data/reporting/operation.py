"""An operation: what a program reports as one run, with the file that it reports to."""

from __future__ import annotations

import atexit
import os
import sys
import time
from collections.abc import Iterable
from threading import RLock

from .appending import EventFile
from .context import CURRENT
from .encoding import encode
from .level import Level
from .lines import CANCEL_SEEN, line_of
from .marks import Mark
from .outcome import Outcome
from .reporter import Reporter, complain
from .rounds import ROUNDS

STEP_RUN, STEP = "WAVE_RUN_ID", "WAVE_STEP_ID"
"""What an engine sets for the processes of a step: the run and the step to which an operation belongs."""

_open: dict[Operation, None] = {}
"""Operations that have not ended; those of the parent too in a forked process."""
DEFAULT = Reporter()


class Operation(Level):
    """The outermost level; ``run`` is the id under which it is shown, ``file`` its event file, None when silent."""

    __slots__ = ("file", "lock", "mark", "origin", "reporter", "run")

    def __init__(
        self,
        kind: str,
        name: object,
        run: str,
        reporter: Reporter,
        origin: dict[str, object],
        metadata: dict[str, object],
    ) -> None:
        super().__init__(None, str(kind), "", str(name), metadata)
        self.run, self.reporter, self.origin = run, reporter, origin
        self.lock = RLock()
        place = reporter.file_of(run, "events", ".ndjson")
        self.file = None if place is None else EventFile(*place)
        self.mark = Mark(None if self.file is None else self.file.path)

    def begin(self, root: Operation) -> None:
        """Write that it begins; what was asked of an earlier operation of the same id is forgotten."""
        _open[self] = None
        self.mark.forget()
        super().begin(root)

    def __enter__(self) -> Operation:
        """Be the level that the functions of ``report`` speak for."""
        super().__enter__()
        return self

    def send(self, line: bytes, level: Level, *, keep: bool = False) -> bool:
        """Append a line, or try again what could not be appended; False when that is not possible now."""
        try:
            if self.file is not None:
                self.file.append(line, keep=keep)
        except OSError as error:
            complain(error)
            ROUNDS.later(level, self.reporter.interval)
            return False
        return True

    def is_cancelled(self) -> bool:
        """True once somebody asked for it to be cancelled; the first time that is seen is written."""
        with self.lock:
            tick = self.reporter.ticks()
            if self.mark.look(tick):
                self.send(encode(line_of(self, CANCEL_SEEN, self.reporter.wall(), tick)), self)
        return self.mark.seen

    def artifact_facts(self, path: str | os.PathLike[str], name: str, kind: str) -> dict[str, object]:
        """An artifact with its path relative to the project where it lies in it, and its size in bytes."""
        place = os.path.abspath(os.fspath(path))
        try:
            size: int | None = os.stat(place).st_size
        except OSError:
            size = None
        state = None if self.file is None else os.path.dirname(os.path.dirname(self.file.path))
        root = state and os.path.dirname(state) + os.sep
        shown = place[len(root) :] if root and place.startswith(root) else place
        return {"path": shown, "name": name or os.path.basename(place), "type": kind, "size": size}

    def _end(self, outcome: Outcome, message: object) -> None:
        super()._end(outcome, message)
        if self in _open:
            del _open[self]
            if self.file is not None:
                self.file.close()


def operation(
    kind: str,
    name: object = "",
    *,
    id: object = None,
    total: float | None = None,
    unit: str = "",
    tags: Iterable[str] = (),
    parent: str | None = None,
    reporter: Reporter | None = None,
    **metadata: object,
) -> Operation:
    """Begin an operation: a run of its own, shown under ``id``, of which ``kind`` is the pipeline's name.

    ``parent`` is the run to which it belongs; by default the operation that is current, or the engine's run and step
    in which this process works. ``total`` is how many of ``unit`` it counts; what else is given is shown as its facts.
    """
    reporter = reporter or DEFAULT
    run = new_id(str(kind), reporter.wall()) if id is None else str(id)
    begun = Operation(
        kind, name, run, reporter, {**process_facts(), **belonging(parent), "tags": [*tags] or None}, metadata
    )
    begun.total, begun.unit = total, unit
    begun.begin(begun)
    return begun


def new_id(kind: str, now: float) -> str:
    """An id that no other operation has; ``now`` in unix seconds, shown in local time."""
    return f"{kind}-{time.strftime('%Y%m%d-%H%M%S', time.localtime(now))}-{os.urandom(4).hex()}"


def process_facts() -> dict[str, object]:
    """Where this process is, by which others tell whether it lives."""
    return {"host": os.uname().nodename, "pid": os.getpid()}


def belonging(parent: str | None) -> dict[str, object]:
    """The run, and its step where that is known, to which an operation that begins here belongs."""
    if parent is not None:
        return {"parent": parent}
    around = CURRENT.get()
    if around is not None:
        return {"parent": around.root.run, "parent_step": around.path[0] if around.path else None}
    return {"parent": os.environ.get(STEP_RUN), "parent_step": os.environ.get(STEP)}


def _at_exit() -> None:
    """An error that ends the program ends its operations; what else was left open is over without having said how."""
    error = getattr(sys, "last_value", None)
    if isinstance(error, Exception) and not hasattr(sys, "ps1"):
        for each in [one for one in _open if one.process == os.getpid()]:
            each.fail(error)


def _in_child() -> None:
    """A lock may have been held by a thread that the child does not have."""
    for each in _open:
        each.lock = RLock()


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
