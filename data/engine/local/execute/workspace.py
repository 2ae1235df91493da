"""Makes the place in which a step works: its folder with its mounts, or a git worktree that steps share by branch."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

from ....errors import RefusedError
from ....text import clean
from .definition import Mount, Step
from .environ import base_environment
from .mounts import copy_mount, engine_files
from .parts import NO_ITEM, Context, Scope, StepPlace
from .places import ARTIFACTS, inside, run_folder, step_files, step_folder, tail
from .templates import fill

_BRANCH = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,198}[A-Za-z0-9_-])?")
_GIT_SECONDS = 90.0


class WorkspaceError(RefusedError):
    """A step's workspace cannot be made."""


async def prepare(context: Context, step: Step, scope: Scope = NO_ITEM, folder: str = "") -> StepPlace:
    """The place of a step, made when it is not there yet; ``folder`` is that of an item below the step's.

    Raises RefusedError when a name leads outside or git says no, and OSError.
    """
    if step.workspace.kind == "worktree":
        tree = await _worktree(context, step, scope)
        place = StepPlace(tree, tree)
    else:
        own = step_folder(context, step.id)
        place = await asyncio.to_thread(_folder, context, step, own / folder if folder else own)
    (place.workspace / ARTIFACTS).mkdir(parents=True, exist_ok=True)
    return place


def _folder(context: Context, step: Step, own: Path) -> StepPlace:
    own.mkdir(parents=True, exist_ok=True, mode=0o750)
    cwd = own
    for mount in step.workspace.mounts:
        target = _mount(context, mount, own)
        cwd = target if _is_project(mount) and cwd == own else cwd
    return StepPlace(own, cwd)


def _is_project(mount: Mount) -> bool:
    return os.path.normpath(mount.source) == "."


def _mount(context: Context, mount: Mount, own: Path) -> Path:
    root = context.spec.root
    source, target = inside(root, mount.source), inside(own, mount.target.lstrip("/"))
    if source is None or target is None:
        raise WorkspaceError(
            f"the mount {clean(mount.source)} → {clean(mount.target)} leads outside; correct its paths"
        )
    if not source.exists():
        raise WorkspaceError(f"the mount {clean(mount.source)} is not in the project; correct its path")
    if target == own or not target.exists():
        left_out = engine_files(context.spec.state_folder, root / context.manifest.workspace_root)
        copy_mount(source, target, readonly=mount.mode == "readonly", left_out=left_out)
    return target


async def _worktree(context: Context, step: Step, scope: Scope) -> Path:
    branch = fill(step.workspace.branch, context, scope, step.id) or f"wave/{context.run}/{step.id}"
    base = fill(step.workspace.base, context, scope, step.id) or "HEAD"
    for name in (branch, base):
        if not _BRANCH.fullmatch(name) or ".." in name or "//" in name:
            raise WorkspaceError(f"{clean(name, limit=80)!r} is no name for a branch; correct workspace.branch")
    async with context.state.worktree_lock:
        known = context.state.worktrees.get(branch)
        if known is None:
            known = await _add_worktree(context, step, branch, base)
            context.state.worktrees[branch] = known
    return known


async def _add_worktree(context: Context, step: Step, branch: str, base: str) -> Path:
    tree = run_folder(context) / f"__wt_{re.sub(r'[^A-Za-z0-9._-]', '_', branch)}"
    if not tree.exists():
        exists = (await _git(context, step, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}"))[0]
        new = () if exists else ("-b", branch)
        worked, said = await _git(context, step, "worktree", "add", *new, str(tree), branch if exists else base)
        if not worked:
            raise WorkspaceError(f"git cannot make a worktree for branch {branch}: {said or 'it gave no reason'}")
    context.recorder.branch(branch)
    return tree


async def _git(context: Context, step: Step, *arguments: str) -> tuple[bool, str]:
    """Run git in the project: whether it succeeded, and what it said."""
    log = step_files(context, step.id, 0).stdout
    before = log.stat().st_size if log.exists() else 0
    ended = await context.processes.run(
        ("git", "-C", str(context.spec.root), *arguments),
        cwd=context.spec.root,
        environ={**base_environment(context), "GIT_TERMINAL_PROMPT": "0"},
        output=log,
        timeout=_GIT_SECONDS,
        step=step.id,
    )
    said = tail(log, 2_000, before) if log.exists() else ended.error
    return ended.code == 0, clean(said, limit=500)
