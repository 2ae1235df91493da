"""``wave-tui export``: a run with everything that is known of it, for others."""

from __future__ import annotations

from pathlib import Path

import click

from .argument import run_argument
from .output import Global, say
from .source import opened

_HELP = """Write a run with everything that is known of it.

That is its facts, steps, attempts, subtasks, artifacts, graph and events. RUN is a run id, or its beginning or end when
that names one run only. Secrets are masked as on the screen.

\b
Forms:
  json    one document, the shapes of show --json
  ndjson  one object a line, each with the kind of its record
  csv     one table for spreadsheets
  md      a report in Markdown
  html    a report as one page that loads nothing

\b
Examples:
  wave-tui export 8k3m --format md
  wave-tui export 8k3m --format html --output nightly.html
"""
_FORMS = click.Choice(["json", "ndjson", "csv", "md", "html"])


@click.command(name="export", help=_HELP)
@run_argument
@click.option("--format", "form", type=_FORMS, default="json", show_default=True, help="How it is written.")
@click.option("--output", type=click.Path(path_type=Path), help="A new file; default: standard output.")
@click.pass_obj
def command(obj: Global, run: str, form: str, output: Path | None) -> None:
    """Write a run."""
    from ..exporting.save import exported, save

    with opened(obj) as source:
        found = source.store.find_run(run)
        if output is not None:
            say(str(save(source, found, form, output)))
            return
        for piece in exported(source, found, form):
            click.echo(piece, nl=False)
