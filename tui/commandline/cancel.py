"""``wave-tui cancel``: ask a run to stop, or end its processes."""

from __future__ import annotations

import contextlib
import sys
import time

import click

from wave_tui.data.engine.model import CancelFacts
from wave_tui.data.errors import RefusedError, StoreError, UsageError
from wave_tui.data.states import is_terminal

from .argument import run_argument
from .engine import Control, controlled
from .following import INTERRUPTED
from .output import Global, as_json, machine, say
from .source import read_events

_HELP = """Ask a run to stop.

Its steps get TERM and the grace to end by themselves; with --force every process of the run is killed at once. The
run is cancelled when no process of it is left, which --wait waits for. A run that a program reports is asked by a
mark beside its file and ends itself; of one that is lost the end is written for it. JSON: run_id and status.

\b
Examples:
  wave-tui cancel 8k3m
  wave-tui cancel 8k3m --force --wait
  wave-tui cancel 8k3m --withdraw
"""
_POLL_SECONDS = 0.1


@click.command(name="cancel", help=_HELP)
@run_argument
@click.option("--force", is_flag=True, help="Kill its processes now, without a grace.")
@click.option("--withdraw", is_flag=True, help="Take a request back that the run's supervisor has not seen yet.")
@click.option("--wait", is_flag=True, help="Stay until no process of the run is left.")
@as_json
@click.pass_obj
def command(obj: Global, run: str, force: bool, withdraw: bool, wait: bool, in_json: bool) -> None:
    """Ask, and say how far it is; or take that back."""
    if withdraw and (force or wait):
        raise UsageError("--withdraw takes a request back; leave --force and --wait out")
    with controlled(obj) as control:
        found = control.run(run)
        if withdraw:
            _withdraw(control, found, in_json=in_json)
            return
        facts = control.engine.cancel(found, force=force)
        reported = control.engine.is_reported(found)
        if wait:
            facts = _await(control, found, quiet=in_json)
        elif reported:
            read_events(control.source.project)
        state = _state(control, found)
        can_kill = not force and not reported
    if in_json:
        machine({"run_id": found, "status": state})
    else:
        say(*_sentences(found, state, facts, can_kill=can_kill))
    raise SystemExit(1 if wait and state == "cancelling" else 0)


def _withdraw(control: Control, run: str, *, in_json: bool) -> None:
    """Take the request back. Raises RefusedError when there is none or when it was seen."""
    if not control.engine.withdraw(run):
        raise RefusedError(f"run {run} has no cancel that can be withdrawn: none was asked for, or it was seen already")
    if in_json:
        machine({"run_id": run, "status": _stored(control, run)})
    else:
        say(f"the cancel of {run} is withdrawn")


def _await(control: Control, run: str, *, quiet: bool) -> CancelFacts:
    """The facts once no process is left; each is told as it comes true."""
    told: set[str] = set()
    reported = control.engine.is_reported(run)
    try:
        while True:
            if reported:
                read_events(control.source.project)
            facts = control.engine.facts(run)
            for name, fact in _named(facts, reported=reported):
                if name not in told and not quiet:
                    say(fact)
                told.add(name)
            if facts.verified is not None or is_terminal(_stored(control, run)):
                return facts
            with contextlib.suppress(StoreError):
                control.engine.reap()
            time.sleep(_POLL_SECONDS)
    except KeyboardInterrupt:
        click.echo(f"no longer waiting; run {run} is still being cancelled", err=True)
        sys.exit(INTERRUPTED)


def _named(facts: CancelFacts, *, reported: bool) -> list[tuple[str, str]]:
    moments = {
        "requested": (facts.requested, "requested by " + (facts.by or "nobody")),
        "seen": (facts.seen, "its program has seen it" if reported else "seen by its supervisor"),
        "stopped": (facts.stopped, "its program told its end" if reported else "its steps have stopped"),
        "verified": (facts.verified, "" if reported else "0 processes left"),
    }
    clock = time.localtime
    return [
        (name, f"{time.strftime('%H:%M:%S', clock(at))} {text}")
        for name, (at, text) in moments.items()
        if at is not None and text
    ]


def _stored(control: Control, run: str) -> str:
    return control.source.store.detail(run).run.stored


def _state(control: Control, run: str) -> str:
    """The run's state in the store, cancelling as long as the cancel is not carried out."""
    stored = _stored(control, run)
    return stored if is_terminal(stored) else "cancelling"


def _sentences(run: str, state: str, facts: CancelFacts, *, can_kill: bool) -> list[str]:
    if state != "cancelling":
        return [f"{run} is {state}"]
    left = len(facts.survivors)
    lines = [f"asked {run} to stop; {left} process{' is' if left == 1 else 'es are'} left"]
    lines += [f"  {one.pid} {one.command}" for one in facts.survivors]
    return lines if not can_kill else [*lines, f"to kill them: wave-tui cancel {run} --force"]
