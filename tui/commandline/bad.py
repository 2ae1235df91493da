"""``wave-tui bad``: the records of event files that nothing understands."""

from __future__ import annotations

import click

from ..present.numbers import size
from .output import Global, as_json, machine, say
from .source import opened
from .table import table
from .told_shapes import bad_lines

_HELP = """List the records of event files that cannot be read.

The newest come first, each with its file, the byte at which it begins, and why. They never stop their file.

\b
Example: wave-tui bad --json
"""
_HEAD = ("FILE", "OFFSET", "SIZE", "REASON", "TEXT")


@click.command(name="bad", help=_HELP)
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many at most.")
@as_json
@click.pass_obj
def command(obj: Global, limit: int, in_json: bool) -> None:
    """Print bad records."""
    with opened(obj) as source:
        found = source.store.bad_lines(limit + 1)
    shown, more = found[:limit], len(found) > limit
    if in_json:
        machine({"bad_lines": bad_lines(shown), "has_more": more})
        return
    rows = [(one.file, str(one.offset), size(one.size), one.reason, one.text) for one in shown]
    say(*(table(rows, head=_HEAD, right=frozenset({1, 2})) if rows else ("no bad records",)))
    if more:
        say("there are more: raise --limit")
