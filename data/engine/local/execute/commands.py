"""Runs commands that belong to a run without being a step's own: contracts' and hooks' ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .environ import base_environment
from .parts import Context, Exit
from .places import tail

_TAIL = 4_096


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments, where it runs, for how long (seconds) and which file takes what it prints.

    ``variables`` come in addition to those that every command of the run has.
    """

    argv: Sequence[str]
    cwd: Path
    log: Path
    step: str = ""
    timeout: float | None = None
    variables: Mapping[str, str] | None = None
    stdin: bytes = b""


async def run_command(command: Command, context: Context) -> Exit:
    """Run it to its end; what it prints is in the log afterwards, and nothing else is."""
    command.log.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    command.log.unlink(missing_ok=True)
    return await context.processes.run(
        command.argv,
        cwd=command.cwd,
        environ={**base_environment(context), **_facts(command, context), **(command.variables or {})},
        output=command.log,
        stdin=command.stdin,
        timeout=command.timeout,
        step=command.step,
    )


def shell_argv(script: str) -> tuple[str, ...]:
    """The program that runs a script of the definition."""
    return ("sh", "-c", script)


def failure(ended: Exit, timeout: float | None) -> str:
    """How a command failed in a few words, empty when it went well."""
    if ended.timed_out and timeout:
        return f"timed out after {timeout:g} s"
    return ended.why() or ("stopped with its run" if ended.stopped else "")


def printed(log: Path) -> str:
    """The last lines of what a command printed, at most 4 KiB, without blanks at the ends."""
    text = tail(log, _TAIL)
    whole = not log.exists() or log.stat().st_size <= _TAIL
    return (text if whole else text.partition("\n")[2]).strip()


def _facts(command: Command, context: Context) -> dict[str, str]:
    return {
        "WAVE_RUN_ID": context.run,
        "WAVE_PIPELINE": context.definition.name,
        "WAVE_STEP_ID": command.step,
        "WAVE_PROJECT_ROOT": str(context.spec.root),
        "WAVE_RUN_TOKEN": context.spec.token,
    }
