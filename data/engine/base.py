"""What an engine is; the screen and the command line use nothing else."""

from __future__ import annotations

from typing import Protocol

from .model import CancelFacts, Gate, Liveness, RunPlan, Started, StartRequest


class Engine(Protocol):
    """Runs pipelines somewhere. Every method raises WaveTuiError subclasses with one sentence for the user."""

    name: str

    def plan(self, request: StartRequest) -> RunPlan:
        """What starting this would do, or why it is refused (every unknown key by name); starts nothing."""

    def start(self, request: StartRequest) -> Started:
        """Start a run that belongs to nobody's terminal.

        Raises NotFoundError for an unknown pipeline, RefusedError with the complete list of reasons, StoreError.
        """

    def cancel(self, run: str, *, force: bool = False, by: str = "") -> CancelFacts:
        """Ask a run to stop, or with ``force`` end its processes now.

        Raises NotFoundError, RefusedError when it is over already (says who ended it and when).
        """

    def withdraw(self, run: str) -> bool:
        """Take back a cancel that its supervisor has not seen; False when it is too late."""

    def facts(self, run: str) -> CancelFacts:
        """How far a cancel is."""

    def retry_plan(self, run: str, choice: str, step: str = "") -> RunPlan:
        """What a retry would do; ``choice`` is failed, from-step, step or all."""

    def retry(self, run: str, choice: str, step: str = "", *, request: StartRequest) -> Started:
        """Start the retry of a run that is over.

        Raises RefusedError while it runs, is being cancelled, or is lost and not reaped.
        """

    def approve(self, run: str, step: str, choice: str, *, by: str) -> None:
        """Answer a gate. Raises RefusedError when it does not wait (any more) or has no such choice."""

    def waiting(self) -> tuple[Gate, ...]:
        """Every gate that waits for an answer, the one that waits longest first. Raises StoreError."""

    def alive(self, run: str) -> Liveness:
        """Whether the run's executor lives, with the evidence."""

    def reap(self) -> tuple[str, ...]:
        """Mark every run of this engine whose supervisor is gone; the ids of those marked by this call."""
