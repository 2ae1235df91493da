"""``wave-tui approve``: answer a gate that waits."""

from __future__ import annotations

import click

from .argument import run_argument
from .engine import controlled
from .output import Global, as_json, machine, say

_HELP = """Answer a gate that waits.

CHOICE is the key of one of the gate's choices; the first answer counts, whoever gives it. JSON: run_id, step_id and
choice.

\b
Example: wave-tui approve 8k3m publish a
"""


@click.command(name="approve", help=_HELP)
@run_argument
@click.argument("step")
@click.argument("choice")
@as_json
@click.pass_obj
def command(obj: Global, run: str, step: str, choice: str, in_json: bool) -> None:
    """Answer it."""
    with controlled(obj) as control:
        found = control.run(run)
        control.engine.approve(found, step, choice, by=control.engine.caller.user)
    if in_json:
        machine({"run_id": found, "step_id": step, "choice": choice})
    else:
        say(f"answered {step} of {found} with {choice}")
