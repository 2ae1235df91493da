"""``wave-tui deployments``: what was deployed, and where to roll back to."""

from __future__ import annotations

from collections.abc import Iterator

import click

from wave_tui.data.errors import NotFoundError
from wave_tui.data.models import Deployment, Deployments

from .output import Global, as_json, machine, say
from .source import opened
from .table import table
from .times import moment
from .told_shapes import deployments

_HELP = """Show the project's deployments and the last known good one.

They are read from .github/deployment-state.json in the project's root.

\b
Example: wave-tui deployments --json | jq -r .lastKnownGood.commit_sha
"""
_HEAD = ("WHICH", "STATE", "DEPLOYMENT", "COMMIT", "TIME", "PUSHES", "ERROR")


@click.command(name="deployments", help=_HELP)
@as_json
@click.pass_obj
def command(obj: Global, in_json: bool) -> None:
    """Print deployments."""
    with opened(obj) as source:
        found = source.store.deployments()
        if found is None:
            raise NotFoundError(
                f"there is no .github/deployment-state.json in {source.project.root}; a deployment writes it"
            )
    if in_json:
        machine(deployments(found))
        return
    say(*table(list(_rows(found)), head=_HEAD, right=frozenset({5})))
    say(*(f"odd: {note.subject}: {note.text}" for note in found.notes))


def _rows(found: Deployments) -> Iterator[tuple[str, ...]]:
    named = (("current", found.current), ("last good", found.last_good))
    yield from (_row(which, one) for which, one in named if one is not None)
    yield from (_row("", one) for one in found.history)


def _row(which: str, one: Deployment) -> tuple[str, ...]:
    pushes = "" if one.attempts is None else str(one.attempts)
    return which, one.state, one.id, one.commit[:12], moment(one.time), pushes, one.error
