"""What a completed step left, kept in a file so that a retry of its run can take it over."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ....errors import RefusedError
from ..names import checked_name
from .definition import Step
from .parts import Context, Produced, StepOutcome
from .places import ARTIFACTS, files_folder, relative, step_folder

NAME = "result.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """The result of a step of an earlier run: its output, and its artifacts where they are kept."""

    step: str
    output: str
    artifacts: tuple[Produced, ...]

    @property
    def missing(self) -> tuple[Produced, ...]:
        """The artifacts whose files are gone."""
        return tuple(one for one in self.artifacts if not one.path.is_file())


def keep_result(context: Context, step: Step, outcome: StepOutcome) -> None:
    """Write down what a step left; one that cannot be written means that a retry has to run the step again."""
    folder = files_folder(context, step.id)
    artifacts = [
        {"name": one.name, "path": relative(context, one.path), "kind": one.kind, "declared": one.declared}
        for one in outcome.artifacts
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        fresh = folder / f".{NAME}"
        fresh.write_text(json.dumps({"output": outcome.output, "artifacts": artifacts}), "utf-8", "surrogateescape")
        os.replace(fresh, folder / NAME)
    except OSError as error:
        said = f"what the step left was not noted, so a retry runs it again: {error.strerror}"
        context.recorder.step_message(step.id, "warning", said)


def kept_result(root: Path, workspaces: Path, run: str, step: str) -> Kept | None:
    """What a step of a run left, None when nothing is noted. Raises RefusedError when a name is none."""
    file = workspaces / checked_name("run", run) / ".agents" / "steps" / checked_name("step", step) / NAME
    try:
        values = json.loads(file.read_text("utf-8"))
        artifacts = tuple(
            Produced(step, str(one["name"]), root / str(one["path"]), str(one["kind"]), str(one["declared"]))
            for one in values["artifacts"]
        )
        return Kept(step, str(values["output"]), artifacts)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def take_over(context: Context, step: Step, origin: str) -> StepOutcome:
    """Copy what a step of the run ``origin`` left into this run. Raises RefusedError when something is gone."""
    workspaces = context.spec.root / context.manifest.workspace_root
    kept = kept_result(context.spec.root, workspaces, origin, step.id)
    if kept is None or kept.missing:
        names = ", ".join(one.name for one in kept.missing) if kept else "its result"
        raise RefusedError(f"step {step.id} cannot be reused: {names} of run {origin} is gone; let the step run again")
    taken = tuple(_copied(context, step, one) for one in kept.artifacts)
    return StepOutcome("completed", output=kept.output, artifacts=taken, message=f"reused from {origin}")


def _copied(context: Context, step: Step, one: Produced) -> Produced:
    target = step_folder(context, step.id) / ARTIFACTS / step.id / one.path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(one.path, target)
    context.recorder.artifact(
        step.id, one.name, relative(context, target), one.kind, target.stat().st_size, str(one.path)
    )
    return Produced(step.id, one.name, target, one.kind, one.declared)
