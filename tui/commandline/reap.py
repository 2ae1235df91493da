"""``wave-tui reap``: mark the runs whose supervisor is gone."""

from __future__ import annotations

import click

from .engine import controlled
from .output import Global, as_json, machine, say

_HELP = """Mark the runs whose supervisor is gone.

Every look of the deck and of the other commands does the same. What such a run left running is ended first. JSON:
runs, the ids of those that this call marked.

\b
Example: wave-tui reap
"""


@click.command(name="reap", help=_HELP)
@as_json
@click.pass_obj
def command(obj: Global, in_json: bool) -> None:
    """Mark them."""
    with controlled(obj) as control:
        marked = control.engine.reap()
    if in_json:
        machine({"runs": list(marked)})
    else:
        say(*(f"marked {run}" for run in marked) if marked else ("no run has lost its supervisor",))
