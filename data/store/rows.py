"""Typed rows of the store: clean text, seconds, counts, and notes on what is odd."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Note

CHILD_KINDS = frozenset({"iterate_child", "sub_pipeline_child", "loop_iteration", "branch_arm"})


@dataclass(frozen=True, slots=True)
class Done:
    """Ids of finished steps; ``nested`` ones never began, as the steps inside a loop."""

    plain: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRow:
    """A pipeline_run row with its pipeline_state, cancellation, parent, the ends of its log and its done steps."""

    rowid: int
    id: str
    pipeline: str
    stored: str
    input: str
    current_step: str
    tokens: int | None
    started: float | None
    ended: float | None
    cancelled: float | None
    error: str
    tags: tuple[str, ...]
    branch: str
    pid: int
    parent: str
    parent_step: str
    forked_from: str
    heartbeat: float | None
    iterate_index: int | None
    iterate_total: int | None
    iterate_mode: str
    kind: str
    child_ref: str
    engine_state: str
    cancel_requested: float | None
    cancel_forced: bool
    parent_stored: str
    announced: int | None
    last_event: float | None
    last_step: str
    rejected: bool
    spent: int | None
    done: Done
    resumed_as: str
    notes: tuple[Note, ...]

    @property
    def is_child(self) -> bool:
        """True for a run that lives inside its parent's process; rows without a kind are told by their parent."""
        return self.kind in CHILD_KINDS or (bool(self.parent) and self.kind != "resume")


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event_log row before its attempt is known."""

    id: int
    run: str
    time: float | None
    step: str
    state: str
    persona: str
    message: str
    tokens: int | None
    duration: float | None
    model: str
    adapter: str
    progress: float | None
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step_state row."""

    run: str
    step: str
    state: str
    retries: int
    started: float | None
    ended: float | None
    error: str
    visits: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A step_attempt row; each try writes one when it starts and one when it ends."""

    run: str
    step: str
    number: int
    state: str
    error: str
    failure_class: str
    tokens: int | None
    duration: float | None
    started: float | None
    ended: float | None
    notes: tuple[Note, ...]
