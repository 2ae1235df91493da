"""Contracts that a command decides: a test suite passes when it ends with status 0."""

from __future__ import annotations

from pathlib import Path

from .....errors import RefusedError
from ..commands import Command, failure, printed, run_command, shell_argv
from ..definition import Contract, Step
from ..environ import write_private
from ..parts import Context, StepPlace
from ..places import inside
from ..retries import TEST_FAILURE
from ..templates import ShellText, fill, shell
from .verdict import Verdict


async def suite_verdict(contract: Contract, step: Step, place: StepPlace, log: Path, context: Context) -> Verdict:
    """Run the command in the step's folder, or in ``dir`` below it.

    With ``command_args`` the command is a program; without, it is a line for the shell, as Wave has it.
    """
    argv, variables = _command(contract, step, log, context)
    command = Command(
        argv=argv,
        cwd=_folder(contract, step, place, context),
        log=log,
        step=step.id,
        timeout=contract.timeout or context.manifest.step_timeout,
        variables={"WAVE_WORKSPACE": str(place.workspace), **variables},
    )
    failed = failure(await run_command(command, context), command.timeout)
    if not failed:
        return Verdict()
    return Verdict(f"the test suite failed: {failed}", tuple(printed(log).splitlines()[-20:]), TEST_FAILURE)


def _command(contract: Contract, step: Step, log: Path, context: Context) -> tuple[tuple[str, ...], dict[str, str]]:
    if contract.command_args:
        words = (contract.command, *contract.command_args)
        return tuple(fill(word, context, step=step.id) for word in words), {}
    text = shell(contract.command, context, step=step.id)
    if not text.script.strip():
        raise RefusedError("the test_suite contract has no command; add command, or set what it refers to")
    return shell_argv(text.script), {**dict(text.environ), **_files(text, log)}


def _files(text: ShellText, log: Path) -> dict[str, str]:
    """The variables that name the files of values too long for the environment."""
    for name, value in text.files:
        write_private(log.with_name(f"{log.name}.{name}"), value)
    return {name: str(log.with_name(f"{log.name}.{name}")) for name, _ in text.files}


def _folder(contract: Contract, step: Step, place: StepPlace, context: Context) -> Path:
    named = fill(contract.dir, context, step=step.id)
    if not named:
        return place.cwd
    folder = context.spec.root if named == "project_root" else inside(place.cwd, named)
    if folder is None or not folder.is_dir():
        raise RefusedError(f"the folder {named} of the test_suite contract is not in the step's workspace")
    return folder
