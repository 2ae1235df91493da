"""Runs that a program reports: they are asked to stop by a mark beside their file, and end themselves."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable

from ..errors import RefusedError, StoreError
from ..events.formats.moments import moment
from ..models import Run
from ..project import Project
from ..reading.browse import ProjectBrowser
from ..states import is_terminal
from ..store.liveness import process_alive
from .local.accept import who
from .local.processes import look_at, survivor
from .marks import asked, leave, marks_of
from .model import Caller, CancelFacts, Liveness, Survivor
from .reach import unreachable
from .written_end import write_end

SEEN = "cancel seen"
"""The run's fact that tells when its program saw the mark."""


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
        found, file = self._look(run)
        if is_terminal(found.state):
            raise RefusedError(f"run {run} is already {found.state}, nothing to cancel")
        alive = self._alive(found).alive
        if against := unreachable(found, alive=alive):
            raise RefusedError(f"run {run} cannot be cancelled from here: {against}")
        if force:
            raise RefusedError(f"run {run} is ended by its own program alone{_kill(found)}")
        person = by or who(self._caller)
        marked = [mark for mark in marks_of(self._project, found, file) if leave(mark, self._request(person))]
        if found.state == "lost" and alive is not True:
            write_end(self._project, found, person, self._now())
        elif not marked:
            raise StoreError(f"run {run} cannot be asked to stop: the folder of its file is gone")
        return self.facts(run)

    def withdraw(self, run: str) -> bool:
        """Take the marks away; False when there is none or when the program has seen it. Raises NotFoundError."""
        found, file = self._look(run)
        facts = self._facts(found, file)
        if facts.requested is None or facts.seen is not None:
            return False
        for mark in marks_of(self._project, found, file):
            mark.unlink(missing_ok=True)
        return True

    def facts(self, run: str) -> CancelFacts:
        """How far a cancel is. Raises NotFoundError, StoreError."""
        return self._facts(*self._look(run))

    def alive(self, run: str) -> Liveness:
        """Whether the process that reports the run lives, as far as that is known. Raises NotFoundError, StoreError."""
        return self._alive(self._look(run)[0])

    def _alive(self, found: Run) -> Liveness:
        if found.pid is None:
            return Liveness(None, "it does not say which process reports it")
        if found.host != os.uname().nodename:
            return Liveness(None, f"process {found.pid} on {found.host or 'an unnamed host'} reports it", found.pid)
        alive = self._process_alive(found.pid)
        return Liveness(alive, f"process {found.pid} {'is gone' if alive is False else 'reports it'}", found.pid)

    def _look(self, run: str) -> tuple[Run, str]:
        """The run, and the file that tells of it as long as it goes on."""
        with ProjectBrowser(self._project, now=self._now) as project:
            return project.detail(run).run, project.file_of(run)

    def _request(self, person: str) -> bytes:
        asked = {"requested_at": self._now(), "by": person, "host": self._caller.host, "force": False}
        return json.dumps(asked).encode() + b"\n"

    def _facts(self, run: Run, file: str) -> CancelFacts:
        request = asked(self._project, run, file)
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


def _kill(run: Run) -> str:
    where = f" on {run.host}" if run.host else ""
    return f"; its process is {run.pid}{where}: kill {run.pid}" if run.pid else "; end its process"
