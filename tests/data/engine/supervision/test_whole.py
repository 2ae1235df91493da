"""Real pipelines in real processes: start, fail, retry, cancel, and what an idle run costs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from supervised import ANA, World

from wave_tui.data.engine.model import StartRequest
from wave_tui.data.errors import RefusedError

TWO_STEPS = """
kind: WavePipeline
metadata: {name: demo}
steps:
  - id: make
    type: command
    script: |
      echo "made of $WAVE_INPUT" > "$WAVE_ARTIFACTS/../made.txt" 2>/dev/null || echo "made of $WAVE_INPUT" > made.txt
      echo "$WAVE_RUN_ID" >> "$WAVE_PROJECT_ROOT/made"
  - id: check
    type: command
    dependencies: [make]
    script: test -e "$WAVE_PROJECT_ROOT/good"
"""
WAITS = """
kind: WavePipeline
metadata: {name: demo}
steps:
  - id: wait
    type: command
    script: touch "$WAVE_PROJECT_ROOT/at-work"; sleep 60
"""


@pytest.fixture
def whole(tmp_path: Path, mark: str) -> World:
    """A project whose engine executes pipelines."""
    return World(tmp_path, real=True)


def test_a_failed_run_is_retried_from_its_failed_step_and_linked(whole: World) -> None:
    whole.define(TWO_STEPS)
    run = whole.engine.start(StartRequest("demo", ANA, input="clay")).run
    assert whole.ended(run) == "failed"
    (whole.project.root / "good").touch()
    again = whole.engine.retry(run, "failed", request=StartRequest("demo", ANA, input="clay")).run
    assert whole.ended(again) == "completed"
    assert whole.row("SELECT parent_run_id, run_kind FROM pipeline_run WHERE run_id = ?", again) == (run, "resume")
    assert (whole.project.root / "made").read_text().split() == [run]


def test_p12_a_retry_that_can_reuse_nothing_is_refused_unless_everything_runs_again(whole: World) -> None:
    whole.define(TWO_STEPS)
    run = whole.engine.start(StartRequest("demo", ANA, input="clay")).run
    assert whole.ended(run) == "failed"
    for workspaces in whole.project.root.glob(".*/workspaces"):
        shutil.rmtree(workspaces)
    (whole.project.root / "good").touch()
    request = StartRequest("demo", ANA, input="clay")
    with pytest.raises(RefusedError, match="gone"):
        whole.engine.retry(run, "failed", request=request)
    again = whole.engine.retry(run, "all", request=request).run
    assert whole.ended(again) == "completed"
    assert (whole.project.root / "made").read_text().split() == [run, again]


def test_what_cannot_be_run_is_refused_before_anything_is_written(whole: World) -> None:
    whole.define(TWO_STEPS + "    unheard_of: 1\n")
    with pytest.raises(RefusedError, match="unheard_of"):
        whole.engine.start(StartRequest("demo", ANA))
    assert not whole.project.store.exists()


def test_a_cancelled_run_says_so_everywhere(whole: World, mark: str) -> None:
    whole.define(WAITS)
    run = whole.engine.start(StartRequest("demo", ANA)).run
    whole.running(run)
    whole.engine.cancel(run, by="ana")
    assert whole.ended(run) == "cancelled"
    assert whole.status(run) == "cancelled"
    assert whole.row("SELECT count(*) FROM cancellation") == (0,)
    assert whole.row("SELECT state FROM step_state") == ("failed",)
