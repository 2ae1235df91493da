"""``wave-tui runs``: one page of the run list."""

from __future__ import annotations

import time
from collections.abc import Sequence

import click

from wave_tui.data.models import Run
from wave_tui.data.views import RunFilter, RunKey

from ..filtering import SOURCES, known_words, meant_states
from ..present.numbers import UNKNOWN, count
from . import criteria, cursor
from .fields import optional
from .output import Global, as_json, machine, say
from .shapes import run_summary
from .source import opened
from .table import table
from .times import moment, took
from .words import run_step, state_word

_HELP = """List runs, newest first.

A page has --limit runs, those that other runs started among them. JSON: runs, has_more and, when there are more,
next_cursor, which is passed as --cursor to get the next page.

\b
Examples:
  wave-tui runs
  wave-tui runs --status failed --status lost --since 2h
  wave-tui runs --source ci --tag nightly
  wave-tui runs --json --limit 100 --cursor eyJ0IjoxNzk1MTUwODAwLCJpZCI6Ing...
"""
_HEAD = ("STATE", "RUN", "PIPELINE", "STEP", "DURATION", "TOKENS", "STARTED")
_RIGHT = frozenset({4, 5})


@click.command(name="runs", help=_HELP)
@click.option("--limit", "most", default="25", show_default=True, metavar="1-100", help="Runs on the page.")
@click.option("--cursor", "after", metavar="CURSOR", help="Start after this place: next_cursor of the page before.")
@click.option("--status", "states", multiple=True, metavar="STATE", help="Only this state; may be repeated.")
@click.option("--pipeline", default="", metavar="NAME", help="Only runs of this pipeline.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="SOURCE",
    help=f"Only runs known from here; may be repeated: {', '.join(SOURCES)}.",
)
@click.option("--persona", default="", metavar="NAME", help="Only runs of which a step has this persona.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only runs with this tag; may be repeated.")
@click.option("--since", metavar="AGE|TIME", help="Only runs started since then: 30m, 2h, 3d, or 2026-11-20T05:00:00Z.")
@click.option("--top-level", is_flag=True, help="Leave out runs that other runs started.")
@as_json
@click.pass_obj
def command(
    obj: Global, most: str, after: str | None, states: tuple[str, ...], pipeline: str, sources: tuple[str, ...],
    persona: str, tags: tuple[str, ...], since: str | None, top_level: bool, in_json: bool,
) -> None:  # fmt: skip
    """Print one page."""
    now = time.time()
    limit, key = criteria.limit(most), cursor.decode(after) if after is not None else None
    moment = criteria.since(since, now) if since is not None else None
    wanted = RunFilter(
        states=meant_states(states, "--status"), pipeline=pipeline, since=moment, top_level=top_level,
        sources=known_words(sources, SOURCES, "--source"), persona=persona, tags=tags,
    )  # fmt: skip
    with opened(obj) as source:
        rows, following = source.store.page(wanted, key, limit)
    if in_json:
        _print_json(rows, following, now)
    else:
        _print_table(rows, following, now)


def _print_json(rows: Sequence[Run], following: RunKey | None, now: float) -> None:
    place = optional(next_cursor=cursor.encode(following) if following is not None else "")
    machine({"runs": [run_summary(run, now) for run in rows], **place, "has_more": following is not None})


def _print_table(rows: Sequence[Run], following: RunKey | None, now: float) -> None:
    if not rows:
        say("no runs match; wave-tui runs without options lists all")
        return
    say(*table([_cells(run, now) for run in rows], head=_HEAD, right=_RIGHT))
    if following is not None:
        say("", f"more: add --cursor {cursor.encode(following)}")


def _cells(run: Run, now: float) -> tuple[str, ...]:
    return (
        state_word(run.state),
        run.id,
        run.pipeline,
        run_step(run),
        took(run, now) or UNKNOWN,
        count(run.tokens),
        moment(run.started),
    )
