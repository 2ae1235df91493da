"""``wave-tui events``: the events of a run, once or as they come."""

from __future__ import annotations

from collections.abc import Callable, Collection

import click

from wave_tui.data.models import Event
from wave_tui.data.states import severity

from ..filtering import LEVELS, known_words
from .argument import run_argument
from .eventlines import line
from .follow import follow
from .output import Global, as_json, machine, say
from .shapes import event_summary
from .source import opened

_HELP = """Print the events of a run, or follow them.

RUN is a run id, or its beginning or end when that names one run only. JSON: an object with run_id and events. With
--follow it is one object a line, {"event": STATE, "data": EVENT}, each written at once, from the first event on.

Following ends when the run is over or lost (status 0), when nobody reads any more (0), or with Ctrl-C (130).

\b
Examples:
  wave-tui events 8k3m
  wave-tui events 8k3m --level warn --level error
  wave-tui events 8k3m --follow --json | jq -c 'select(.event == "failed")'
"""


@click.command(name="events", help=_HELP)
@run_argument
@click.option("--follow", "following", is_flag=True, help="Go on until the run is over.")
@click.option(
    "--level",
    "levels",
    multiple=True,
    metavar="LEVEL",
    help=f"Only events of this severity; may be repeated: {', '.join(LEVELS)}.",
)
@as_json
@click.pass_obj
def command(obj: Global, run: str, following: bool, levels: tuple[str, ...], in_json: bool) -> None:
    """Print events."""
    chosen = frozenset(known_words(levels, LEVELS, "--level")) or frozenset(LEVELS)
    with opened(obj) as source:
        found = source.store.find_run(run)
        if following:
            follow(source, found, _kept(_print_line if in_json else _print_text, chosen), in_json=in_json)
        elif in_json:
            told = [event_summary(event) for event in source.events(found) if _severity(event) in chosen]
            machine({"run_id": found, "events": told})
        else:
            for event in source.events(found):
                _kept(_print_text, chosen)(event)


def _kept(tell: Callable[[Event], None], levels: Collection[str]) -> Callable[[Event], None]:
    """Tell of an event when it is that severe."""
    return lambda event: tell(event) if _severity(event) in levels else None


def _severity(event: Event) -> str:
    """One of the levels, the nearest for words that are none of them."""
    found = severity(event.state, event.level)
    return found if found in LEVELS else "info"


def _print_line(event: Event) -> None:
    machine({"event": event.state, "data": event_summary(event)}, line=True)


def _print_text(event: Event) -> None:
    say(line(event))
