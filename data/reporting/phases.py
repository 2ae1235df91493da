"""Work that goes through phases, files and pages, reported as a snapshot that is replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock

from .document import WEIGHTS, document
from .encoding import encode, moment
from .marks import Mark
from .operation import DEFAULT, belonging, new_id, process_facts
from .outcome import CANCELLED, COMPLETED, FAILED, failure, outcome_of
from .phase import IN_PROGRESS, Phase
from .replacing import WholeFile
from .reporter import Reporter, complain
from .rounds import ROUNDS

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from types import TracebackType


class Phases:
    """Work with phases, to be used in a ``with`` statement; ``run`` is the id under which it is shown."""

    def __init__(self, kind: str, run: str, reporter: Reporter, weights: Mapping[str, float]) -> None:
        self.kind, self.run, self.reporter, self.weights = kind, run, reporter, dict(weights)
        self.origin = {name: value for name, value in {**process_facts(), **belonging(None)}.items() if value}
        self.phases = {name: Phase(self, name) for name in weights}
        self.current = next(iter(self.phases.values()))
        self.message = ""
        self.error: dict[str, object] | None = None
        self.lock = RLock()
        place = reporter.file_of(run, "progress", ".json")
        self._file = None if place is None else WholeFile(*place)
        self._mark = Mark(None if self._file is None else self._file.path)
        self._mark.forget()
        self._due = reporter.ticks()

    def phase(self, name: str, *, total_files: int | None = None) -> Phase:
        """Begin a phase; one that was not expected is added behind the others."""
        with self.lock:
            begun = self.phases.setdefault(name, Phase(self, name))
            begun.total_files, begun.status, begun.started = total_files, IN_PROGRESS, self.now()
            self.current, self.message = begun, ""
            self.changed(boundary=True)
        return begun

    def cancelled(self) -> bool:
        """True once somebody asked for it to be cancelled; looks ten times a second at most."""
        with self.lock:
            self._mark.look(self.reporter.ticks())
        return self._mark.seen

    @property
    def cancel_seen(self) -> bool:
        """True once ``cancelled`` said so."""
        return self._mark.seen

    def fail(self, error: object, **context: object) -> None:
        """It failed in the current phase; ``file`` and ``page`` are the current ones unless they are given."""
        with self.lock:
            if self.error is not None:
                return
            self.error = self._error(failure(error, {}).details, context)
            self.current.status = FAILED
            self.changed(boundary=True)

    def flush(self) -> None:
        """Write the snapshot as it is now."""
        with self.lock:
            self._write()

    def now(self) -> float:
        """The time in unix seconds."""
        return self.reporter.wall()

    def changed(self, *, boundary: bool = False) -> None:
        """Write the snapshot when it is time to, or at once where something begins or ends."""
        now = self.reporter.ticks()
        if boundary or now >= self._due:
            self._write()
        else:
            ROUNDS.later(self, self._due - now)

    def __enter__(self) -> Phases:
        """Write the first snapshot."""
        self.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave the last snapshot; an exception is its error, and so is a cancel that was seen."""
        found = outcome_of(error)
        if found.status not in (COMPLETED, CANCELLED):
            self.fail(error)
        elif found.status == CANCELLED or self._mark.seen:
            self.fail("cancelled" if error is None else error)
        self.flush()

    def _error(self, found: dict[str, object], context: dict[str, object]) -> dict[str, object]:
        error = {"type": "Error", **found, "context": {"phase": self.current.name, **self.current.place(), **context}}
        return {**error, "timestamp": moment(self.now())}

    def _write(self) -> None:
        if self._file is None:
            return
        self._due = self.reporter.ticks() + self.reporter.interval
        try:
            self._file.replace(encode(document(self, self.now())))
        except Exception as error:  # counters may be anything, and a report must not stop a program
            complain(error)
            ROUNDS.later(self, self.reporter.interval)
        else:
            ROUNDS.done(self)


def phases(
    kind: str, *, id: object = None, weights: Mapping[str, float] = WEIGHTS, reporter: Reporter | None = None
) -> Phases:
    """Begin work whose phases are the names in ``weights``, each with how much of the whole it is."""
    reporter = reporter or DEFAULT
    return Phases(kind, new_id(kind, reporter.wall()) if id is None else str(id), reporter, weights)
