"""The command lines that do what a dialog does, quoted for a shell."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wave_tui.data.engine.model import StartRequest

Program = tuple[str, ...]
"""The words with which every command line begins."""

LONGEST_ARGUMENT = 131_071
"""Bytes that Linux takes as one argument; what is longer travels in a file."""

_CHOICES = {"failed": ("--failed",), "all": ("--all",)}


def run_line(program: Program, request: StartRequest) -> str:
    """What starts the same run from a shell; an input that is too long for an argument is read from a file there."""
    words = [*program, "run", request.pipeline]
    words += _input(request.input)
    words += _option("--from-step", request.from_step)
    words += _option("--steps", ",".join(request.steps))
    words += _option("--exclude", ",".join(request.exclude))
    words += _option("--profile", request.profile)
    words += [word for tag in request.tags for word in _option("--tag", tag)]
    return shlex.join(words)


def cancel_line(program: Program, run: str, *, force: bool = False) -> str:
    """What cancels the same run from a shell."""
    return shlex.join([*program, "cancel", run, *(["--force"] if force else [])])


def withdraw_line(program: Program, run: str) -> str:
    """What takes the cancel of the same run back from a shell."""
    return shlex.join([*program, "cancel", run, "--withdraw"])


def retry_line(program: Program, run: str, choice: str, step: str = "", input: str | None = None) -> str:
    """What retries the same run from a shell; ``input`` only when it is another one."""
    how = _CHOICES.get(choice) or (f"--{'from-step' if choice == 'from-step' else 'step'}", step)
    return shlex.join([*program, "retry", run, *how, *(_input(input) if input is not None else [])])


def approve_line(program: Program, run: str, step: str, choice: str) -> str:
    """What answers the same gate from a shell."""
    return shlex.join([*program, "approve", run, step, choice])


def reap_line(program: Program) -> str:
    """What marks lost runs from a shell."""
    return shlex.join([*program, "reap"])


def _input(text: str) -> Sequence[str]:
    if len(text.encode(errors="surrogatepass")) > LONGEST_ARGUMENT:
        return ("--input-file", "INPUT.txt")
    return _option("--input", text)


def _option(name: str, value: str) -> Sequence[str]:
    """A value that looks like an option is joined to its own."""
    if not value:
        return ()
    return (f"{name}={value}",) if value.startswith("-") else (name, value)
