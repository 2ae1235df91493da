"""Artifacts of steps: those of earlier ones are put into a workspace, those a step made are kept."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from ....errors import RefusedError
from ....store.control import wording
from ....text import clean
from ..names import checked_name
from .definition import Output, Step
from .parts import Context, Produced, StepPlace
from .places import ARTIFACTS, inside, relative


class ArtifactError(RefusedError):
    """A needed artifact is not there."""


def put_in(context: Context, step: Step, place: StepPlace) -> None:
    """Copy what a step needs into its workspace.

    The artifacts under ``memory.inject_artifacts`` become ``.agents/artifacts/<as>``. Those of its dependencies are put
    at the paths where they were made, unless the workspace has something there. So are those that the run was given by
    the one that started it, as ``.agents/artifacts/<name>``.
    Raises ArtifactError when one that is not optional is missing, and OSError.
    """
    for need in step.injects:
        produced = context.state.produced.get((need.step, need.artifact))
        if produced is not None and produced.path.is_file():
            _copy(produced.path, place.workspace / ARTIFACTS / checked_name("artifact", need.given))
            said = wording.injected(need.given, need.step, str(ARTIFACTS / need.given))
            context.recorder.step_message(step.id, "step_progress", said)
        elif not need.optional:
            raise ArtifactError(
                f"artifact {clean(need.artifact)} of step {clean(need.step)} is missing; it was not made or is gone"
            )
    for produced in tuple(context.state.produced.values()):
        if produced.step in step.needs and produced.declared:
            _put_at(produced.declared, produced, place)
    for produced in context.state.given.values():
        _put_at(str(ARTIFACTS / checked_name("artifact", produced.name)), produced, place)


def _put_at(path: str, produced: Produced, place: StepPlace) -> None:
    target = inside(place.cwd, path)
    if target is not None and not os.path.lexists(target) and produced.path.is_file():
        _copy(produced.path, target)


def keep_outputs(context: Context, step: Step, place: StepPlace, stdout: Path) -> tuple[Produced, ...]:
    """Keep every artifact that a step left, under ``.agents/artifacts/<step>/`` of its workspace, and record it.

    Raises ArtifactError when a required one is missing, after the others were kept.
    """
    found = tuple(_source(context, output, place, stdout) for output in step.outputs)
    kept = tuple(
        keep_file(context, step.id, output, source, place)
        for output, source in zip(step.outputs, found, strict=True)
        if source is not None
    )
    missing = [output for output, source in zip(step.outputs, found, strict=True) if source is None and output.required]
    if missing:
        names = ", ".join(f"{clean(one.name)} ({clean(one.path) or one.source})" for one in missing)
        raise ArtifactError(f"required artifact missing: {names}; the step has to write it")
    return kept


def keep_file(context: Context, step: str, output: Output, source: Path, place: StepPlace) -> Produced:
    """Copy a file to where a step's artifacts are kept, and record it; the original is recorded when that fails."""
    ending = ".json" if output.kind == "json" else ""
    kept = place.workspace / ARTIFACTS / checked_name("step", step) / f"{checked_name('artifact', output.name)}{ending}"
    try:
        _copy(source, kept)
    except OSError as error:
        context.recorder.step_message(step, "warning", f"artifact {output.name} was not copied: {error.strerror}")
        kept = source
    produced = Produced(step, output.name, kept, output.kind, output.path)
    context.state.produced[step, output.name] = produced
    size = kept.stat().st_size
    context.recorder.artifact(step, output.name, relative(context, kept), output.kind, size, str(source))
    return produced


def _source(context: Context, output: Output, place: StepPlace, stdout: Path) -> Path | None:
    """The file an artifact is made from, None when there is none that is a regular file inside the workspace."""
    if output.source == "stdout":
        return _limited(stdout, context.manifest.max_stdout) if stdout.is_file() else None
    for folder in (place.cwd, place.workspace):
        path = inside(folder, output.path)
        if path is not None and path.is_file() and stat.S_ISREG(path.stat().st_mode):
            return path
    return None


def _limited(stdout: Path, most: int) -> Path:
    """The output itself, or its beginning in a file of its own when it is longer than allowed."""
    if stdout.stat().st_size <= most:
        return stdout
    beginning = stdout.with_name(f"{stdout.name}.beginning")
    with stdout.open("rb") as source, beginning.open("wb") as target:
        target.write(source.read(most))
    return beginning


def _copy(source: Path, target: Path) -> None:
    """Copy a file in place of whatever stands at the target; a link there is replaced, never written through."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    fresh.unlink(missing_ok=True)
    shutil.copyfile(source, fresh)
    os.replace(fresh, target)
