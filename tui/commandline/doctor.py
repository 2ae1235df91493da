"""``wave-tui doctor``: what was found here, what would break, and what to do about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from wave_tui.data.doctor.engine import engine_facts, judge_engine
from wave_tui.data.doctor.inotify import inotify_facts, judge_inotify
from wave_tui.data.doctor.model import Finding, Verdict, fail, warn
from wave_tui.data.doctor.project import project_findings, settings_findings
from wave_tui.data.doctor.store import store_findings
from wave_tui.data.doctor.tmux import judge_tmux, tmux_facts
from wave_tui.data.doctor.versions import versions
from wave_tui.data.errors import NotFoundError, UsageError
from wave_tui.data.project import Project, find_project
from wave_tui.data.settings.store import with_chosen_store

from .doctor_terminal import TerminalFacts, terminal_findings
from .output import Global, as_json, machine, say
from .table import table

_HELP = """Say what was found here and what would break.

Every line has a verdict (ok, warn, fail), a subject, what was found and what to do. The exit status is 1 when
something fails.

\b
Example: wave-tui --project /srv/shop doctor
"""


@click.command(name="doctor", help=_HELP)
@as_json
@click.pass_obj
def command(obj: Global, in_json: bool) -> None:
    """Print all findings."""
    found = tuple(findings(obj[0]))
    failed = any(finding.verdict is Verdict.FAIL for finding in found)
    if in_json:
        machine({"ok": not failed, "findings": [_shape(finding) for finding in found]})
    else:
        say(*lines(found))
    raise SystemExit(1 if failed else 0)


def findings(explicit: Path | None) -> Iterator[Finding]:
    """Everything that is examined, project first."""
    project: Project | None = None
    try:
        project = with_chosen_store(find_project(Path.cwd(), explicit), os.environ)
    except NotFoundError as error:
        yield fail("project", str(error), "wave-tui demo shows a project that is made for looking at")
    if project is not None:
        yield from project_findings(project)
        yield from store_findings(project.store)
    yield from settings_findings(project, _actions(), os.environ)
    yield from key_findings(project)
    yield from terminal_findings(TerminalFacts(os.environ, _size()))
    if os.environ.get("TMUX"):
        yield from judge_tmux(tmux_facts())
    yield from judge_inotify(inotify_facts())
    yield from judge_engine(engine_facts())
    yield from versions()


def key_findings(project: Project | None) -> Iterator[Finding]:
    """Keys that the settings give away twice; settings that are wrong are told elsewhere."""
    from wave_tui.data.settings.load import load_settings

    from ..actions import clashes, keymap

    with suppress(UsageError):
        keys = keymap(load_settings(project, {}, actions=_actions(), environ=os.environ).keys)
        yield from (warn("keys", sentence.removeprefix("keys: "), "see the [keys] table") for sentence in clashes(keys))


def lines(found: tuple[Finding, ...]) -> list[str]:
    """One line for each finding; its remedy stands below it."""
    rows = table([(finding.verdict.value, finding.subject, finding.finding) for finding in found])
    made = []
    for row, finding in zip(rows, found, strict=True):
        made.append(row)
        if finding.remedy:
            made.append(f"      {'remedy' if finding.verdict is not Verdict.OK else 'advice'}: {finding.remedy}")
    return made


def _shape(finding: Finding) -> dict[str, str]:
    fields = {"verdict": finding.verdict.value, "subject": finding.subject, "finding": finding.finding}
    return fields | ({"remedy": finding.remedy} if finding.remedy else {})


def _actions() -> tuple[str, ...]:
    from ..actions import action_ids  # Textual is slow to load

    return action_ids()


def _size() -> tuple[int, int] | None:
    for descriptor in (1, 0, 2):
        try:
            size = os.get_terminal_size(descriptor)
        except OSError:
            continue
        return size.columns, size.lines
    return None
