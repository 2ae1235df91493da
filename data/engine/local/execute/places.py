"""Where a run keeps what belongs to its steps; every name is checked before it becomes part of a path."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ..names import checked_name
from .parts import Context

ARTIFACTS = Path(".agents/artifacts")


@dataclass(frozen=True, slots=True)
class StepFiles:
    """The engine's own files of one step, outside of its workspace; ``attempt`` and item are part of their names."""

    folder: Path
    stdout: Path
    stderr: Path
    events: Path
    result: Path


def run_folder(context: Context) -> Path:
    """``<workspace_root>/<run>``. Raises RefusedError when the run's id is no name."""
    return context.spec.root / context.manifest.workspace_root / checked_name("run", context.run)


def step_folder(context: Context, step: str) -> Path:
    """``<workspace_root>/<run>/<step>``. Raises RefusedError when an id is no name."""
    return run_folder(context) / checked_name("step", step)


def step_files(context: Context, step: str, attempt: int, item: str = "") -> StepFiles:
    """The engine's files for a try of a step, or of one of its items; makes their folder."""
    folder = files_folder(context, step)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    mark = f"{checked_name('item', item)}.{attempt}" if item else str(attempt)
    return StepFiles(
        folder=folder,
        stdout=folder / f"stdout.{mark}",
        stderr=folder / f"stderr.{mark}",
        events=folder / f"events.{mark}.ndjson",
        result=folder / "result.json",
    )


def files_folder(context: Context, step: str, run: str = "") -> Path:
    """The folder of a step's files, of another run when one is named."""
    run_name = checked_name("run", run or context.run)
    root = context.spec.root / context.manifest.workspace_root
    return root / run_name / ".agents" / "steps" / checked_name("step", step)


def relative(context: Context, path: Path) -> str:
    """A path as the store has it: relative to the project's root, absolute when it is outside."""
    root = os.path.abspath(context.spec.root)
    whole = os.path.abspath(path)
    return os.path.relpath(whole, root) if whole.startswith(root + os.sep) else whole


def inside(folder: Path, path: str) -> Path | None:
    """The path below a folder that a definition names, None when it leads out of it, links included."""
    target = Path(os.path.realpath(folder / path))
    return folder / path if target.is_relative_to(os.path.realpath(folder)) else None


def tail(file: Path, most: int, begin: int = 0) -> str:
    """The end of a file as text, at most this many bytes, nothing of what stands before ``begin``."""
    try:
        with file.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            source.seek(max(begin, size - most))
            return source.read(most).decode("utf-8", "replace")
    except OSError:
        return ""
