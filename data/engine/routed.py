"""The engine of a project: its own one for the runs of the store, and the programs that report the others."""

from __future__ import annotations

from ..errors import RefusedError
from ..project import Project
from .local.engine import LocalEngine
from .model import Caller, CancelFacts, Gate, Liveness, RunPlan, Started, StartRequest
from .reported import ReportedRuns


class RoutedEngine:
    """Hands each question to whoever can answer it for that run."""

    name = "local"

    def __init__(self, local: LocalEngine, reported: ReportedRuns) -> None:
        self._local = local
        self._reported = reported

    @property
    def caller(self) -> Caller:
        """Who asks."""
        return self._local.caller

    @property
    def project(self) -> Project:
        """Whose runs these are."""
        return self._local.project

    def plan(self, request: StartRequest) -> RunPlan:
        """What starting this would do. Raises NotFoundError for an unknown pipeline."""
        return self._local.plan(request)

    def start(self, request: StartRequest) -> Started:
        """Start a run. Raises NotFoundError, RefusedError with every reason, StoreError."""
        return self._local.start(request)

    def cancel(self, run: str, *, force: bool = False, by: str = "") -> CancelFacts:
        """Ask a run to stop. Raises NotFoundError, RefusedError, StoreError."""
        return self._of(run).cancel(run, force=force, by=by)

    def withdraw(self, run: str) -> bool:
        """Take back a cancel that was not seen; False when it is too late. Raises NotFoundError, StoreError."""
        return self._of(run).withdraw(run)

    def facts(self, run: str) -> CancelFacts:
        """How far a cancel is. Raises NotFoundError, StoreError."""
        return self._of(run).facts(run)

    def retry_plan(self, run: str, choice: str, step: str = "") -> RunPlan:
        """What a retry would do. Raises NotFoundError, RefusedError for a reported run, StoreError."""
        return self._retried_by(run).retry_plan(run, choice, step)

    def retry(self, run: str, choice: str, step: str = "", *, request: StartRequest) -> Started:
        """Start the retry of a run that is over. Raises NotFoundError, RefusedError, StoreError."""
        return self._retried_by(run).retry(run, choice, step, request=request)

    def approve(self, run: str, step: str, choice: str, *, by: str) -> None:
        """Answer a gate. Raises RefusedError when it does not wait or has no such choice, StoreError."""
        self._local.approve(run, step, choice, by=by)

    def waiting(self) -> tuple[Gate, ...]:
        """Every gate that waits for an answer. Raises StoreError."""
        return self._local.waiting()

    def alive(self, run: str) -> Liveness:
        """Whether the run's executor lives. Raises NotFoundError, StoreError."""
        return self._of(run).alive(run)

    def reap(self) -> tuple[str, ...]:
        """Mark every run of the embedded engine whose supervisor is gone. Raises StoreError."""
        return self._local.reap()

    def is_reported(self, run: str) -> bool:
        """True for a run that a program reports and no engine runs."""
        return self._reported.tells_of(run)

    def _of(self, run: str) -> LocalEngine | ReportedRuns:
        return self._reported if self.is_reported(run) else self._local

    def _retried_by(self, run: str) -> LocalEngine:
        if self.is_reported(run):
            raise RefusedError(
                f"run {run} was reported by a program, which no engine can run again; start it again there"
            )
        return self._local
