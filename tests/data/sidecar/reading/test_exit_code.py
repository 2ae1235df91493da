"""The exit code of a CI run follows from the steps that failed where its log does not state one."""

from __future__ import annotations

from pathlib import Path

from event_files import event_project, take_in

from wave_tui.data.models import Run
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.views import Query

RUN = "run-20251020-143045-k8m3q2"
_PLACE = '"source_file":"run.sh","line_number":1,"function_name":"f"'


def _entry(second: int, step: str, level: str = "info", more: str = "") -> str:
    head = f'"timestamp":"2025-10-20T14:30:{second:02d}Z","level":"{level}","message":"m","run_id":"{RUN}"'
    return f'{{{head},"step_name":"{step}",{_PLACE}{more}}}\n'


def _read(root: Path, *entries: str) -> Run:
    project = event_project(root)
    (project.state_folder / "events" / "ci.ndjson").write_text("".join(entries))
    take_in(project)
    reader = ProjectReader(project)
    detail = reader.read(Query(run=RUN)).detail
    reader.close()
    assert detail is not None
    return detail.run


def test_the_code_follows_from_what_failed(tmp_path: Path) -> None:
    run = _read(
        tmp_path,
        _entry(1, "lint", "error", ',"duration_ms":1000'),
        _entry(2, "test-unit", "error", ',"duration_ms":1000'),
        _entry(3, "complete", "error"),
    )
    assert (run.state, run.exit_code) == ("failed", 1)
    assert [(note.subject, note.text) for note in run.notes] == [
        ("exit_code", "is not stated, by what failed it is 1 (lint failed)")
    ]


def test_a_stated_code_that_does_not_follow_is_kept_and_noted(tmp_path: Path) -> None:
    whole = f'{{"run_id":"{RUN}","start_time":1760970640,"end_time":1760970650,"duration":10,"exit_code":3,'
    end = f'{whole}"profile":"dev","triggered_by":"CLI","steps_completed":["init"]}}\n'
    run = _read(tmp_path, _entry(1, "test-unit", "error", ',"duration_ms":1000'), end)
    assert run.exit_code == 3
    assert [note.text for note in run.notes] == ["is 3, by what failed it is 2 (tests failed)"]


def test_a_run_that_went_well_has_the_code_it_states(tmp_path: Path) -> None:
    run = _read(tmp_path, _entry(1, "lint", more=',"duration_ms":1000'), _entry(2, "complete"))
    assert (run.state, run.exit_code, run.notes) == ("completed", None, ())
