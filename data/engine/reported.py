"""Runs that a program reports: they are asked to stop by a mark beside their file, and end themselves."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ..errors import RefusedError, StoreError
from ..events.formats.moments import moment
from ..models import Run
from ..project import Project
from ..reading.browse import ProjectBrowser
from ..reporting.places import file_name
from ..sidecar.reading.requests import MARK, Request, read_request
from ..states import is_terminal
from ..store.liveness import process_alive
from .local.accept import who
from .local.processes import look_at, survivor
from .model import Caller, CancelFacts, Liveness, Survivor

SEEN = "cancel seen"
"""The run's fact that tells when its program saw the mark."""
_FILES = {"levels": ("events", ".ndjson"), "phases": ("progress", ".json")}
"""Where a program that reports in one of these formats looks for the mark: the folder and the ending of its file."""
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_MODE = 0o640


class ReportedRuns:
    """Asks the programs that report runs of a project; ``caller`` is who asks."""

    def __init__(
        self,
        project: Project,
        caller: Caller,
        *,
        now: Callable[[], float] = time.time,
        process_alive: Callable[[int], bool | None] = process_alive,
    ) -> None:
        self._project = project
        self._caller = caller
        self._now = now
        self._process_alive = process_alive

    def tells_of(self, run: str) -> bool:
        """True for a run that is known from its event file alone."""
        with ProjectBrowser(self._project, now=self._now) as project:
            return project.tells_of(run)

    def cancel(self, run: str, *, force: bool = False, by: str = "") -> CancelFacts:
        """Leave the mark; a run whose process is gone gets its end written by this call.

        Raises NotFoundError, RefusedError when it is over, cannot be asked or shall be forced, StoreError.
        """
        found = self._going_on(run)
        if force:
            raise RefusedError(f"run {run} is ended by its own program alone{_kill(found)}")
        person = by or who(self._caller)
        marked = [mark for mark in _marks(self._project, found) if _leave(mark, self._request(person))]
        if not marked:
            raise StoreError(f"run {run} cannot be asked to stop: the folder of its file is gone")
        if found.state == "lost" and self.alive(run).alive is not True:
            self._end(found, person)
        return self.facts(run)

    def withdraw(self, run: str) -> bool:
        """Take the marks away; False when there is none or when the program has seen it. Raises NotFoundError."""
        found = self._run(run)
        facts = self._facts(found)
        if facts.requested is None or facts.seen is not None:
            return False
        for mark in _marks(self._project, found):
            mark.unlink(missing_ok=True)
        return True

    def facts(self, run: str) -> CancelFacts:
        """How far a cancel is. Raises NotFoundError, StoreError."""
        return self._facts(self._run(run))

    def alive(self, run: str) -> Liveness:
        """Whether the process that reports the run lives, as far as that is known. Raises NotFoundError, StoreError."""
        found = self._run(run)
        if found.pid is None:
            return Liveness(None, "it does not say which process reports it")
        if found.host != os.uname().nodename:
            return Liveness(None, f"process {found.pid} on {found.host or 'an unnamed host'} reports it", found.pid)
        alive = self._process_alive(found.pid)
        return Liveness(alive, f"process {found.pid} {'is gone' if alive is False else 'reports it'}", found.pid)

    def _run(self, run: str) -> Run:
        with ProjectBrowser(self._project, now=self._now) as project:
            return project.detail(run).run

    def _going_on(self, run: str) -> Run:
        found = self._run(run)
        if is_terminal(found.state):
            raise RefusedError(f"run {run} is already {found.state}, nothing to cancel")
        if not _formats(found):
            sources = ", ".join(found.sources)
            raise RefusedError(f"run {run} is known from its {sources} file alone; cancel it where it was started")
        return found

    def _request(self, person: str) -> bytes:
        asked = {"requested_at": self._now(), "by": person, "host": self._caller.host, "force": False}
        return json.dumps(asked).encode() + b"\n"

    def _facts(self, run: Run) -> CancelFacts:
        request = _asked(self._project, run)
        if request is None:
            return CancelFacts()
        over = run.ended if is_terminal(run.state) else None
        told = next((moment(fact.value) for fact in run.facts if fact.name == SEEN), None)
        return CancelFacts(
            requested=request.time,
            seen=told if told is not None or run.state != "cancelled" else over,
            stopped=over,
            verified=over,
            by=request.by,
            survivors=() if over is not None else self._process(run),
        )

    def _process(self, run: Run) -> tuple[Survivor, ...]:
        if run.pid is None or run.host != os.uname().nodename:
            return ()
        process = look_at(run.pid)
        return (survivor(process),) if process else ()

    def _end(self, run: Run, person: str) -> None:
        """Write the end that a program which is gone cannot write itself."""
        if "levels" in run.sources:
            from ..report import Reporter
            from ..reporting.resuming import resumed

            resumed(Reporter(self._project.state_folder), run.id).cancel(f"marked as cancelled by {person}")


def _formats(run: Run) -> list[str]:
    return [source for source in run.sources if source in _FILES]


def _marks(project: Project, run: Run) -> Iterator[Path]:
    for name in _formats(run):
        folder, ending = _FILES[name]
        yield project.state_folder / folder / f"{file_name(run.id)}{ending}{MARK}"


def _asked(project: Project, run: Run) -> Request | None:
    found = (read_request(str(mark).removesuffix(MARK)) for mark in _marks(project, run))
    return next((request for request in found if request is not None), None)


def _leave(mark: Path, text: bytes) -> bool:
    """Leave a mark unless there is one; False when its folder is missing. Raises StoreError."""
    try:
        descriptor = os.open(mark, _FLAGS, _MODE)
    except FileExistsError:
        return True
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"the run cannot be asked to stop: {mark} cannot be written ({error.strerror})") from error
    try:
        os.write(descriptor, text)
    finally:
        os.close(descriptor)
    return True


def _kill(run: Run) -> str:
    where = f" on {run.host}" if run.host else ""
    return f"; its process is {run.pid}{where}: kill {run.pid}" if run.pid else "; end its process"
