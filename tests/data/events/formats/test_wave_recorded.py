"""The event file that the local engine writes says the same of a run as the store that it writes beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from recording import Scene
from told_and_stored import assert_same_run, assert_same_step
from told_lines import noted, read
from told_runs import (
    demo_cmd,
    demo_cmd_fail,
    demo_contract_fail,
    demo_gate,
    demo_iterate,
    demo_long_cancelled,
    demo_loop,
    demo_retry,
)

from wave_tui.data.events.fold_state import FoldedRun
from wave_tui.data.models import RunDetail
from wave_tui.data.store.control.recorder import Recorder
from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import Query

_WRONG = "contract validation failed [json_schema]: missing"


def _contract(scene: Scene, recorder: Recorder) -> None:
    demo_contract_fail(scene, recorder, _WRONG)


def _retry(scene: Scene, recorder: Recorder) -> None:
    demo_retry(scene, recorder, _WRONG)


STORIES: dict[str, Callable[[Scene, Recorder], object]] = {
    "cmd": demo_cmd,
    "retry": _retry,
    "contract": _contract,
    "cmd-fail": demo_cmd_fail,
    "gate": demo_gate,
    "iterate": demo_iterate,
    "loop": demo_loop,
}


@pytest.mark.parametrize("story", STORIES)
def test_the_file_and_the_store_of_a_run_agree(story: str, tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    recorder = scene.starts(f"demo-{story}", "some input")
    STORIES[story](scene, recorder)
    for file in scene.events.glob("*.ndjson"):
        folded, detail = _both(scene, file)
        assert_same_run(folded, detail)
        assert not noted(folded) and not any(noted(step) for step in folded.steps.values())


def test_a_stopped_run_ends_in_the_store_alone(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    recorder = scene.starts("demo-long", "some input")
    demo_long_cancelled(scene, recorder)
    folded, detail = _both(scene, scene.events / f"{recorder.run}.ndjson")
    assert (folded.state, detail.run.state) == ("running", "cancelled")
    assert_same_step(folded.steps["warmup"], detail.steps[0])
    assert folded.steps["grind"].state == "failed" and detail.steps[1].state == "cancelled"
    assert not any(noted(step) for step in folded.steps.values())


def test_what_the_store_cannot_hold_is_in_the_file(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    recorder = scene.starts("demo-batch")
    recorder.run_started(["scan", "sum"])
    recorder.step_running("scan", folder=".agents/workspaces/demo-batch/scan")
    recorder.progress("scan", 40, "Reading", subtask=2, subtasks=5, files=7, eta=30, tokens=100)
    recorder.progress("scan", 60, "Reading on", subtask=3, subtasks=5, tokens=50)
    recorder.pipeline_progress(0, 2, eta=90)
    folded = read((scene.events / f"{recorder.run}.ndjson").read_bytes().splitlines())[recorder.run]
    step = folded.steps["scan"]
    assert (step.progress, step.current, step.total, step.unit, step.tokens) == (60, 3, 5, "subtask", 150)
    assert (step.files, step.action, step.eta) == (7, "Reading on", scene.now + 30)
    assert (folded.eta, folded.steps_done, folded.steps_total) == (scene.now + 90, 0, 2)
    assert not noted(folded) and not noted(step)


def _both(scene: Scene, file: Path) -> tuple[FoldedRun, RunDetail]:
    reader = StoreReader(scene.store, now=scene.clock)
    try:
        detail = reader.read(Query(run=file.stem)).detail
    finally:
        reader.close()
    assert detail is not None
    return read(file.read_bytes().splitlines(), file.stem)[file.stem], detail
