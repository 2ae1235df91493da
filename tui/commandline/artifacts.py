"""``wave-tui artifacts``: what the steps of a run left behind."""

from __future__ import annotations

import click

from .argument import run_argument
from .output import Global, as_json, machine, say
from .shapes import artifact_summary
from .show import artifact_table
from .source import opened

_HELP = """List the artifacts of a run.

RUN is a run id, or its beginning or end when that names one run only. Paths are relative to the project's root.
JSON: an object with run_id and artifacts.

\b
Example: wave-tui artifacts 8k3m --json
"""


@click.command(name="artifacts", help=_HELP)
@run_argument
@as_json
@click.pass_obj
def command(obj: Global, run: str, in_json: bool) -> None:
    """Print the artifacts."""
    with opened(obj) as source:
        detail = source.store.detail(source.store.find_run(run))
    if in_json:
        machine({"run_id": detail.run.id, "artifacts": [artifact_summary(one) for one in detail.artifacts]})
    else:
        say(*(artifact_table(detail) or [f"run {detail.run.id} has no artifacts"]))
