"""Runs of a real Wave read from its store, from its event streams and from both: each way tells the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from event_files import event_project, take_in
from told_lines import STREAMS, read

from wave_tui.data.models import Attempt, RunDetail, Step
from wave_tui.data.project import find_project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.views import Query

RUNS = sorted({run for path in STREAMS.iterdir() for run in read(path.read_bytes().splitlines(), path.stem)})
_EXACT = 0.05


def test_the_streams_tell_of_eleven_runs_and_three_child_runs() -> None:
    assert len(RUNS) == 14


@pytest.fixture(scope="module")
def streams(tmp_path_factory: pytest.TempPathFactory) -> ProjectReader:
    """The streams alone."""
    root = tmp_path_factory.mktemp("streams")
    event_project(root)
    return _taken_in(root)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> ProjectReader:
    """The streams beside the store."""
    root = tmp_path_factory.mktemp("both") / "project"
    shutil.copytree(STREAMS.parent / "project", root)
    event_project(root)
    return _taken_in(root)


@pytest.mark.parametrize("run", RUNS)
def test_a_run_is_the_same_from_its_stream_and_from_the_store(
    run: str, streams: ProjectReader, fixture_project: Path
) -> None:
    store = ProjectReader(find_project(fixture_project, fixture_project))
    told, stored = _detail(streams, run), _detail(store, run)
    store.close()
    assert (told.run.state, told.run.pipeline, told.run.input, told.run.error, told.run.tokens or 0) == (
        stored.run.state, stored.run.pipeline, stored.run.input, stored.run.error, stored.run.tokens
    )  # fmt: skip
    assert [step.id for step in told.steps] == [step.id for step in stored.steps]
    for left, right in zip(told.steps, stored.steps, strict=True):
        _same_step(left, right)


@pytest.mark.parametrize("run", RUNS)
def test_stream_and_store_of_a_run_are_one_run_without_a_conflict(run: str, both: ProjectReader) -> None:
    detail = _detail(both, run)
    assert (detail.run.sources, detail.run.conflict) == (("store", "wave"), "")
    assert detail.run.workspace and all(step.workspace for step in detail.steps if step.persona)


def _taken_in(root: Path) -> ProjectReader:
    project = find_project(root, root)
    shutil.copytree(STREAMS, project.state_folder / "events", dirs_exist_ok=True)
    take_in(project)
    return ProjectReader(project)


def _detail(reader: ProjectReader, run: str) -> RunDetail:
    detail = reader.read(Query(run=run)).detail
    assert detail is not None
    return detail


def _same_step(told: Step, stored: Step) -> None:
    assert (told.state, told.kind, told.persona, told.model, told.tokens, told.error) == (
        stored.state, stored.kind, stored.persona, stored.model, stored.tokens, stored.error
    )  # fmt: skip
    assert told.contract == stored.contract or told.state == "failed"
    assert len(told.attempts) == len(stored.attempts)
    for left, right in zip(told.attempts, stored.attempts, strict=True):
        _same_attempt(left, right)


def _same_attempt(told: Attempt, stored: Attempt) -> None:
    state = "completed" if stored.state == "succeeded" else stored.state
    assert (told.number, told.state, told.tokens) == (stored.number, state, stored.tokens)
    assert told.duration is not None and stored.duration is not None
    # Without a row of its own a try lasts from second to second in the store.
    assert abs(told.duration - stored.duration) <= (1 if stored.duration.is_integer() else _EXACT)
