"""Lifecycle hooks: commands of the project and of the pipeline at the events of a run.

What a hook hears about the run it hears through its environment, never through its text. Status 0 means go on; after
status 2 it may say why not as JSON: {"reason": "..."}.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from ....text import clean
from ..names import checked_name
from .commands import Command, failure, printed, run_command, shell_argv
from .definition import Hook
from .parts import Context, Exit, HookResult
from .places import run_folder

EVENTS = (
    "run_start",
    "run_completed",
    "run_failed",
    "step_start",
    "step_completed",
    "step_failed",
    "step_retrying",
    "contract_validated",
    "artifact_created",
    "workspace_created",
)
"""The events at which a hook may run."""

KINDS = ("command", "script")
"""The kinds of hooks that this engine runs."""

_BLOCKING = frozenset({"run_start", "step_start", "step_completed"})
_TIMEOUT = 30.0
_LONGEST = 16_384


async def run_hooks(event: str, context: Context, *, step: str = "", error: str = "") -> HookResult:
    """Run the hooks of an event one after the other, those of the project first; the first that blocks is the last."""
    hooks = (*context.manifest.hooks, *context.definition.hooks)
    for number, hook in enumerate(hooks, 1):
        if hook.event == event and _is_for(hook, step) and not context.cancelled.is_set():
            reason = await _run(hook, number, context, step, error)
            if reason:
                return HookResult(False, f'blocking hook "{hook.name}" failed: {reason}')
    return HookResult()


def is_blocking(hook: Hook) -> bool:
    """Whether the run waits for the hook's consent: as it says, else at starts and at the end of a step."""
    return hook.event in _BLOCKING if hook.blocking is None else hook.blocking


async def _run(hook: Hook, number: int, context: Context, step: str, error: str) -> str:
    """Run one hook and record it; why the run must not go on, empty when it may."""
    context.recorder.step_message(step, "hook_started", f"hook={hook.name}")
    reason = await _failure(hook, number, context, step, error)
    if reason and is_blocking(hook) and not hook.fail_open:
        context.recorder.step_message(step, "hook_failed", f"hook={hook.name} {reason}")
        return reason
    if reason and not is_blocking(hook):
        context.recorder.step_message(step, "hook_failed", f"hook={hook.name} non-blocking: {reason}")
    else:
        remark = f" fail-open: {reason}" if reason else ""
        context.recorder.step_message(step, "hook_passed", f"hook={hook.name}{remark}")
    return ""


async def _failure(hook: Hook, number: int, context: Context, step: str, error: str) -> str:
    problem = matcher_problem(hook)
    if problem:
        return problem
    log = run_folder(context) / ".agents" / "hooks" / f"{number}.{checked_name('step', step or 'run')}.{hook.event}.log"
    command = Command(
        argv=shell_argv(hook.command if hook.kind == "command" else hook.script),
        cwd=context.spec.root,
        log=log,
        step=step,
        timeout=_TIMEOUT if hook.timeout is None else hook.timeout,
        variables=_facts(hook, context, step, error),
    )
    try:
        ended = await run_command(command, context)
    except OSError as fault:
        return f"could not be run: {fault.strerror or fault}"
    failed = failure(ended, command.timeout)
    return _reason(ended, failed, log) if failed else ""


def _reason(ended: Exit, failed: str, log: Path) -> str:
    said = printed(log)
    if ended.code == 2:
        try:
            value = json.loads(said)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and isinstance(value.get("reason"), str):
            return str(value["reason"])
    return f"{failed}: {said}" if said else failed


def matcher_problem(hook: Hook) -> str:
    """What is wrong with the expression that chooses a hook's steps, empty when nothing is."""
    try:
        re.compile(hook.matcher)
    except re.error as error:
        return f"its matcher is no regular expression: {error}"
    return ""


def _is_for(hook: Hook, step: str) -> bool:
    """Whether the hook wants this step; at events of the run there is none to choose."""
    return not step or bool(matcher_problem(hook)) or re.search(hook.matcher, step) is not None


def _facts(hook: Hook, context: Context, step: str, error: str) -> dict[str, str]:
    place = context.state.places.get(step)
    return {
        "WAVE_HOOK_NAME": hook.name,
        "WAVE_HOOK_EVENT": hook.event,
        "WAVE_HOOK_PIPELINE": context.run,
        "WAVE_HOOK_STEP_ID": step,
        "WAVE_HOOK_WORKSPACE": str(place.workspace) if place else "",
        "WAVE_HOOK_ERROR": clean(error, limit=_LONGEST, lines=True),
    }
