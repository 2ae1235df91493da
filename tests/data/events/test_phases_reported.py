"""A phases job that a program reports by the API is read back as it was told, and breaks no rule."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from event_files import folded, take_in
from reports import Clock, project, reporter

from wave_tui.data import report
from wave_tui.data.events.fold_state import FoldedNote, FoldedRun, FoldedStep, FoldedSubtask
from wave_tui.data.project import find_project

WEIGHTS = {"scan": 0.25, "convert": 0.75}


def notes_of(run: FoldedRun) -> list[FoldedNote]:
    """Every note of a run, its steps and what is below them."""
    parts: list[FoldedRun | FoldedStep | FoldedSubtask] = [run, *run.steps.values()]
    parts += [subtask for step in run.steps.values() for subtask in step.subtasks.values()]
    return [note for part in parts for note in part.notes]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path / "project")


def told(root: Path) -> FoldedRun:
    """The job as the sidecar has it now."""
    found = find_project(root, root)
    take_in(found)
    return folded(found, "batch-1")


def test_each_snapshot_of_a_job_is_read_back_without_a_broken_rule(root: Path) -> None:
    clock = Clock()
    with report.phases("convert-scans", id="batch-1", weights=WEIGHTS, reporter=reporter(root, clock)) as job:
        with job.phase("scan") as scan:
            clock.time += 5
            scan.update(50, files_uploaded=2)
            assert (told(root).state, told(root).step) == ("running", "scan")
        with job.phase("convert", total_files=3) as convert:
            for number in range(3):
                clock.time += 5
                with convert.file(f"scan-{number}.pdf", pages=4) as file:
                    for page in range(1, 5):
                        clock.time += 3
                        file.page(page, regex_matches_found=page)
                        told(root)
    run = told(root)
    assert (run.state, run.pipeline, run.progress, run.steps_done) == ("completed", "convert-scans", 100, 2)
    assert [(file.name, file.state) for file in run.steps["convert"].subtasks.values()] == [
        ("scan-0.pdf", "completed"), ("scan-1.pdf", "completed"), ("scan-2.pdf", "completed")
    ]  # fmt: skip
    assert [step.weight for step in run.steps.values()] == [0.25, 0.75]
    assert notes_of(run) == []


def test_a_job_that_fails_says_where(root: Path) -> None:
    job = report.phases("convert", id="batch-1", weights={"processing": 1}, reporter=reporter(root))
    with contextlib.suppress(ValueError), job, job.phase("processing", total_files=1) as phase:
        phase.file("a.pdf", pages=9).page(7)
        raise ValueError("no text layer")
    run = told(root)
    assert (run.state, run.error) == ("failed", "ValueError: no text layer (a.pdf, page 7)")
    assert run.context is not None
    assert (run.context.phase, run.context.file, run.context.page) == ("processing", "a.pdf", 7)
    assert notes_of(run) == []


def test_a_job_that_is_ended_by_somebody_is_cancelled(root: Path) -> None:
    job = report.phases("convert", id="batch-1", reporter=reporter(root))
    with contextlib.suppress(KeyboardInterrupt), job, job.phase("processing"):
        raise KeyboardInterrupt
    assert told(root).state == "cancelled"
