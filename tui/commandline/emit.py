"""``wave-tui emit``: report progress from a shell."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from wave_tui.data.errors import UsageError

from .output import Global, say

if TYPE_CHECKING:
    from wave_tui.data.report import Level, Reporter

_HELP = """Report the progress of a script.

start prints an ID, which the others take; with --in it begins a level in an operation or level, to any depth. Where
nothing can be reported the script goes on: the status is 0 then, too.

\b
Example:
  job=$(wave-tui emit start nightly "all songs" --total 2 --unit song --pid $$)
  for song in a.wav b.wav; do
    part=$(wave-tui emit start song "$song" --in "$job")
    wave-tui emit progress "$part" 40/100 mixing --metric cpu=45%
    wave-tui emit done "$part"
    if wave-tui emit cancelled "$job"; then break; fi
  done
  wave-tui emit done "$job"
"""
_PAIR = "NAME=VALUE"
_INPUT = "-"
_COUNTER = re.compile(r"(\d+(?:\.\d+)?)(?:/(\d+(?:\.\d+)?)|(%))?")
_OWN = re.compile(r"[^/@\s\x00-\x1f\x7f]{1,100}")
_id = click.argument("id")
_message = click.argument("message", default="")
_metrics = click.option("--metric", "metrics", multiple=True, metavar=_PAIR, help="A measured value.")


@click.group(name="emit", help=_HELP)
def command() -> None:
    """The commands below share nothing."""


@command.command(name="start")
@click.argument("kind")
@click.argument("name", default="")
@click.option("--in", "above", metavar="ID", help="The operation or level in which it is.")
@click.option("--id", "own", default="", metavar="NAME", help="Its own part of the ID; by default one is made.")
@click.option("--total", type=float, help="How much there is to count.")
@click.option("--unit", default="", help="What is counted: page, song, file.")
@click.option("--attempt", type=click.IntRange(1), help="Which try of a level it is.")
@click.option("--pid", type=click.IntRange(1), help="The script's process ($$): when it is gone, the run is lost.")
@click.option("--tag", "tags", multiple=True, help="Tag of an operation; may be given several times.")
@click.option("--fact", "facts", multiple=True, metavar=_PAIR, help="Something to know about it.")
@click.pass_obj
def start(
    obj: Global,
    /,
    kind: str,
    name: str,
    above: str | None,
    own: str,
    total: float | None,
    unit: str,
    attempt: int | None,
    pid: int | None,
    tags: tuple[str, ...],
    facts: tuple[str, ...],
) -> None:
    """Begin an operation, or a level with --in; print its ID."""
    from wave_tui.data.reporting.shell import Beginning, begin_level, begin_operation

    if own and not _OWN.fullmatch(own):
        raise UsageError(f"--id {own!r} cannot be part of an ID: leave out /, @ and spaces, at most 100 letters")
    total = int(total) if total is not None and total.is_integer() else total
    said = Beginning(
        kind, name, own=own, total=total, unit=unit, attempt=attempt, pid=pid, tags=tags, facts=_pairs(facts)
    )
    if above is None:
        say(begin_operation(_reporter(obj), said))
    else:
        say(begin_level(_reporter(obj), _checked(above), said))


@command.command(name="progress")
@_id
@click.argument("count", metavar="COUNT[/TOTAL]|PERCENT%|-", default="")
@_message
@_metrics
@click.option("--artifact", "artifacts", multiple=True, metavar="PATH", help="A file that it leaves behind.")
@click.pass_obj
def progress(
    obj: Global, id: str, count: str, message: str, metrics: tuple[str, ...], artifacts: tuple[str, ...]
) -> None:
    """Say how far it is: 3, 3/10 or 30%; with - a counter and a message on each line of the input."""
    level = _level(obj, id)
    for name, value in _pairs(metrics).items():
        level.metrics[name] = value
    for path in artifacts:
        level.artifacts.append(level.root.artifact_facts(path, "", ""))
    if count == _INPUT:
        _follow(level, sys.stdin)
    else:
        _update(level, count, message)


@command.command(name="done")
@_id
@_message
@_metrics
@click.option("--skipped", is_flag=True, help="It was not needed.")
@click.pass_obj
def done(obj: Global, id: str, message: str, metrics: tuple[str, ...], skipped: bool) -> None:
    """Say that it is done; an operation whose cancel the script has seen is cancelled by that."""
    level = _level(obj, id)
    level.metrics.update(_pairs(metrics))
    if skipped:
        level.skip(message)
    elif level.above is None and level.root.mark.seen:
        level.cancel(message)
    else:
        level.complete(message)


@command.command(name="fail")
@_id
@click.argument("error")
@click.option("--phase", help="The phase in which it failed.")
@click.option("--file", help="The file at which it failed.")
@click.option("--page", type=int, help="The page of that file.")
@click.pass_obj
def fail(obj: Global, id: str, error: str, phase: str | None, file: str | None, page: int | None) -> None:
    """Say that it failed, and where."""
    place = {"phase": phase, "file": file, "page": page}
    _level(obj, id).fail(error, **{name: value for name, value in place.items() if value is not None})


@command.command(name="cancelled")
@_id
@click.pass_obj
@click.pass_context
def cancelled(ctx: click.Context, obj: Global, id: str) -> None:
    """Ask whether it shall come to an end: status 0 when somebody cancelled it, else 1."""
    ctx.exit(0 if _level(obj, id).cancelled() else 1)


def _reporter(obj: Global) -> Reporter:
    from wave_tui.data.report import Reporter

    return Reporter(obj[0])


def _level(obj: Global, id: str) -> Level:
    from wave_tui.data.reporting.shell import at

    return at(_reporter(obj), _checked(id))


def _checked(id: str) -> str:
    if not all(id.split("/")):
        raise UsageError(f"the ID {id!r} has an empty part; give one that wave-tui emit start printed")
    return id


def _follow(level: Level, lines: Iterable[str]) -> None:
    """One process for a whole loop, which writes no more often than a program would."""
    for line in lines:
        count, _, message = line.strip().partition(" ")
        is_counter = _COUNTER.fullmatch(count)
        _update(level, count if is_counter else "", message if is_counter else line.strip())


def _update(level: Level, count: str, message: str) -> None:
    current, total, percentage = _counter(count)
    level.update(current, message or None, total=total, percentage=percentage)


def _pairs(given: tuple[str, ...]) -> dict[str, object]:
    pairs = [text.partition("=") for text in given]
    wrong = [name for name, equals, _ in pairs if not (name and equals)]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is not {_PAIR}; write it like cpu=45%")
    return {name: value for name, _, value in pairs}


def _counter(text: str) -> tuple[float | None, float | None, float | None]:
    """What a counter says: current, total, percentage. Raises UsageError."""
    found = _COUNTER.fullmatch(text)
    if found is None:
        if text:
            raise UsageError(f"{text!r} is no counter; write it like 3, 3/10 or 30%")
        return None, None, None
    count, total, percent = found.groups()
    return (None, None, float(count)) if percent else (_number(count), _number(total) if total else None, None)


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)
