"""What is said of a run that was just started, and how it ends when somebody waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wave_tui.data.models import Run

from .engine import Control
from .fields import optional
from .following import await_end
from .output import machine, say
from .times import rfc3339

if TYPE_CHECKING:
    from wave_tui.data.engine.model import Started

_DONE = ("completed", "completed_empty")


def tell_started(control: Control, started: Started, *, wait: bool, in_json: bool, origin: str = "") -> None:
    """Say that a run was started; with ``wait`` stay until it is over and leave with its result."""
    if not in_json:
        _warn_of_logout()
        say(f"started {started.run}" + (f", a retry of {origin}" if origin else ""))
        if started.message:
            say(started.message)
    run = await_end(control, started.run, quiet=in_json) if wait else None
    if in_json:
        machine(_shape(started, run, origin))
    elif run is None:
        say(f"follow it: wave-tui events {started.run} --follow", f"cancel it: wave-tui cancel {started.run}")
    if run is not None:
        raise SystemExit(0 if run.state in _DONE else 1)


def _warn_of_logout() -> None:
    """Say on standard error when the run would not survive the end of the login session."""
    from wave_tui.data.doctor.engine import judge_logout, logout_facts
    from wave_tui.data.doctor.model import Verdict

    found = judge_logout(logout_facts())
    if found.verdict is Verdict.WARN:
        click.echo(f"wave-tui: {found.finding}; {found.remedy}", err=True)


def _shape(started: Started, run: Run | None, origin: str) -> dict[str, object]:
    return {
        "run_id": started.run,
        "pipeline_name": started.pipeline,
        "status": started.status if run is None else run.state,
        "started_at": rfc3339(started.started),
        **optional(
            original_run_id=origin,
            message=started.message,
            completed_at=rfc3339(run.ended) if run else None,
            error_message=run.error if run else "",
        ),
    }
