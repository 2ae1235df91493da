"""A pipeline as it is executed: every value exactly as the file has it, nothing cleaned or redacted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Exec:
    """What a step executes: kind prompt or command; ``source`` or the file ``source_path``, or ``command`` and args."""

    kind: str
    source: str = ""
    source_path: str = ""
    command: str = ""
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inject:
    """An earlier step's artifact that is put into a step's workspace as ``given``."""

    step: str
    artifact: str
    given: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Mount:
    """A part of the project, relative to its root, that is copied into a workspace."""

    source: str
    target: str
    mode: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a step works: an own folder (kind "") or a git worktree."""

    kind: str = ""
    branch: str = ""
    base: str = ""
    mounts: tuple[Mount, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """An artifact that a step produces from a file or from its stdout."""

    name: str
    path: str
    kind: str = ""
    required: bool = False
    source: str = "file"


@dataclass(frozen=True, slots=True)
class Contract:
    """A condition on what a step left; ``timeout`` in seconds, None when not set, ``keys`` as written in the file."""

    kind: str
    on_failure: str = ""
    must_pass: bool = False
    source: str = ""
    schema: str = ""
    schema_path: str = ""
    command: str = ""
    command_args: tuple[str, ...] = ()
    dir: str = ""
    max_retries: int | None = None
    timeout: float | None = None
    rework_step: str = ""
    glob: str = ""
    exclude: tuple[str, ...] = ()
    min_files: int = 1
    base_ref: str = "HEAD~1"
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and when a step is tried again; delays in seconds, None what neither key nor policy sets."""

    policy: str = ""
    max_attempts: int | None = None
    backoff: str = ""
    base_delay: float | None = None
    max_delay: float | None = None
    on_failure: str = ""
    rework_step: str = ""
    no_escalate: bool = False


@dataclass(frozen=True, slots=True)
class Strategy:
    """A step that runs once per item of a list: by itself, or as a child pipeline when one is named."""

    kind: str
    items_source: str = ""
    item_key: str = ""
    item_id_key: str = ""
    max_concurrency: int | None = None
    child_pipeline: str = ""
    input_template: str = ""


@dataclass(frozen=True, slots=True)
class Iterate:
    """A pipeline that is run once per item; mode sequential or parallel."""

    over: str
    mode: str = "sequential"
    max_concurrent: int | None = None
    on_failure: str = "fail"


@dataclass(frozen=True, slots=True)
class Branch:
    """A pipeline chosen by a value; a case leads to a pipeline's name or ``skip``."""

    on: str
    cases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a gate; target is a step, "" for the next ones, or ``_fail``."""

    label: str
    key: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A wait for a timer or an answer; ``timeout`` in seconds, None when not set."""

    kind: str
    auto: bool = False
    timeout: float | None = None
    message: str = ""
    prompt: str = ""
    choices: tuple[Choice, ...] = ()
    default: str = ""
    freeform: bool = False


@dataclass(frozen=True, slots=True)
class Loop:
    """Composition steps that are repeated until a condition holds."""

    max_iterations: int | None
    until: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Several outputs joined into one file; strategy merge_arrays, concat or reduce."""

    source: str
    into: str
    strategy: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """A command, or a script of type script, at an event of the run; ``timeout`` in seconds."""

    name: str
    event: str
    kind: str = "command"
    command: str = ""
    script: str = ""
    matcher: str = ""
    blocking: bool | None = None
    fail_open: bool | None = None
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``kind`` is command, prompt, gate, pipeline, iterate, branch, loop, aggregate, or "" when it is none.

    A step with a ``strategy`` keeps the kind of what it does per item. ``gives`` are artifacts that a child pipeline
    finds, ``takes`` those it must leave, ``max_cycles`` the rounds of its loops that name none.
    """

    id: str
    index: int
    kind: str
    place: Place = ()
    persona: str = ""
    adapter: str = ""
    model: str = ""
    needs: tuple[str, ...] = ()
    script: str = ""
    exec: Exec | None = None
    optional: bool = False
    rework_only: bool = False
    timeout_minutes: float | None = None
    allowed_tools: tuple[str, ...] = ()
    denied_tools: tuple[str, ...] = ()
    injects: tuple[Inject, ...] = ()
    workspace: Workspace = field(default_factory=Workspace)
    outputs: tuple[Output, ...] = ()
    contracts: tuple[Contract, ...] = ()
    retry: Retry = field(default_factory=Retry)
    strategy: Strategy | None = None
    pipeline: str = ""
    input: str = ""
    input_from: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    gives: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    max_cycles: int | None = None
    child_timeout: float | None = None
    iterate: Iterate | None = None
    branch: Branch | None = None
    gate: Gate | None = None
    loop: Loop | None = None
    aggregate: Aggregate | None = None


@dataclass(frozen=True, slots=True)
class PipelineOutput:
    """What a run hands to the one that started it: an artifact of a step, or a field of it."""

    name: str
    step: str
    artifact: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole pipeline; ``faults`` are values of the wrong shape, ``unknown`` the places of keys nobody knows.

    ``present`` names every place in the file, such as ("steps", 0, "thread"), for a check of what is supported.
    """

    name: str
    file: Path
    text: str
    steps: tuple[Step, ...] = ()
    hooks: tuple[Hook, ...] = ()
    outputs: tuple[PipelineOutput, ...] = ()
    tools: tuple[str, ...] = ()
    present: tuple[tuple[Place, str], ...] = ()
    unknown: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    def step(self, name: str) -> Step | None:
        """The step with this id."""
        return next((step for step in self.steps if step.id == name), None)
