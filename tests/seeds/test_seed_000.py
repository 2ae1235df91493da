"""The enhanced progress data model (000), entity by entity: written into an event file, read back as JSON."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from console import ask
from event_files import event_project, write_events
from seed_screens import screen_of

RUN = "ship-20261120-043439-9bd2"
BEGAN = 1_795_149_279.0
PIPELINE = """\
kind: WavePipeline
metadata:
  name: ship
  description: Plan, build, then check
steps:
  - id: plan
    persona: navigator
    exec: {type: prompt, source: "plan it"}
  - id: build
    persona: craftsman
    dependencies: [plan]
    exec: {type: prompt, source: "build it"}
  - id: check
    persona: auditor
    dependencies: [build]
    exec: {type: prompt, source: "check it"}
"""


def stamp(moment: float) -> str:
    """A time as the document's events have it."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def event(after: float, state: str, step: str = "", *, began: float = BEGAN, **fields: Any) -> dict[str, Any]:
    """An event of the run, in the shape of the document's ``Event``."""
    head: dict[str, Any] = {"timestamp": stamp(began + after), "pipeline_id": RUN, "state": state}
    return head | ({"step_id": step} if step else {}) | {"duration_ms": 0} | fields


def told(root: Path, *events: dict[str, Any]) -> Path:
    """A project with these events in a file."""
    project = event_project(root)
    (root / "wave.yaml").write_text("apiVersion: v1\nkind: WaveManifest\nmetadata:\n  name: shop\n")
    (project.state_folder / "pipelines" / "ship.yaml").write_text(PIPELINE)
    write_events(project, f"{RUN}.ndjson", events)
    return root


def shown(root: Path, *events: dict[str, Any]) -> Any:
    """What is told of the run once its events are in a file."""
    return ask(told(root, *events), "show", RUN)


def step_in(detail: Any, name: str) -> Any:
    """One step of a run."""
    return next(step for step in detail["steps"] if step["step_id"] == name)


def noted(holder: Any) -> dict[str, str]:
    """The data-quality notes by what they are about."""
    return {note["subject"]: note["text"] for note in holder.get("notes", ())}


def live_story(began: float) -> tuple[dict[str, Any], ...]:
    """A run in its second step: one done, one failed once and tried again, one to come."""
    plan = {"persona": "navigator", "tokens_used": 1200, "artifacts": ["plan.md"], "artifact_count": 1}
    at_work: dict[str, Any] = {
        "persona": "craftsman",
        "progress": 40,
        "subtask_current": 2,
        "subtask_total": 5,
        "files_processed": 7,
        "artifact_count": 2,
        "tokens_used": 300,
        "workspace_path": "workspaces/ship/build",
        "contract_progress": "schema",
        "estimated_eta": 120,
        "message": "compiling",
    }
    return (
        event(0, "started", message='input="issue 42" steps=3', total_steps=3, workspace_path="ws/ship", began=began),
        event(1, "running", "plan", persona="navigator", began=began),
        event(11, "completed", "plan", **(plan | {"duration_ms": 10_000}), began=began),
        event(11, "running", message="1/3 steps completed", progress=33, total_steps=3, completed_steps=1, began=began),
        event(12, "running", "build", persona="craftsman", began=began),
        event(20, "failed", "build", message="does not compile", tokens_used=500, began=began),
        event(21, "retrying", "build", message="attempt 2/3", began=began),
        event(22, "running", "build", persona="craftsman", began=began),
        event(30, "step_progress", "build", **at_work, began=began),
        event(31, "eta_updated", estimated_eta=200, began=began),
    )


@pytest.fixture
def began() -> float:
    """When a run began that goes on now."""
    return float(int(time.time()) - 40)


@pytest.fixture
def live(tmp_path: Path, began: float) -> Any:
    """A run that goes on."""
    return shown(tmp_path, *live_story(began))


def test_the_pipeline_execution_context_is_shown(live: Any, began: float) -> None:
    run = live["run"]
    expected = {
        "run_id": RUN,
        "pipeline_name": "ship",
        "status": "running",
        "started_at": stamp(began),
        "workspace_path": "ws/ship",
        "input": "issue 42",
        "current_step": "build",
    }
    assert {name: run.get(name) for name in expected} == expected
    states = {step["step_id"]: step["state"] for step in live["steps"]}
    assert states == {"plan": "completed", "build": "running", "check": "pending"}
    assert [step["step_id"] for step in live["steps"]].index(run["current_step"]) == 1


def test_the_description_and_the_manifest_of_a_run_are_known(tmp_path: Path, began: float) -> None:
    root = told(tmp_path, *live_story(began))
    [pipeline] = ask(root, "pipelines")["pipelines"]
    assert (pipeline["name"], pipeline["description"]) == ("ship", "Plan, build, then check")


def test_the_estimated_end_is_told(live: Any, began: float) -> None:
    assert live["run"]["estimated_end"] == stamp(began + 231)


