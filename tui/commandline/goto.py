"""``wave-tui goto ADDRESS``: the deck at a run, step, attempt or subtask."""

from __future__ import annotations

import click

from wave_tui.data.address import parse

from .deck import open_deck


@click.command(name="goto", help="Open the deck at ADDRESS: run/step/A2/subtask@time.")
@click.argument("address")
@click.pass_obj
def command(obj: tuple[None, dict[str, object]], address: str) -> None:
    """Open the deck at an address."""
    raise SystemExit(open_deck(*obj, parse(address)))
