"""A whole run as a list of timed changes, children included, before any of it happens."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .persona import play_persona
from .rows import Change, Value, event, heartbeat, insert, interrupt, run_ends
from .scene import Part, Scene, run_id
from .shapes import StepShape, shape
from .steps import Child, play_children, play_command, play_gate


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to a run besides its work.

    ``fail`` and ``retry`` hit ``step``; ``cancel`` (asked for through the store), ``stop`` (an interrupt of
    the process) and ``lose`` (a killed process) come when ``part`` of the run is over.
    """

    kind: str = ""
    step: str = ""
    part: float = 0.5


@dataclass(frozen=True, slots=True)
class Origin:
    """What a run goes back to: a parent's iterate step, or an earlier run that it resumes from a step."""

    run: str
    step: str
    kind: str
    workspace: str = ""
    index: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A run to be played: its changes in the order of their time; ``runs`` are the run and its children."""

    run: str
    subject: str
    end: float
    changes: tuple[Change, ...]
    runs: tuple[str, ...]
    workspace: str


@dataclass(frozen=True, slots=True)
class _Cut:
    at: float
    changes: tuple[Change, ...]


GOOD = Fate()
_CANCELED = "adapter execution failed: general_error: context canceled"


def write_script(
    *,
    pipeline: str,
    subject: str,
    start: float,
    rng: Random,
    fate: Fate = GOOD,
    origin: Origin | None = None,
    pid: int = 0,
) -> Script:
    """Play a pipeline on paper from a moment in unix seconds; ``pid`` is the process that its row names."""
    name = run_id(pipeline, start, rng)
    workspace = origin.workspace if origin and origin.workspace else name
    scene = Scene(name, shape(pipeline), subject, workspace, rng)
    children: list[str] = []
    parts = _play(scene, start + 0.2, fate, _earlier(scene, origin), children)
    cut = _cut(scene, parts, fate, start, children) or _finish(scene, parts, start, origin)
    changes = [*_opening(scene, start, origin, pid), *_steps(scene, parts), *_progress(scene, parts)]
    kept = [*(change for change in changes if change.at <= cut.at), *cut.changes]
    if _resumes(origin):
        kept = [change for change in kept if "_state" not in change.sql]
    ordered = tuple(sorted(kept, key=lambda change: change.at))
    return Script(name, subject, ordered[-1].at, ordered, (name, *children), workspace)


def _resumes(origin: Origin | None) -> bool:
    return origin is not None and origin.kind == "resume"


def _earlier(scene: Scene, origin: Origin | None) -> frozenset[str]:
    if origin is None or not _resumes(origin):
        return frozenset()
    names = [step.id for step in scene.shape.steps]
    return frozenset(names[: names.index(origin.step)])


def _play(scene: Scene, start: float, fate: Fate, earlier: frozenset[str], children: list[str]) -> tuple[Part, ...]:
    played: dict[str, Part] = {}
    for step in scene.shape.steps:
        waits = [name for name in step.needs if name not in earlier]
        ready = all(name in played and not played[name].error for name in waits)
        if step.id not in earlier and ready:
            begin = max((played[name].end for name in waits), default=start) + scene.rng.uniform(0.05, 0.6)
            played[step.id] = _play_step(scene, step, begin, fate, children)
    return tuple(played.values())


def _play_step(scene: Scene, step: StepShape, start: float, fate: Fate, children: list[str]) -> Part:
    hit = fate.kind if step.id == fate.step else ""
    if step.kind == "gate":
        return play_gate(scene, step, start)
    if step.kind == "command":
        return play_command(scene, step, start, fails=hit == "fail")
    if step.kind == "iterate":
        return play_children(scene, step, start, _child(scene, step, children))
    return play_persona(scene, step, start, {"fail": step.max_attempts, "retry": 1}.get(hit, 0))


def _child(scene: Scene, step: StepShape, children: list[str]) -> Child:
    def play(index: int, item: str, begin: float) -> tuple[tuple[Change, ...], float]:
        origin = Origin(scene.run, step.id, "iterate_child", index=index, total=len(step.items))
        script = write_script(pipeline=step.subject, subject=item, start=begin, rng=scene.rng, origin=origin)
        children.append(script.run)
        return script.changes, script.end

    return play


def _opening(scene: Scene, start: float, origin: Origin | None, pid: int) -> tuple[Change, ...]:
    run, at = scene.run, int(start)
    lineage: dict[str, Value] = {"pid": pid, "last_heartbeat": at}
    if origin is not None:
        lineage = {"parent_run_id": origin.run, "parent_step_id": origin.step, "run_kind": origin.kind}
    if origin is not None and origin.index is not None:
        lineage |= {"iterate_index": origin.index, "iterate_total": origin.total, "iterate_mode": "parallel"}
        lineage["sub_pipeline_ref"] = scene.shape.name
    facts = {"pipeline_name": scene.shape.name, "status": "running", "input": scene.subject, "current_step": ""}
    row = insert(start, "pipeline_run", run_id=run, **facts, started_at=at, **lineage)
    if origin is not None and _resumes(origin):
        text = f"Starting step {origin.step} (resumed from {origin.step})"
        return (row, event(start, run, "started", origin.step, text))
    state = {"pipeline_id": run, "pipeline_name": run, "status": "running", "input": scene.subject}
    return (
        row,
        insert(start, "pipeline_state", **state, created_at=at, updated_at=at),
        event(start, run, "started", "", f'input="{scene.subject}" steps={len(scene.shape.steps)}'),
        event(start, run, "started", "", f"workspace root: .agents/workspaces/{scene.workspace}/"),
    )


def _steps(scene: Scene, parts: tuple[Part, ...]) -> tuple[Change, ...]:
    return tuple(change for part in parts for change in part.changes)


def _progress(scene: Scene, parts: tuple[Part, ...]) -> list[Change]:
    changes = []
    total, end = len(scene.shape.steps), max(part.end for part in parts)
    done = [part for part in sorted(parts, key=lambda part: part.end) if not part.error or part.step.optional]
    for count, part in enumerate(done, 1 + total - len(parts)):
        if part.step.kind == "persona":
            eta = int(end - part.end)
            changes.append(event(part.end, scene.run, "eta_updated", part.step.id, estimated_eta=eta))
        message = f"{count}/{total} steps completed"
        changes.append(event(part.end, scene.run, "running", "", message, progress=100 * count // total))
    return changes


def _cut(scene: Scene, parts: tuple[Part, ...], fate: Fate, start: float, children: list[str]) -> _Cut | None:
    def stopped(at: float, status: str, text: str) -> tuple[Change, ...]:
        changes = [change for run in children for change in interrupt(at, run, status, _CANCELED)]
        return (*changes, *interrupt(at, scene.run, status, text), _evaluation(scene, start, at, "failure"))

    broken = [part for part in parts if part.error and not part.step.optional]
    if broken:
        first = min(broken, key=lambda part: part.end)
        text = f'step "{first.step.id}" failed: {first.error}'
        return _Cut(first.end, stopped(first.end, "failed", text))
    end = max(part.end for part in parts)
    at = start + (end - start) * fate.part
    current = next((part.step.id for part in parts if part.start <= at < part.end), parts[-1].step.id)
    if fate.kind == "cancel":
        asked = insert(at, "cancellation", run_id=scene.run, requested_at=int(at), force=0)
        text = f'step "{current}" failed: {_CANCELED}'
        return _Cut(at, (asked, *stopped(at + 1.2, "failed", text)))
    if fate.kind == "stop":
        return _Cut(at, stopped(at, "cancelled", "pipeline cancelled"))
    return _Cut(at, (heartbeat(at, scene.run),)) if fate.kind == "lose" else None


def _finish(scene: Scene, parts: tuple[Part, ...], start: float, origin: Origin | None) -> _Cut:
    at, run, total = max(part.end for part in parts), scene.run, len(scene.shape.steps)
    duration = int(1000 * (at - start))
    told = [event(at, run, "completed", "", f"{total} steps completed", duration_ms=duration, progress=100)]
    if origin is None:
        told.append(event(at, run, "completed", "", f"Pipeline '{scene.shape.name}' completed", duration_ms=duration))
    elif _resumes(origin):
        told = [event(at, run, "completed", "", f"Pipeline completed successfully (resumed from {origin.step})")]
    return _Cut(
        at, (*told, *run_ends(at, run, "completed"), _evaluation(scene, start + duration / 1000, duration, None))
    )


def _evaluation(scene: Scene, start: float, at: float, failure: str | None = None) -> Change:
    return insert(
        at,
        "pipeline_eval",
        pipeline_name=scene.shape.name,
        run_id=scene.run,
        contract_pass=failure is None,
        failure_class=failure,
        duration_ms=int(1000 * (at - start)),
        recorded_at=int(at),
    )
