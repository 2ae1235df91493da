"""Event files in a real terminal: what programs report is on the screen as it is written, and nothing is left."""

from __future__ import annotations

from pathlib import Path

import psutil
from console import PROGRAM
from event_files import event_project, write_events
from pty_harness import Terminal
from waiting import until


def record(number: int, state: str, **more: object) -> dict[str, object]:
    return {"timestamp": f"2026-11-20T04:34:{number:02}Z", "pipeline_id": "nightly-1", "state": state, **more}


def test_what_a_program_reports_is_on_the_screen_and_no_process_is_left(tmp_path: Path) -> None:
    project = event_project(tmp_path)
    with Terminal([*PROGRAM, "--project", str(tmp_path)], size=(120, 40)) as terminal:
        terminal.until("start a run", 10)
        write_events(project, "a.ndjson", [record(1, "started"), record(2, "running", step_id="compile")])
        terminal.until("compile", 10)
        write_events(project, "a.ndjson", [record(3, "stream_activity", step_id="compile", message="linking parts")])
        terminal.until("linking parts", 10)
        children = psutil.Process(terminal.process.pid).children(recursive=True)
        assert children
        terminal.send("Q")
        assert terminal.exit_status(10) == 0
        until(lambda: not any(child.is_running() for child in children), 10)
