"""``wave-tui run``: start a pipeline as a run that belongs to nobody's terminal."""

from __future__ import annotations

import click

from .argument import pipeline_argument
from .engine import controlled
from .given import given_input
from .output import Global, as_json
from .plantext import show_plan
from .started import tell_started

_HELP = """Start a pipeline.

The run has processes of its own: it goes on when this terminal is closed. JSON: run_id, pipeline_name, status and
started_at. With --wait the command shows how far the run is until it is over, and its exit status is 0 when the run
completed and 1 when not; Ctrl-C ends the waiting alone (130).

\b
Examples:
  wave-tui run release --input 4.12.0 --wait
  wave-tui run release --dry-run
  git diff | wave-tui run review --input-file - --json
"""


@click.command(name="run", help=_HELP)
@pipeline_argument
@click.option("--input", "given", metavar="TEXT", help="What the run is about: {{ input }}, $WAVE_INPUT.")
@click.option("--input-file", "file", metavar="FILE|-", help="The same from a file or from standard input.")
@click.option("--from-step", default="", metavar="STEP", help="Begin with this step, leave out those before it.")
@click.option("--steps", multiple=True, metavar="STEPS", help="Only these steps: names with commas between.")
@click.option("--exclude", multiple=True, metavar="STEPS", help="All but these steps.")
@click.option("--profile", default="", metavar="NAME", help="The value of {{ env.profile }}.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag of the run; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Print what would be done, or every reason against it; start nothing.")
@click.option("--wait", is_flag=True, help="Show how far the run is until it is over.")
@as_json
@click.pass_obj
def command(
    obj: Global, pipeline: str, given: str | None, file: str | None, from_step: str, steps: tuple[str, ...],
    exclude: tuple[str, ...], profile: str, tags: tuple[str, ...], dry_run: bool, wait: bool, in_json: bool,
) -> None:  # fmt: skip
    """Start it, or say what that would do."""
    from wave_tui.data.engine.model import StartRequest

    text = given_input(given, file) or ""
    with controlled(obj) as control:
        request = StartRequest(
            pipeline=pipeline, caller=control.engine.caller, input=text, profile=profile, from_step=from_step,
            steps=_names(steps), exclude=_names(exclude), tags=tags,
        )  # fmt: skip
        if dry_run:
            show_plan(control.engine.plan(request), in_json=in_json)
        else:
            tell_started(control, control.engine.start(request), wait=wait, in_json=in_json)


def _names(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for text in given for part in text.split(",") if (name := part.strip()))
