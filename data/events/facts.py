"""What one record of an event file states, in the house's terms; every format speaks in these.

Strings are as the file has them (they become safe text when they are read for the screen), times are unix
seconds, durations seconds, progress 0 to 100 as stated, even when that is out of range. ``None`` and "" mean that
the record says nothing about it, so that what was known before stays.
"""

from __future__ import annotations

from msgspec import Struct


class ToldError(Struct, omit_defaults=True):
    """An error with its place; see ``models.ErrorContext``."""

    kind: str = ""
    message: str = ""
    phase: str = ""
    file: str = ""
    page: int | None = None
    time: float | None = None
    traceback: str = ""
    details: dict[str, str] = {}


class ToldArtifact(Struct, omit_defaults=True):
    """A file that is left behind; ``path`` as the record has it."""

    path: str
    name: str = ""
    kind: str = ""
    size: int | None = None
    time: float | None = None


class ToldOutcome(Struct, omit_defaults=True):
    """A link or file that a run lists as its result; see ``models.Outcome``."""

    kind: str
    label: str
    value: str
    step: str = ""


class RunFact(Struct, omit_defaults=True, tag="run"):
    """Something about a run as a whole; ``state`` is one of pending, running, completed, failed, cancelled, or "".

    ``listed`` names step ids in their order where the record lists them. ``facts`` are shown under their names.
    ``undone`` marks a success that was taken back later: only then may a completed run fail. ``alive`` shows the run
    at work: one that is pending runs then, one that has ended stays as it is.
    """

    time: float | None = None
    state: str = ""
    undone: bool = False
    alive: bool = False
    pipeline: str = ""
    input: str = ""
    error: str = ""
    started: float | None = None
    ended: float | None = None
    step: str = ""
    listed: tuple[str, ...] = ()
    steps_done: int | None = None
    steps_total: int | None = None
    progress: float | None = None
    how: str = ""
    eta: float | None = None
    tokens: int | None = None
    action: str = ""
    files: int | None = None
    artifact_count: int | None = None
    workspace: str = ""
    kind: str = ""
    parent: str = ""
    parent_step: str = ""
    host: str = ""
    pid: int | None = None
    exit_code: int | None = None
    tags: tuple[str, ...] = ()
    facts: dict[str, str] = {}
    context: ToldError | None = None
    artifacts: tuple[ToldArtifact, ...] = ()
    outcomes: tuple[ToldOutcome, ...] = ()


class StepFact(Struct, omit_defaults=True, tag="step"):
    """Something about a step; ``state`` is a word of ``data.states`` when the record changes the step's state, else "".

    ``attempt`` is the number of the try that the record is about, where it says so; without it the fold counts:
    retrying ends a try and begins the next. ``passed`` and ``failed`` count contracts that this record reports.
    ``tokens`` are those of the try as a whole so far, ``spent`` those since the record before. ``alive`` shows the step
    at work: one that is pending runs then, one that has ended stays as it is. ``child`` marks the change of state of a
    run inside the step: its end is the step's own unless the step goes over several (kind iterate or loop).
    """

    step: str
    time: float | None = None
    state: str = ""
    kind: str = ""
    persona: str = ""
    model: str = ""
    adapter: str = ""
    needs: tuple[str, ...] = ()
    started: float | None = None
    ended: float | None = None
    duration: float | None = None
    attempt: int | None = None
    max_attempts: int | None = None
    mode: str = ""
    failures: int | None = None
    failure_class: str = ""
    tokens: int | None = None
    spent: int | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    alive: bool = False
    child: bool = False
    progress: float | None = None
    current: int | None = None
    total: int | None = None
    unit: str = ""
    weight: float | None = None
    eta: float | None = None
    action: str = ""
    error: str = ""
    remark: str = ""
    validation: str = ""
    passed: int = 0
    failed: int = 0
    files: int | None = None
    artifact_count: int | None = None
    workspace: str = ""
    metrics: dict[str, str] = {}
    context: ToldError | None = None
    artifacts: tuple[ToldArtifact, ...] = ()


class SubtaskFact(Struct, omit_defaults=True, tag="subtask"):
    """Something about what is below a step; ``path`` holds the ids from the step's child down to it, never empty.

    ``alive`` shows it at work, as with a step.
    """

    step: str
    path: tuple[str, ...]
    time: float | None = None
    name: str = ""
    kind: str = ""
    state: str = ""
    alive: bool = False
    started: float | None = None
    ended: float | None = None
    current: int | None = None
    total: int | None = None
    unit: str = ""
    progress: float | None = None
    tokens: int | None = None
    eta: float | None = None
    message: str = ""
    error: str = ""
    run: str = ""
    metrics: dict[str, str] = {}
    context: ToldError | None = None


class NoteFact(Struct, omit_defaults=True, tag="note"):
    """A rule that the record breaks; ``step`` and ``path`` say of what, ``text`` is a whole sentence part."""

    subject: str
    text: str
    step: str = ""
    path: tuple[str, ...] = ()


Fact = RunFact | StepFact | SubtaskFact | NoteFact


class Told(Struct, omit_defaults=True):
    """One record as a line of the event pane; see ``models.Event``."""

    time: float | None
    state: str
    step: str = ""
    subtask: tuple[str, ...] = ()
    attempt: int | None = None
    message: str = ""
    persona: str = ""
    model: str = ""
    adapter: str = ""
    level: str = ""
    place: str = ""
    function: str = ""
    tokens: int | None = None
    duration: float | None = None
    progress: float | None = None
    facts: dict[str, str] = {}
    notes: tuple[tuple[str, str], ...] = ()
