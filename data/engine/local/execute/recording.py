"""What the executor tells of a run; ``wave_tui.data.store.control.recorder.Recorder`` writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ....store.control.answers import Choice, Question
from ....store.control.rows import Lineage


class Recorder(Protocol):
    """One run, told in the order in which things happen; durations are seconds, percentages 0 to 100."""

    run: str

    def run_started(self, steps: Sequence[str]) -> None:
        """The run begins; these steps count for its progress."""

    def run_finished(self, state: str, error: str = "", *, tokens: int | None = None) -> None:
        """The run is over: completed, failed, cancelled or rejected."""

    def branch(self, name: str) -> None:
        """The branch of the worktree that the run works in."""

    def step_running(
        self,
        step: str,
        message: str = "",
        *,
        persona: str = "",
        model: str = "",
        adapter: str = "",
        configured_model: str = "",
        folder: str = "",
    ) -> None:
        """A step begins, or begins its next try; ``folder`` is where it works, relative to the project's root."""

    def step_message(
        self,
        step: str,
        state: str,
        message: str = "",
        *,
        duration: float | None = None,
        subtask: int | None = None,
        subtasks: int | None = None,
        progress: int | None = None,
        files: int | None = None,
        phase: str = "",
        failure_class: str = "",
    ) -> None:
        """Anything else worth an event; an empty step means the run."""

    def tool_used(self, step: str, tool: str, target: str = "") -> None:
        """A persona used a tool."""

    def attempt_started(self, step: str, number: int, of: int = 1) -> None:
        """A try begins, counted from 1, after ``step_running``."""

    def attempt_ended(
        self, step: str, state: str, *, error: str = "", failure_class: str = "", duration: float | None = None
    ) -> None:
        """The try ends: succeeded or failed."""

    def contract(self, step: str, state: str, message: str, *, kind: str = "", name: str = "", count: int = 1) -> None:
        """A contract is checked: validating, contract_passed, contract_failed, contract_soft_failure…"""

    def retrying(self, step: str, number: int, of: int, *, error: str = "", failure_class: str = "") -> None:
        """Another try will follow, with this number."""

    def step_completed(
        self, step: str, message: str = "", *, note: str = "", duration: float | None = None, eta: float | None = None
    ) -> None:
        """A step went well; ``note`` is why it is over when it did not do all of its work."""

    def step_failed(self, step: str, error: str, *, first: str = "", goes_on: bool = False) -> None:
        """A step failed for good; ``first`` is said before the error, ``goes_on`` when its run does without it."""

    def step_stopped(self, step: str) -> None:
        """A step was stopped with its run."""

    def step_rejected(self, step: str, error: str) -> None:
        """A step's result was refused by design."""

    def step_skipped(self, step: str, why: str = ...) -> None:
        """A step is left out."""

    def step_reworking(self, step: str, by: str) -> None:
        """A failed step is done again by another one."""

    def artifact(self, step: str, name: str, path: str, kind: str, size: int, original: str = "") -> None:
        """A file was kept: the copy relative to the project's root, and the absolute original."""

    def progress(
        self,
        step: str,
        percent: int | None = None,
        action: str = "",
        *,
        tokens: int = 0,
        subtask: int | None = None,
        subtasks: int | None = None,
        files: int | None = None,
        eta: float | None = None,
        message: str = "",
    ) -> None:
        """How far a step is; ``tokens`` are those since the last time."""

    def pipeline_progress(self, done: int, total: int, *, index: int = 0, eta: float | None = None) -> None:
        """So many steps of the run are over."""

    def gate_waiting(self, step: str, kind: str, message: str, choices: Sequence[Choice] = ()) -> None:
        """A gate waits."""

    def gate_answer(self, step: str) -> Question | None:
        """The newest question of a step once it has its answer. Raises StoreFault when it cannot be told now."""

    def gate_resolved(self, answer: str) -> None:
        """A gate goes on."""

    def child(self, run: str, step: str, pipeline: str, text: str, lineage: Lineage) -> Recorder:
        """The recorder of a child run whose row is made here."""
