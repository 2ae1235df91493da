"""Event files of a project whose state folder may not be written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from uid import OWNER, VIEWER, as_user, needs_root, open_to_all

from wave_tui.data.events.catch_up import caught_up
from wave_tui.data.project import find_project
from wave_tui.data.reading.browse import ProjectBrowser
from wave_tui.data.views import RunFilter

LINE = '{"timestamp":"2026-11-20T04:35:23Z","pipeline_id":"r-1","state":"started","estimated_time_ms":0}\n'


def runs_of(root: Path) -> str:
    """The runs that a command sees, and whether what it read into is gone again."""
    tempfile.tempdir = None
    project = find_project(root, root)
    with caught_up(project) as sidecar, ProjectBrowser(project, sidecar=sidecar) as browser:
        runs = [run.id for run in browser.page(RunFilter(), None, 10)[0]]
        inside = sidecar == project.sidecar
    return f"{runs} {inside} {sidecar.exists()}"


@needs_root
def test_somebody_who_may_only_look_sees_the_runs_of_event_files(tmp_path: Path) -> None:
    events = tmp_path / ".wave" / "events"
    events.mkdir(parents=True)
    (events / "r.ndjson").write_text(LINE)
    open_to_all(events)
    assert as_user(VIEWER, lambda: runs_of(tmp_path)) == "['r-1'] False False"
    assert not (tmp_path / ".wave" / "wave-tui.db").exists()


@needs_root
def test_the_owner_keeps_what_was_read(tmp_path: Path) -> None:
    events = tmp_path / ".wave" / "events"
    events.mkdir(parents=True)
    (events / "r.ndjson").write_text(LINE)
    open_to_all(events)
    os.chown(tmp_path / ".wave", OWNER, OWNER)
    assert as_user(OWNER, lambda: runs_of(tmp_path)) == "['r-1'] True True"
