"""A phase and the file that it works at."""

from __future__ import annotations

from .outcome import COMPLETED, outcome_of

TYPE_CHECKING = False  # the module typing costs more than everything here
if TYPE_CHECKING:
    from types import TracebackType

    from .phases import Phases

PENDING, IN_PROGRESS = "pending", "in_progress"


class Phase:
    """One phase, to be used in a ``with`` statement; ``file_now`` is the newest of its files."""

    def __init__(self, work: Phases, name: str) -> None:
        self.work, self.name = work, name
        self.status = PENDING
        self.percentage = 0.0
        self.started: float | None = None
        self.ended: float | None = None
        self.total_files: int | None = None
        self.file_now: File | None = None
        self.facts: dict[str, object] = {}

    def update(self, percentage: float | None = None, message: str = "", **facts: object) -> None:
        """How far it is, 0 to 100, and what it is doing; where files are counted they say how far it is."""
        with self.work.lock:
            self.percentage = self.percentage if percentage is None else percentage
            self.work.message = message
            self.facts.update(facts)
            self.work.changed()

    def file(self, name: str, pages: int, *, file_id: str | None = None) -> File:
        """Begin the next file, which has so many pages."""
        with self.work.lock:
            index = 0 if self.file_now is None else self.file_now.index + 1
            self.file_now = File(self, name, pages, index, file_id)
            self.work.message = ""
            self.work.changed(boundary=True)
        return self.file_now

    def place(self) -> dict[str, object]:
        """The file and page that it is at."""
        return {} if self.file_now is None else {"file": self.file_now.name, "page": self.file_now.page_now}

    def complete(self) -> None:
        """It is done."""
        with self.work.lock:
            self.status, self.ended = COMPLETED, self.work.now()
            self.work.message = ""
            self.work.changed(boundary=True)

    def __enter__(self) -> Phase:
        """It has begun already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """It is done unless it is left by an error, which is the error of the work, or after a cancel was seen."""
        if outcome_of(error).status != COMPLETED:
            self.work.fail(error)
        elif self.status == IN_PROGRESS and not self.work.cancel_seen:
            self.complete()


class File:
    """One file of a phase, to be used in a ``with`` statement."""

    def __init__(self, phase: Phase, name: str, pages: int, index: int, file_id: str | None) -> None:
        self.phase, self.name, self.pages, self.index, self.file_id = phase, name, pages, index, file_id
        self.page_now = 1
        self.started = phase.work.now()
        self.ended: float | None = None
        self.facts: dict[str, object] = {}

    def page(self, number: int, **facts: object) -> None:
        """The page that it is at, from 1, and what was found so far: ``regex_matches_found=23``."""
        with self.phase.work.lock:
            self.page_now = number
            self.facts.update(facts)
            self.phase.work.changed()

    def complete(self) -> None:
        """It is done."""
        with self.phase.work.lock:
            self.page_now, self.ended = self.pages, self.phase.work.now()
            self.phase.work.changed(boundary=True)

    def __enter__(self) -> File:
        """It has begun already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """It is done unless it is left by an error or after a cancel was seen."""
        if outcome_of(error).status == COMPLETED and not self.phase.work.cancel_seen:
            self.complete()
