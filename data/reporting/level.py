"""A level of an operation: a counter, a message, measured values, and the levels below it."""

from __future__ import annotations

import os

from .context import enter, leave
from .encoding import encode
from .lines import BEGUN, ENDED, PROGRESS, line_of
from .outcome import CANCELLED, COMPLETED, FAILED, SKIPPED, Outcome, failure, outcome_of
from .pace import Pace
from .reporter import complain
from .rounds import ROUNDS

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from contextvars import Token
    from types import TracebackType

    from .operation import Operation

_MOST_NAMES = 10_000
PENDING, RUNNING = "pending", "running"


class Level:
    """Tells how far something is; end it with ``complete`` or ``fail``, or use it in a ``with`` statement.

    No method raises because something cannot be written. All of them can be called from any thread.
    """

    __slots__ = (
        "_by_hand", "_children", "_counts", "_due", "_names", "_token", "above", "artifacts", "attempt", "begun_tick",
        "counts_levels", "current", "id", "kind", "message", "metadata", "metrics", "name", "outcome", "pace", "path",
        "percentage", "process", "root", "started", "status", "total", "unit",
    )  # fmt: skip

    root: Operation

    def __init__(self, above: Level | None, kind: str, id: str, name: str, metadata: dict[str, object]) -> None:
        self.above = above
        self.kind, self.id, self.name = kind, id, name
        self.path: tuple[str, ...] = (*above.path, id) if above is not None else ()
        self.status = RUNNING
        self.current: float | None = None
        self.total: float | None = None
        self.percentage: float | None = None
        self.unit = self.message = ""
        self.attempt: int | None = None
        self.outcome: Outcome | None = None
        self.metadata = metadata
        self.metrics: dict[str, object] = {}
        self.artifacts: list[dict[str, object]] = []
        self._children: dict[str, Level] = {}
        self._counts: dict[str, int] = {}
        self._names: set[str] = set()
        self._by_hand = self.counts_levels = False
        self.process = 0
        self._token: Token[Level | None] | None = None

    def level(
        self,
        kind: str,
        id: object = None,
        name: object = "",
        *,
        total: float | None = None,
        unit: str = "",
        attempt: int | None = None,
        **metadata: object,
    ) -> Level:
        """Begin a level below this one; ``kind`` is what it is (song, file…), ``id`` unique among its neighbours.

        ``total`` is how many of ``unit`` it counts, ``attempt`` which try it is, from 1; what else is given is shown as
        its facts.
        """
        with self.root.lock:
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
            key = self._free_id(str(name), f"{kind}-{number}") if id is None else str(id)
            below = Level(self, str(kind), key, str(name) or key, metadata)
            below.total, below.unit, below.attempt = total, unit, attempt
            self._children[key] = below
            below.begin(self.root)
        return below

    def set_total(self, total: float, unit: str = "") -> None:
        """How much there is to count, and of what."""
        with self.root.lock:
            self.total, self.unit = total, unit or self.unit
            self._changed()

    def update(
        self,
        current: float | None = None,
        message: object = None,
        *,
        total: float | None = None,
        percentage: float | None = None,
    ) -> None:
        """How far it is: ``current`` of ``total``, or a percentage where nothing is counted, and what it is doing."""
        with self.root.lock:
            was_full = self.current is not None and self.current == self.total
            self.total = self.total if total is None else total
            self.percentage = self.percentage if percentage is None else percentage
            self.message = self.message if message is None else str(message)
            if current is not None:
                self.current, self._by_hand, self.counts_levels = current, True, False
            self._changed(boundary=not was_full and current is not None and current == self.total)

    def advance(self, by: float = 1, message: object = None) -> None:
        """Count so many more."""
        with self.root.lock:
            self.update((self.current or 0) + by, message)

    def metric(self, name: str, value: object) -> None:
        """A measured value under its name, with its unit if it has one: ``metric("memory", "128 MB")``."""
        with self.root.lock:
            self.metrics[name] = value
            self._changed()

    def artifact(self, path: str | os.PathLike[str], name: str = "", *, kind: str = "") -> None:
        """A file that is left behind."""
        with self.root.lock:
            self.artifacts.append(self.root.artifact_facts(path, name, kind))
            self._changed()

    def complete(self, message: object = None) -> None:
        """It is done."""
        self._end(Outcome(COMPLETED), message)

    def skip(self, reason: object = "") -> None:
        """It is not needed."""
        self._end(Outcome(SKIPPED), reason)

    def cancel(self, reason: object = "") -> None:
        """It was ended before it was done."""
        self._end(Outcome(CANCELLED, str(reason)), None)

    def fail(self, error: object, **context: object) -> None:
        """It failed: by an exception or for a reason in words; ``phase``, ``file``, ``page`` and others say where."""
        self._end(failure(error, context), None)

    def cancelled(self) -> bool:
        """True once somebody asked for the operation to be cancelled; looks ten times a second at most."""
        return self.root.is_cancelled()

    def flush(self) -> None:
        """Write what was held back."""
        with self.root.lock:
            if self.outcome is None:
                self._write(PROGRESS)
            else:
                self.root.send(b"", self)

    def report(
        self,
        kind: str,
        id: object,
        status: str = RUNNING,
        current: float | None = None,
        total: float | None = None,
        message: object = None,
        **metadata: object,
    ) -> None:
        """All of a level below in one call: it is begun when it is new, and ended by a status that ends it."""
        with self.root.lock:
            below = self._children.get(str(id)) or self.level(kind, id, total=total)
            below.status = status if status in (PENDING, RUNNING) else below.status
            below.metadata.update(metadata)
            if status == FAILED:
                below.fail(message or "it failed")
            elif status in (COMPLETED, SKIPPED, CANCELLED):
                below.update(current, total=total)
                below._end(Outcome(status), message)
            else:
                below.update(current, message, total=total)

    def __reduce__(self) -> tuple[object, ...]:
        """Another process gets a level that writes to the same file and ends only when it is told to."""
        from .handing import revive, told

        return revive, told(self)

    def __enter__(self) -> Level:
        """Be the level that the functions of ``report`` speak for."""
        self._token = enter(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it by how it is left; a forked process that gets here leaves that to its parent."""
        leave(self._token)
        if os.getpid() != self.process:
            ROUNDS.flush()
        elif self.outcome is None:
            found = outcome_of(error)
            stopped = self.root.mark.seen and found.status == COMPLETED
            self._end(Outcome(CANCELLED) if stopped else found, None)

    def begin(self, root: Operation) -> None:
        """Write that it begins."""
        self.process = os.getpid()
        self.resume(root, root.reporter.wall())
        self._write(BEGUN, delay=0.0)

    def resume(self, root: Operation, started: float, *, from_start: bool = False) -> None:
        """Speak for a level that began at a time in unix seconds, here or in another process.

        With ``from_start`` its pace is that of all of it, else that from now on.
        """
        self.root, self.started = root, started
        now = root.reporter.ticks()
        self.begun_tick = now - max(0.0, root.reporter.wall() - started)
        self.pace = Pace(0, self.begun_tick) if from_start else Pace(self.current or 0, now)
        self._due = now

    def count_by_hand(self, by_hand: bool) -> None:
        """Whether the program counts, and not the levels that end."""
        self._by_hand = by_hand

    def _free_id(self, name: str, otherwise: str) -> str:
        """The name where no other level here had it."""
        if not name or name in self._names or len(self._names) >= _MOST_NAMES:
            return otherwise
        self._names.add(name)
        return name

    def _end(self, outcome: Outcome, message: object) -> None:
        with self.root.lock:
            if self.outcome is not None:
                return
            for below in reversed(list(self._children.values())):
                below._end(Outcome(COMPLETED if outcome.status == COMPLETED else CANCELLED), None)
            self.outcome, self.status = outcome, outcome.status
            self.message = str(message) if message else self.message
            self._write(ENDED)
            if self.above is not None:
                self.above._ended(self)

    def _ended(self, below: Level) -> None:
        """Levels that end are counted unless the program counts itself; a try that failed may be tried again."""
        if self._children.get(below.id) is below:
            del self._children[below.id]
        counts = self.total is not None and not self._by_hand
        over = below.status in (COMPLETED, SKIPPED) or (below.status == FAILED and below.attempt is None)
        if counts and over:
            self.current, self.counts_levels = (self.current or 0) + 1, True
            self._changed()

    def _changed(self, *, boundary: bool = False) -> None:
        root = self.root
        if root.file is None or self.outcome is not None:
            return
        now = root.reporter.ticks()
        if boundary or now >= self._due:
            self._write(PROGRESS)
        else:
            ROUNDS.later(self, self._due - now)

    def _write(self, event: str, delay: float | None = None) -> None:
        root = self.root
        if root.file is None:
            return
        now = root.reporter.ticks()
        self._due = now + (root.reporter.interval if delay is None else delay)
        try:
            line = encode(line_of(self, event, root.reporter.wall(), now))
        except Exception as error:  # counters may be anything, and a report must not stop a program
            complain(error)
        else:
            if root.send(line, self, keep=event != PROGRESS):
                self.metrics, self.artifacts, self.metadata = {}, [], {}
                ROUNDS.done(self)
