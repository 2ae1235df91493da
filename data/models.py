"""What the rest of the house talks about: frozen records without I/O.

Times are unix seconds (UTC) as float, durations are seconds, sizes are bytes, progress is 0 to 100.
``None`` means unknown and is shown as unknown. Every string here is already safe to display
(``data.text`` was applied where the value entered).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """One thing about the data that is odd; shown, never repaired in silence."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A measured or stated value under its name, as text for the screen: ``Metric("memory", "128 MB")``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ErrorContext:
    """What failed and where; ``kind`` is the error's class name, ``page`` counts from 1, ``details`` is the rest."""

    kind: str = ""
    message: str = ""
    phase: str = ""
    file: str = ""
    page: int | None = None
    time: float | None = None
    traceback: str = ""
    details: tuple[Metric, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a step left behind; ``path`` is as stored, relative to the project root or absolute."""

    run: str
    step: str
    name: str
    path: str
    kind: str = ""
    size: int | None = None
    created: float | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a step; ``number`` counts from 1.

    ``mode`` is parallel, serial, fallback (serial for want of resources) or ""; ``failures`` counts failed tests.
    """

    number: int
    state: str
    started: float | None = None
    ended: float | None = None
    duration: float | None = None
    error: str = ""
    failure_class: str = ""
    tokens: int | None = None
    mode: str = ""
    failures: int | None = None


@dataclass(frozen=True, slots=True)
class Subtask:
    """Anything below a step, to any depth; ``run`` is set when it is a child run.

    ``kind`` is the word of who reports it (song, file, action…), ``unit`` what ``current`` and ``total`` count (page…),
    ``eta`` the unix second at which it is expected to end.
    """

    id: str
    name: str
    state: str
    started: float | None = None
    ended: float | None = None
    current: int | None = None
    total: int | None = None
    progress: float | None = None
    tokens: int | None = None
    run: str = ""
    error: str = ""
    subtasks: tuple[Subtask, ...] = ()
    kind: str = ""
    unit: str = ""
    message: str = ""
    eta: float | None = None
    metrics: tuple[Metric, ...] = ()
    context: ErrorContext | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One node of a run's graph with what is known of its execution; ``index`` counts from 0.

    ``current`` of ``total`` are the step's own counters (``unit`` names what they count), ``eta`` the unix second at
    which it is expected to end, ``weight`` its share of the run's progress (0 to 1).
    """

    id: str
    index: int
    state: str
    kind: str = ""
    persona: str = ""
    model: str = ""
    adapter: str = ""
    needs: tuple[str, ...] = ()
    optional: bool = False
    queued: float | None = None
    started: float | None = None
    ended: float | None = None
    duration: float | None = None
    tokens: int | None = None
    progress: float | None = None
    action: str = ""
    error: str = ""
    remark: str = ""
    max_attempts: int | None = None
    attempts: tuple[Attempt, ...] = ()
    subtasks: tuple[Subtask, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    contract: tuple[int, int] | None = None
    visits: int = 0
    origin: str = ""
    notes: tuple[Note, ...] = ()
    current: int | None = None
    total: int | None = None
    unit: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    eta: float | None = None
    files: int | None = None
    artifact_count: int | None = None
    validation: str = ""
    workspace: str = ""
    weight: float | None = None
    metrics: tuple[Metric, ...] = ()
    context: ErrorContext | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a pipeline.

    ``state`` is the effective state (see ``data.states``), ``stored`` the word in the store, ``reason`` why
    the two differ or what a reader must know ("heartbeat 7m ago", "cancelling"), ``step`` the step that is
    running now, ``seen`` the time of its newest sign of life.

    ``sources`` names where it is known from: store, or the format of its event file (wave, levels, phases, ci).
    ``conflict`` states both facts where two sources disagree. ``progress`` is what the source itself states, ``how``
    the sentence that says how it was computed, ``eta`` the unix second at which it is expected to end, ``facts`` what
    else it states (profile, triggered by, exit code with its meaning), ``indexed`` how much of its event file is read
    (0 to 100, None when all).
    """

    id: str
    pipeline: str
    state: str
    stored: str
    reason: str = ""
    error: str = ""
    input: str = ""
    step: str = ""
    steps_done: int | None = None
    steps_total: int | None = None
    tokens: int | None = None
    started: float | None = None
    ended: float | None = None
    cancel_requested: float | None = None
    cancel_forced: bool = False
    heartbeat: float | None = None
    seen: float | None = None
    pid: int | None = None
    parent: str = ""
    parent_step: str = ""
    kind: str = ""
    iterate_index: int | None = None
    iterate_total: int | None = None
    iterate_mode: str = ""
    child_ref: str = ""
    forked_from: str = ""
    retried_as: str = ""
    branch: str = ""
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    sources: tuple[str, ...] = ("store",)
    conflict: str = ""
    progress: float | None = None
    how: str = ""
    eta: float | None = None
    action: str = ""
    files: int | None = None
    artifact_count: int | None = None
    exit_code: int | None = None
    workspace: str = ""
    host: str = ""
    indexed: float | None = None
    facts: tuple[Metric, ...] = ()
    context: ErrorContext | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One timestamped fact; ``id`` is the row id and the only safe order.

    ``source`` is store or the format of the event file, ``level`` info, warn or error where the source says so,
    ``subtask`` the ids below the step, ``place`` the line of source that said it (``file:line``), ``facts`` whatever
    else the record holds.
    """

    id: int
    run: str
    time: float | None
    state: str
    step: str = ""
    attempt: int | None = None
    message: str = ""
    persona: str = ""
    tokens: int | None = None
    duration: float | None = None
    model: str = ""
    adapter: str = ""
    progress: float | None = None
    source: str = "store"
    notes: tuple[Note, ...] = ()
    level: str = ""
    subtask: tuple[str, ...] = ()
    place: str = ""
    function: str = ""
    facts: tuple[Metric, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A link or file that a run produced, as Wave lists it."""

    step: str
    kind: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RunDetail:
    """All that is known of one run except its events; ``children`` are direct child runs, oldest first."""

    run: Run
    steps: tuple[Step, ...] = ()
    children: tuple[Run, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    origin: Run | None = None


@dataclass(frozen=True, slots=True)
class StepHistory:
    """Earlier durations and tokens of one step of one pipeline, newest first, completed tries only."""

    step: str
    durations: tuple[float, ...] = ()
    tokens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PipelineHistory:
    """What earlier runs of a pipeline teach: per step, whole completed runs, and the last results."""

    pipeline: str
    steps: dict[str, StepHistory] = field(default_factory=dict)
    runs: tuple[float, ...] = ()
    results: tuple[str, ...] = ()

    def step(self, name: str) -> StepHistory:
        """The history of one step, empty when there is none."""
        return self.steps.get(name) or StepHistory(name)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as the pipeline's definition plans it; ``kind`` is persona, command, gate, pipeline, iterate…"""

    id: str
    kind: str = ""
    persona: str = ""
    needs: tuple[str, ...] = ()
    optional: bool = False
    rework_only: bool = False
    max_attempts: int | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment; ``state`` is success, failure or rolled_back ("" where unsaid), ``attempts`` counts pushes."""

    id: str
    commit: str = ""
    time: float | None = None
    state: str = ""
    attempts: int | None = None
    error: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployments:
    """What a deployment-state.json says: newest first in ``history``; ``last_good`` is where to roll back to."""

    path: str
    read_at: float
    current: Deployment | None = None
    last_good: Deployment | None = None
    history: tuple[Deployment, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class BadLine:
    """A record that no format knows or that cannot be read; ``offset`` in bytes, ``text`` its shown beginning."""

    file: str
    offset: int
    reason: str
    text: str
    size: int
    seen: float