def test_a_completed_step_status_is_shown(live: Any, began: float) -> None:
    plan = step_in(live, "plan")
    expected = {
        "persona": "navigator",
        "state": "completed",
        "started_at": stamp(began + 1),
        "completed_at": stamp(began + 11),
        "duration": "10s",
        "tokens_used": 1200,
        "artifact_count": 1,
        "progress": 100,
    }
    assert {name: plan.get(name) for name in expected} == expected
    assert [artifact["path"] for artifact in plan["artifacts"]] == ["plan.md"]


def test_a_running_step_status_is_shown(live: Any, began: float) -> None:
    build = step_in(live, "build")
    expected = {
        "persona": "craftsman",
        "state": "running",
        "started_at": stamp(began + 12),
        "progress": 40,
        "current": 2,
        "total": 5,
        "unit": "subtask",
        "files_processed": 7,
        "artifact_count": 2,
        "tokens_used": 800,
        "workspace_path": "workspaces/ship/build",
        "validation_phase": "schema",
        "current_action": "compiling",
        "estimated_end": stamp(began + 150),
        "max_attempts": 3,
    }
    assert {name: build.get(name) for name in expected} == expected
    assert "completed_at" not in build and "error" not in build


def test_retries_are_shown_with_their_errors(live: Any) -> None:
    first, second = step_in(live, "build")["attempts"]
    assert (first["state"], first["error"], second["state"]) == ("failed", "does not compile", "running")


def test_a_failed_step_is_shown_with_its_error(tmp_path: Path) -> None:
    detail = shown(
        tmp_path,
        event(0, "started"),
        event(1, "running", "build"),
        event(5, "failed", "build", message="out of tokens"),
        event(6, "failed", message='step "build" failed: out of tokens'),
    )
    assert (detail["run"]["status"], step_in(detail, "build")["error"]) == ("failed", "out of tokens")
    assert detail["run"]["error_message"] == 'step "build" failed: out of tokens'


def test_the_progress_context_is_calculated(live: Any, began: float) -> None:
    run = live["run"]
    assert (run["stated_progress"], run["progress_how"]) == (33, "1 of 3 steps completed")
    assert (run["total_tokens"], run["updated_at"]) == (2000, stamp(began + 31))


@pytest.mark.parametrize("state", ["pending", "running", "completed", "failed", "cancelled"])
def test_every_pipeline_state_is_shown(tmp_path: Path, state: str) -> None:
    now = float(int(time.time()))
    events = [event(-9, "pending", began=now), event(-8, "running", began=now), event(-7, state, began=now)]
    assert shown(tmp_path, *(events[:1] if state == "pending" else events))["run"]["status"] == state


@pytest.mark.parametrize("state", ["pending", "running", "completed", "failed", "retrying"])
def test_every_step_state_is_shown(tmp_path: Path, state: str) -> None:
    now = float(int(time.time()))
    way = ["pending", "running", *(["failed"] if state == "retrying" else []), state]
    way = way[:1] if state == "pending" else way
    events = [event(number - 9, each, "build", began=now) for number, each in enumerate(way)]
    build = step_in(shown(tmp_path, event(-10, "running", began=now), *events), "build")
    assert build["state"] == state and not noted(build)


EXTENDED: dict[str, Any] = {
    "progress": 40,
    "subtask_current": 2,
    "subtask_total": 5,
    "estimated_eta": 120,
    "files_processed": 7,
    "artifact_count": 2,
    "workspace_path": "ws",
    "contract_progress": "schema",
}


def test_every_field_of_an_event_is_shown(tmp_path: Path) -> None:
    whole: dict[str, Any] = {
        "message": "m",
        "persona": "navigator",
        "tokens_used": 9,
        "artifacts": ["a", "b"],
        "duration_ms": 1500,
    }
    detail = shown(tmp_path, event(0, "started"), event(1, "completed", "plan", **(whole | EXTENDED)))
    last = detail["events"][-1]
    expected = {
        "run_id": RUN,
        "timestamp": stamp(BEGAN + 1),
        "step_id": "plan",
        "state": "completed",
        "message": "m",
        "persona": "navigator",
        "tokens_used": 9,
        "duration_ms": 1500,
        "progress": 40,
        "source": "wave",
    }
    assert {name: last.get(name) for name in expected} == expected
    assert last["facts"] == {
        "subtask": "2/5",
        "seconds left": "120",
        "files": "7",
        "artifact count": "2",
        "workspace": "ws",
        "contract": "schema",
        "artifacts": "a, b",
    }


def test_events_without_the_new_fields_are_taken_as_before(tmp_path: Path) -> None:
    detail = shown(tmp_path, event(0, "started"), event(1, "running", "plan"), event(2, "completed", "plan"))
    assert not noted(detail["run"]) and not noted(step_in(detail, "plan"))


