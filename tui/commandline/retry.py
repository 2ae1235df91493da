"""``wave-tui retry``: run again what failed, as a new run that is linked with the old one."""

from __future__ import annotations

from dataclasses import replace

import click

from wave_tui.data.errors import UsageError

from .argument import run_argument
from .engine import controlled
from .given import given_input
from .output import Global, as_json
from .plantext import show_plan
from .started import tell_started

_HELP = """Retry a run that is over.

A new run begins, linked with the old one and with the same input. It runs again what failed and what depends on that,
which is --failed, the default; what had completed is taken over. JSON: run_id, original_run_id, pipeline_name, status
and started_at.

\b
Examples:
  wave-tui retry 8k3m --dry-run
  wave-tui retry 8k3m --from-step test --wait
  wave-tui retry 8k3m --all --input "issue 413"
"""


@click.command(name="retry", help=_HELP)
@run_argument
@click.option("--failed", is_flag=True, help="What failed and what depends on it (the default).")
@click.option("--from-step", metavar="STEP", help="This step and what depends on it.")
@click.option("--step", metavar="STEP", help="This step alone.")
@click.option("--all", "everything", is_flag=True, help="The whole run.")
@click.option("--input", "given", metavar="TEXT", help="Another input than that of the old run.")
@click.option("--input-file", "file", metavar="FILE|-", help="The same from a file or from standard input.")
@click.option("--dry-run", is_flag=True, help="Print what would run again and what would be reused; start nothing.")
@click.option("--wait", is_flag=True, help="Show how far the new run is until it is over.")
@as_json
@click.pass_obj
def command(
    obj: Global, run: str, failed: bool, from_step: str | None, step: str | None, everything: bool, given: str | None,
    file: str | None, dry_run: bool, wait: bool, in_json: bool,
) -> None:  # fmt: skip
    """Retry it, or say what that would do."""
    from wave_tui.data.engine.open import same_request

    choice, name = _choice(failed, from_step, step, everything)
    text = given_input(given, file)
    with controlled(obj) as control:
        origin = control.run(run)
        if dry_run or control.engine.is_reported(origin):  # whose plan is that it is refused
            show_plan(control.engine.retry_plan(origin, choice, name), in_json=in_json)
            return
        request = same_request(control.source.project, origin, control.engine.caller)
        request = request if text is None else replace(request, input=text)
        started = control.engine.retry(origin, choice, name, request=request)
        tell_started(control, started, wait=wait, in_json=in_json, origin=origin)


def _choice(failed: bool, from_step: str | None, step: str | None, everything: bool) -> tuple[str, str]:
    """The choice and the step that it names."""
    asked = [("failed", "")] if failed else []
    asked += [("from-step", from_step)] if from_step is not None else []
    asked += [("step", step)] if step is not None else []
    asked += [("all", "")] if everything else []
    if len(asked) > 1:
        raise UsageError("--failed, --from-step, --step and --all exclude one another; keep one")
    return asked[0] if asked else ("failed", "")
