"""One line of Wave's event stream, in today's shape and in that of the progress data model (000)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Number = Annotated[float, Meta(ge=-1e15, le=1e15)]


class Hint(Struct, gc=False):
    """A way out of a failure that can be copied."""

    label: str = ""
    command: str = ""
    type: str = ""


class Link(Struct, gc=False):
    """A pull request, an issue or a deployment."""

    label: str = ""
    url: str = ""


class Deliverable(Struct, gc=False):
    """A file that the run made."""

    type: str = ""
    name: str = ""
    path: str = ""
    description: str = ""
    step_id: str = ""


class Outcomes(Struct, gc=False):
    """What a run made, in its last event."""

    branch: str = ""
    pushed: bool = False
    remote_ref: str = ""
    push_error: str = ""
    pull_requests: tuple[Link, ...] = ()
    issues: tuple[Link, ...] = ()
    deployments: tuple[Link, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()


class WaveRecord(Struct, gc=False):
    """An event; ``progress`` 0 to 100, ``estimated_eta`` seconds left, what ends in ``_ms`` milliseconds."""

    pipeline_id: str
    state: str
    timestamp: str | float = ""
    step_id: str = ""
    message: str = ""
    persona: str = ""
    tool_name: str = ""
    tool_target: str = ""
    duration_ms: Number = 0.0
    estimated_time_ms: Number = 0.0
    tokens_used: Whole = 0
    tokens_in: Whole | None = None
    tokens_out: Whole | None = None
    progress: Number | None = None
    estimated_eta: Number | None = None
    subtask_current: Whole | None = None
    subtask_total: Whole | None = None
    files_processed: Whole | None = None
    artifact_count: Whole | None = None
    total_steps: Whole | None = None
    completed_steps: Whole | None = None
    current_action: str = ""
    artifacts: tuple[str, ...] = ()
    workspace_path: str = ""
    contract_progress: str = ""
    validation_phase: str = ""
    model: str = ""
    configured_model: str = ""
    adapter: str = ""
    temperature: Number | None = None
    failure_reason: str = ""
    failure_class: str = ""
    remediation: str = ""
    compaction_stats: str = ""
    recovery_hints: tuple[Hint, ...] = ()
    outcomes: Outcomes | None = None
    iteration: Whole | None = None
    total_processed: Whole | None = None
    work_item_id: str = ""
