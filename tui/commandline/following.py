"""Waits for a run to end and shows how far it is: a line per change, on a terminal one line that is rewritten."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from contextlib import closing

import click

from wave_tui.data.errors import StoreError
from wave_tui.data.models import Run, RunDetail, Step
from wave_tui.data.states import Word, is_live, is_terminal, word
from wave_tui.data.store.watch import StoreWatch

from ..present.line import cut
from .engine import Control
from .follow import wait
from .output import say
from .times import took
from .words import one_line, state_word

REAP_SECONDS = 5.0
INTERRUPTED = 130
_REWRITE = "\r\x1b[K"


def await_end(control: Control, run: str, *, quiet: bool) -> Run:
    """The run once it is over; ``quiet`` shows nothing meanwhile.

    Ctrl-C ends the waiting alone: it is said how the run can be cancelled, and the exit status is 130.
    """
    show = Ticker(quiet=quiet)
    try:
        return _await(control, run, show)
    except KeyboardInterrupt:
        show.finish("")
        click.echo(f"no longer waiting; the run goes on. To cancel it: wave-tui cancel {run}", err=True)
        raise SystemExit(INTERRUPTED) from None


def status_line(detail: RunDetail, now: float) -> str:
    """``RUN   2/5  test A2, lint  41s``: how far a run is."""
    run = detail.run
    total = len(detail.steps) or run.steps_total or 0
    done = sum(1 for step in detail.steps if word(step.state) is Word.OK)
    active = ", ".join(_name(step) for step in detail.steps if is_live(step.state))
    parts = (f"{state_word(run.state):<5}", f"{done}/{total}", active, took(run, now))
    return "  ".join(part for part in parts if part)


def end_line(run: Run, now: float) -> str:
    """``FAIL  release-…  41s  step "test" failed: exit status 2``: how a run ended."""
    parts = (f"{state_word(run.state):<5}", run.id, took(run, now), one_line(run.error or run.reason))
    return "  ".join(part for part in parts if part)


class Ticker:
    """Shows a line that changes: once per change on a pipe, in its place on a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self._rewrites = not quiet and sys.stdout.isatty()
        self._quiet = quiet
        self._told = ""

    def show(self, line: str, fact: str) -> None:
        """The line as it is now; ``fact`` is what of it counts as a change."""
        if self._rewrites:
            click.echo(_REWRITE + cut(line, _columns()), nl=False)
        elif not self._quiet and fact != self._told:
            say(line)
        self._told = fact

    def finish(self, line: str) -> None:
        """The last line, which stays."""
        if self._rewrites:
            click.echo(_REWRITE, nl=False)
        if line and not self._quiet:
            say(line)


def _await(control: Control, run: str, show: Ticker) -> Run:
    reap = _every(REAP_SECONDS, control.engine.reap)
    with closing(StoreWatch(control.source.project.store)) as watch:
        while True:
            with contextlib.suppress(StoreError):
                detail = control.source.store.detail(run)
                if is_terminal(detail.run.state):
                    show.finish(end_line(detail.run, time.time()))
                    return detail.run
                show.show(status_line(detail, time.time()), _fact(detail))
                reap()
            wait(watch)


def _fact(detail: RunDetail) -> str:
    return " ".join(f"{step.id}:{step.state}:{len(step.attempts)}" for step in detail.steps) + detail.run.state


def _name(step: Step) -> str:
    tries = len(step.attempts)
    return f"{step.id} A{tries}" if tries > 1 else step.id


def _every(seconds: float, function: Callable[[], object]) -> Callable[[], None]:
    """The function, but called no more often than that."""
    last = time.monotonic()

    def call() -> None:
        nonlocal last
        if time.monotonic() - last >= seconds:
            last = time.monotonic()
            function()

    return call


def _columns() -> int:
    import shutil

    return max(20, shutil.get_terminal_size().columns - 1)
