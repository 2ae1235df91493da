"""The demo project's own programs report what they do, begin again, and end with the demo."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from supervised import end_marked, marked
from waiting import until

from wave_tui.data.demo.create import create_demo
from wave_tui.data.demo.reporters import PROGRAMS, Reporters, end_reporters
from wave_tui.data.events.catch_up import catch_up
from wave_tui.data.models import Run, RunDetail
from wave_tui.data.project import find_project
from wave_tui.data.reading.browse import ProjectBrowser
from wave_tui.data.states import is_terminal
from wave_tui.data.views import RunFilter

NAMES = ("backup", "handbook", "statements")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A demo project whose programs carry a mark and take little time."""
    monkeypatch.setenv("SUPERVISION_TEST", tmp_path.name)
    monkeypatch.setenv("INKWELL_PACE", "0.05")
    yield create_demo(tmp_path / "inkwell")
    end_marked(tmp_path.name)


@pytest.fixture
def reporters(project: Path) -> Iterator[Reporters]:
    """Its programs, which the test begins."""
    programs = Reporters(project)
    yield programs
    programs.end()


def reported(root: Path) -> dict[str, Run]:
    """The newest run of each program."""
    found = find_project(root, root)
    catch_up(found)
    with ProjectBrowser(found) as browser:
        rows, _ = browser.page(RunFilter(sources=("levels", "phases")), None, 20)
    return {run.pipeline: run for run in reversed(rows)}


def detail(root: Path, run: str) -> RunDetail:
    """All about a run."""
    with ProjectBrowser(find_project(root, root)) as browser:
        return browser.detail(run)


def test_each_program_reports_a_run_to_its_end_and_begins_again_after_a_while(
    project: Path, reporters: Reporters
) -> None:
    reporters.tick(0.0)
    until(lambda: not marked(project.parent.name), 60)
    runs = reported(project)
    are_whole(project, runs)
    reporters.tick(1.0)
    reporters.tick(2.0)
    assert reported(project)["backup"].id == runs["backup"].id
    reporters.tick(20.0)
    until(lambda: reported(project)["backup"].id != runs["backup"].id, 20)


def are_whole(project: Path, runs: dict[str, Run]) -> None:
    assert {name: run.sources for name, run in runs.items()} == {
        "backup": ("levels",), "handbook": ("levels",), "statements": ("phases",),
    }  # fmt: skip
    assert runs["backup"].state == runs["handbook"].state == "completed" and is_terminal(runs["statements"].state)
    assert not any(run.notes for run in runs.values())
    handbook = detail(project, runs["handbook"].id)
    assert {step.id for step in handbook.steps} == {"slugs", "start", "tables", "words"}
    assert all(step.attempts[-1].state == "completed" and step.artifacts for step in handbook.steps)
    assert [below.id for below in handbook.steps[0].subtasks[0].subtasks] == ["hyphenate", "justify", "proof"]
    statements = detail(project, runs["statements"].id)
    assert [step.id for step in statements.steps] == ["upload", "processing", "matching", "report_generation"]
    assert not any(step.notes for step in (*handbook.steps, *statements.steps))


def test_nothing_of_them_is_left_when_they_are_ended(
    project: Path, reporters: Reporters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKWELL_PACE", "5")
    reporters.tick(0.0)
    until(lambda: len(marked(project.parent.name)) >= len(PROGRAMS), 20)
    end_reporters(project)
    until(lambda: not marked(project.parent.name), 5)


def test_each_program_ends_itself_when_it_is_cancelled(
    project: Path, reporters: Reporters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKWELL_PACE", "0.4")
    reporters.tick(0.0)
    until(lambda: all(name in reported(project) and reported(project)[name].step for name in NAMES), 20)
    for name, run in reported(project).items():
        folder = "progress" if name == "statements" else "events"
        (file,) = (project / ".agents" / folder).glob(f"{run.id}.*")
        Path(f"{file}.cancel").write_text(json.dumps({"requested_at": time.time(), "by": "ana"}))
    until(lambda: {run.state for run in reported(project).values()} == {"cancelled"}, 20)


def test_a_project_that_is_gone_is_not_made_again(project: Path) -> None:
    shutil.rmtree(project)
    Reporters(project).tick(0.0)
    assert not project.exists()
