"""What a progress snapshot by phases states about its run as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ...progress.phases import Share, how_weighted, weighted
from ..facts import RunFact
from .fields import Fields
from .phases_said import Snapshot
from .phases_steps import told_error

_ROUNDING = 1.0


class Around(Protocol):
    """What a document may say of its origin beside the snapshot."""

    operation_type: object
    host: object
    pid: object
    parent: object
    parent_step: object
    tags: object


def run_fact(said: Snapshot, parts: Sequence[Share], around: Around, *, weigh: bool) -> RunFact:
    """The run; ``weigh`` makes the weighted percentage the run's own whatever the document states."""
    state = state_of(said)
    percent, how = _progress(said.percent, parts, weigh)
    origin = _origin(around)
    return RunFact(
        time=said.time,
        state=state,
        pipeline=origin.text("operation_type") or "phases",
        error=told_error(said.error) if said.error else "",
        started=min((phase.started for phase in said.phases if phase.started is not None), default=None),
        ended=_ended(said, state),
        step=said.phase if any(phase.name == said.phase for phase in said.phases) else "",
        listed=tuple(phase.name for phase in said.phases),
        steps_done=sum(phase.state == "completed" for phase in said.phases) if said.phases else None,
        steps_total=len(said.phases) or None,
        progress=percent,
        how=how,
        action=said.message,
        files=_files(said),
        kind="session",
        parent=origin.text("parent"),
        parent_step=origin.text("parent_step"),
        host=origin.text("host"),
        pid=origin.whole("pid"),
        tags=tuple(tag for tag in around.tags if isinstance(tag, str)) if isinstance(around.tags, list) else (),
        context=said.error,
    )


def state_of(said: Snapshot) -> str:
    """The run's state: its own word if it has ended, else what its phases come to."""
    states = {phase.state for phase in said.phases}
    if said.ended and said.ended != "failed":
        return said.ended
    if said.ended or said.error or "failed" in states:
        return said.failed
    if states == {"completed"}:
        return "completed"
    return "running" if states & {"running", "completed"} else "pending"


def _progress(stated: float | None, parts: Sequence[Share], weigh: bool) -> tuple[float | None, str]:
    total, sentence = weighted(parts), how_weighted(parts)
    if total is None:
        return stated, "stated by its file" if stated is not None else ""
    if stated is None or abs(stated - total) <= _ROUNDING:
        return (total if stated is None or weigh else stated), f"weighted by phase: {sentence}"
    if weigh:
        return total, f"weighted by phase: {sentence}; its file states {stated:g} %"
    return stated, f"stated by its file; weighted by phase it is {sentence}"


def _ended(said: Snapshot, state: str) -> float | None:
    """When it ended: the last phase of one that completed, the error of one that broke off, else its last snapshot."""
    over = [phase.ended for phase in said.phases if phase.ended is not None]
    if state == "completed":
        return max(over, default=said.time)
    if state in ("failed", "cancelled"):
        told = said.error.time if said.error else None
        return told if told is not None else said.time if said.time is not None else max(over, default=None)
    return None


def _files(said: Snapshot) -> int | None:
    done = [phase.files if phase.state == "completed" else phase.index for phase in said.phases]
    return max((count for count in done if count is not None and count >= 0), default=None)


def _origin(around: Around) -> Fields:
    names = ("operation_type", "host", "pid", "parent", "parent_step")
    return Fields({name: getattr(around, name) for name in names})
