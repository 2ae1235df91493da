"""Where a played run takes place, and what a step of it leaves there."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from .content import content
from .rows import Change, Value, insert
from .shapes import Shape, StepShape


@dataclass(frozen=True, slots=True)
class Scene:
    """One run being played: its id, pipeline and input, and the run whose workspace it works in."""

    run: str
    shape: Shape
    subject: str
    workspace: str
    rng: Random

    def folder(self, step: StepShape) -> str:
        """Where a step works, relative to the project root."""
        return f".agents/workspaces/{self.workspace}/{step.id}"


@dataclass(frozen=True, slots=True)
class Part:
    """A step that was played: its changes up to its end, and its error when it failed."""

    step: StepShape
    start: float
    end: float
    changes: tuple[Change, ...]
    error: str = ""


def run_id(pipeline: str, at: float, rng: Random) -> str:
    """An id as Wave makes it: the pipeline, local date and time, four hex digits."""
    return f"{pipeline}-{time.strftime('%Y%m%d-%H%M%S', time.localtime(at))}-{rng.randrange(16**4):04x}"


def leave(scene: Scene, step: StepShape, at: float) -> Iterator[Change]:
    """The artifacts of a step as files and rows, each with its outcome."""
    for name, kind in step.artifacts:
        path = _path(scene, step, name, kind)
        body = content(name, kind, scene.subject, scene.rng)
        yield Change(at, path=path, content=body)
        facts: dict[str, Value] = {"run_id": scene.run, "step_id": step.id, "created_at": int(at)}
        yield insert(at, "artifact", name=name, path=path, type=kind, size_bytes=len(body), **facts)
        yield insert(at, "pipeline_outcome", type="file", label=name, value=path, description=kind, **facts)


def injected(scene: Scene, step: StepShape) -> Iterator[str]:
    """What a step finds of the steps that it needs, in Wave's words."""
    for needed in scene.shape.steps:
        for name, kind in needed.artifacts if needed.id in step.needs else ():
            yield f"injected artifact {name} from {needed.id} ({_path(scene, needed, name, kind)})"


def checkpoint(scene: Scene, step: StepShape, at: float) -> Change:
    """The row with which a completed step can be returned to."""
    files = {f"{step.id}:{name}": _path(scene, step, name, kind) for name, kind in step.artifacts}
    return insert(
        at,
        "checkpoint",
        run_id=scene.run,
        step_id=step.id,
        step_index=scene.shape.steps.index(step),
        workspace_path=scene.folder(step),
        artifact_snapshot=json.dumps(files),
        created_at=int(at),
    )


def _path(scene: Scene, step: StepShape, name: str, kind: str) -> str:
    return f"{scene.folder(step)}/.agents/artifacts/{step.id}/{name}{'.json' if kind == 'json' else ''}"
