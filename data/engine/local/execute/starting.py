"""Starts the one command of a try: a script, a program with arguments, or an adapter with its prompt."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from ....errors import RefusedError
from ..output import keep_within
from ..service import Exit
from .activity import follow_tools
from .adapters import Call
from .definition import Step
from .environ import step_environment, write_private
from .events_in import EventFile, follow
from .parts import Context, Scope, StepPlace
from .places import StepFiles
from .templates import fill, shell

_LOOK = 1.0


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a step: where it works, its files, its number counted from 1, and the item it is for."""

    step: Step
    place: StepPlace
    files: StepFiles
    number: int
    scope: Scope


def script_call(context: Context, one: Try, script: str) -> tuple[Call, dict[str, str]]:
    """A script run by sh, and the variables to which its templates became. Raises TemplateError."""
    text = shell(script, context, one.scope, one.step.id)
    environ = dict(text.environ)
    for name, value in text.files:
        file = one.files.folder / f"{name}.{one.number}"
        write_private(file, value)
        environ[name] = str(file)
    return Call(("sh", "-c", text.script)), environ


def program_call(context: Context, one: Try) -> tuple[Call, dict[str, str]]:
    """What ``exec`` of type command names: a program with arguments, or a line for sh. Raises RefusedError."""
    execution = one.step.exec
    if execution is None:
        return script_call(context, one, one.step.script)
    if not execution.args:
        return script_call(context, one, execution.source or execution.command)
    argv = tuple(fill(part, context, one.scope, one.step.id) for part in (execution.command, *execution.args))
    if any("\0" in part for part in argv):
        raise RefusedError("an argument holds a NUL character, which no program can be given; correct the input")
    return Call(argv), {}


async def start(context: Context, one: Try, call: Call, environ: Mapping[str, str], timeout: float) -> Exit:
    """Run a command to its end while following its event file; stderr goes to a file of its own."""
    events = EventFile(one.files.events)
    one.files.stderr.touch(mode=0o640)
    whole = step_environment(context, one.step, one.place, one.files, one.number, environ)
    step, recorder = one.step.id, context.recorder
    watchers = [
        asyncio.create_task(follow(events, step, recorder, lambda tokens: _add(context, tokens))),
        asyncio.create_task(_keep_short(one.files)),
    ]
    if one.step.kind == "prompt":
        watchers.append(asyncio.create_task(follow_tools(one.files.stdout, step, recorder)))
    try:
        return await context.processes.run(
            call.argv,
            cwd=one.place.cwd,
            environ=whole,
            output=one.files.stdout,
            errors=one.files.stderr,
            stdin=call.stdin,
            timeout=timeout,
            step=one.step.id,
        )
    finally:
        await _end(watchers)


def _add(context: Context, tokens: int) -> None:
    context.state.tokens += tokens


async def _keep_short(files: StepFiles) -> None:
    """What a command writes to stderr must not fill the disk any more than what it writes to stdout."""
    while True:
        await asyncio.sleep(_LOOK)
        keep_within(files.stderr)


async def _end(watchers: list[asyncio.Task[None]]) -> None:
    for watcher in watchers:
        watcher.cancel()
    for watcher in watchers:
        with contextlib.suppress(asyncio.CancelledError):
            await watcher
