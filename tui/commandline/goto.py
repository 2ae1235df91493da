"""``wave-tui goto ADDRESS``: the deck at a run, step, attempt or subtask."""

from __future__ import annotations

import click

from wave_tui.data.address import parse

from .deck import open_deck

_HELP = """Open the deck at an address.

ADDRESS is run/step/A2/subtask@time; every part after the run may be left out.

\b
Example: wave-tui goto impl-issue-20261120-045000-8k3m/plan/A2@2026-11-20T04:55:00Z
"""


@click.command(name="goto", help=_HELP)
@click.argument("address")
@click.pass_obj
def command(obj: tuple[None, dict[str, object]], address: str) -> None:
    """Open the deck at an address."""
    raise SystemExit(open_deck(*obj, parse(address)))
