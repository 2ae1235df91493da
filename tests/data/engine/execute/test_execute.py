"""Whole runs of pipelines with real commands."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from execution import RUN, Memory, Project

from wave_tui.data.errors import RefusedError


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    return Project(tmp_path)


async def test_steps_run_in_the_order_of_their_dependencies(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: last, type: command, dependencies: [left, right], script: "echo last >> $WAVE_PROJECT_ROOT/log"}
  - {id: left, type: command, dependencies: [first], script: "echo middle >> $WAVE_PROJECT_ROOT/log"}
  - {id: right, type: command, dependencies: [first], script: "echo middle >> $WAVE_PROJECT_ROOT/log"}
  - {id: first, type: command, script: "echo first >> $WAVE_PROJECT_ROOT/log"}
""")
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "log").read_text().split() == ["first", "middle", "middle", "last"]
    assert ran.recorder.told("run_started")[0].args == (("first", "left", "right", "last"),)
    assert ran.recorder.said("last") == ["step_running", "step_completed"]
    assert [fact.args for fact in ran.recorder.told("pipeline_progress")] == [(n, 4) for n in (1, 2, 3, 4)]
