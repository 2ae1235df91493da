"""Files that a step's events name are found where the step worked, and are not told twice where the store has them."""

from __future__ import annotations

import shutil
from pathlib import Path

from event_files import event_project, take_in
from told_lines import STREAMS

from wave_tui.data.project import find_project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.views import Query

RUN = "demo-quick-20261120-043428-5401"


def _paths(root: Path) -> dict[str, list[str]]:
    project = find_project(root, root)
    shutil.copy(STREAMS / "demo-quick.ndjson", project.state_folder / "events")
    take_in(project)
    reader = ProjectReader(project)
    detail = reader.read(Query(run=RUN)).detail
    reader.close()
    assert detail is not None
    return {step.id: [artifact.path for artifact in step.artifacts] for step in detail.steps}


def test_without_a_store_the_files_lie_where_the_step_worked(tmp_path: Path) -> None:
    event_project(tmp_path)
    paths = _paths(tmp_path)
    assert paths["scan"] == [f".agents/workspaces/{RUN}/scan/.agents/output/scan.json"]
    assert paths["implement"] == [f".agents/workspaces/{RUN}/implement/notes.md"]


def test_with_a_store_its_own_files_are_told_alone(fixture_project: Path) -> None:
    event_project(fixture_project)
    paths = _paths(fixture_project)
    assert paths["scan"] == [f".agents/workspaces/{RUN}/scan/.agents/artifacts/scan/scan-result.json"]
    assert [len(found) for found in paths.values()] == [1, 1, 1]