@pytest.mark.parametrize(
    ("state", "fields", "key", "value"),
    [
        ("step_progress", {"progress": 60}, "progress", 60),
        ("contract_validating", {"contract_progress": "semantic"}, "validation_phase", "semantic"),
        ("compaction_progress", {"progress": 80}, "metrics", {"compaction": "80 %"}),
    ],
)
def test_every_new_event_type_of_a_step_is_taken(
    tmp_path: Path, state: str, fields: dict[str, Any], key: str, value: object
) -> None:
    now = float(int(time.time()))
    begin = event(-5, "running", "plan", began=now)
    plan = step_in(shown(tmp_path, begin, event(-4, state, "plan", **fields, began=now)), "plan")
    assert plan[key] == value and not noted(plan)


@pytest.mark.parametrize(
    ("fields", "subject", "text"),
    [
        ({"progress": 150}, "progress", "is 150, not from 0 to 100"),
        ({"duration_ms": -5}, "duration_ms", "is -5, which cannot be negative"),
        ({"estimated_eta": -1}, "estimated_eta", "is -1, which cannot be negative"),
        ({"state": "wobbling"}, "state", "is 'wobbling', which is no state of an event"),
        ({"timestamp": "soon"}, "timestamp", "is 'soon', no time between 2000 and 2100"),
        ({"state": "retrying", "message": "attempt 4/3"}, "retry_count", "is at attempt 4 of at most 3"),
    ],
)
def test_a_broken_rule_of_a_step_is_noted(tmp_path: Path, fields: dict[str, Any], subject: str, text: str) -> None:
    odd = event(5, "step_progress", "plan") | fields
    failed = event(2, "failed", "plan")
    detail = shown(tmp_path, event(0, "started"), event(1, "running", "plan"), failed, odd)
    assert noted(step_in(detail, "plan"))[subject] == text
    assert noted(detail["events"][-1])[subject] == text


@pytest.mark.parametrize(
    ("fields", "subject", "text"),
    [
        ({"progress": -1}, "progress", "is -1, not from 0 to 100"),
        ({"total_steps": 0}, "total_steps", "is 0, a run has at least one step"),
        ({"total_steps": 3, "completed_steps": 4}, "completed_steps", "is 4 of 3"),
        (
            {"total_steps": 4, "completed_steps": 1, "progress": 80},
            "progress",
            "is 80, though 1 of 4 steps are completed",
        ),
    ],
)
def test_a_broken_rule_of_a_pipeline_is_noted(tmp_path: Path, fields: dict[str, Any], subject: str, text: str) -> None:
    assert noted(shown(tmp_path, event(0, "running", **fields))["run"]) == {subject: text}


def test_a_pipeline_id_is_of_one_execution(tmp_path: Path) -> None:
    detail = shown(tmp_path, event(0, "started"), event(5, "completed"), event(9, "started"))
    assert noted(detail["run"]) == {"state": "went from completed to running, which is no valid change"}


@pytest.mark.parametrize(
    "states",
    [
        ("pending", "running", "completed"),
        ("pending", "running", "failed", "retrying", "running", "completed"),
        ("pending", "running", "failed"),
    ],
)
def test_valid_changes_of_a_step_are_not_odd(tmp_path: Path, states: tuple[str, ...]) -> None:
    events = (event(number, state, "plan") for number, state in enumerate(states, 1))
    plan = step_in(shown(tmp_path, event(0, "started"), *events, event(9, "completed")), "plan")
    assert (plan["state"], noted(plan)) == (states[-1], {})


@pytest.mark.parametrize("states", [("completed", "retrying"), ("completed", "failed")])
def test_other_changes_of_a_step_are_kept_and_noted(tmp_path: Path, states: tuple[str, str]) -> None:
    events = (event(number, state, "plan") for number, state in enumerate(("running", *states), 1))
    plan = step_in(shown(tmp_path, event(0, "started"), *events), "plan")
    assert noted(plan) == {"state": f"went from {states[0]} to {states[1]}, which is no valid change"}


async def test_the_deck_shows_a_run_as_it_goes_on(tmp_path: Path) -> None:
    shown = await screen_of(told(tmp_path, *live_story(BEGAN)), RUN, now=BEGAN + 40)
    context = ("ship", "RUN", "1/3 build", "ETA ~3m11s", "40s", "33%", "1 of 3 steps completed")
    step = ("build A2/3", "craftsman", "compiling", "subtask 2/5", "7 files", "2 artifacts", "validating schema")
    history = ("A1 does not compile", "attempt 2/3", "total 2.0k", "tokens/min", "1 plan", "10s")
    assert [word for word in (*context, *step, *history) if word not in shown] == []


async def test_the_deck_shows_what_is_odd_about_the_data(tmp_path: Path) -> None:
    odd = event(6, "step_progress", "plan", progress=150)
    root = told(tmp_path, event(0, "started"), event(1, "running", "plan"), odd)
    shown = await screen_of(root, f"{RUN}/plan", now=BEGAN + 10)
    assert "is 150, not from 0 to 100" in shown
