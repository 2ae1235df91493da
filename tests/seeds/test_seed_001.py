"""The operations dashboard data model (001), entity by entity: written into a store, read back as JSON and on the deck.

``step_progress`` is not read: its rows are keyed by the step alone, so that runs overwrite each other's; progress comes
from the event log, which says which run it is about. Previews are made of the files, not of ``artifact_metadata``.
"""

from __future__ import annotations

import base64
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from console import ask
from decks import deck_app, opened, pressed
from seed_screens import everything, panel
from stores import NOW, StoreWriter

from wave_tui.tui.commandline.times import rfc3339

BEGAN = int(NOW) - 600
RUN = {
    "input": "issue 42",
    "current_step": "review",
    "total_tokens": 5400,
    "started_at": BEGAN,
    "completed_at": BEGAN + 90,
    "error_message": "contract violated: no tests",
    "tags_json": json.dumps(["nightly", "slow"]),
}
MANIFEST = """\
apiVersion: v1
kind: WaveManifest
metadata:
  name: shop
adapters:
  claude:
    binary: claude
personas:
  reviewer:
    adapter: claude
    description: Reads diffs and finds faults
    system_prompt_file: .agents/personas/reviewer.md
    temperature: 0.2
    model: opus
    permissions:
      allowed_tools: [Read, Grep]
      deny: ["Bash(rm *)"]
"""
PIPELINE = """\
kind: WavePipeline
metadata:
  name: ship
  description: Plan, then review
input:
  source: cli
  type: issue
steps:
  - id: plan
    persona: reviewer
    exec: {type: prompt, source: "plan it"}
  - id: review
    persona: reviewer
    dependencies: [plan]
    exec: {type: prompt, source: "review it"}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One failed run with everything that the document's tables can say of it, and a running one."""
    (tmp_path / "wave.yaml").write_text(MANIFEST)
    folder = tmp_path / ".agents" / "pipelines"
    folder.mkdir(parents=True)
    (folder / "ship.yaml").write_text(PIPELINE)
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        _failed_run(store)
        _running_run(store)
    return tmp_path


def _failed_run(store: StoreWriter) -> None:
    store.run("ship-1", "ship", "failed", **RUN)
    store.step("ship-1", "plan", "completed", started_at=BEGAN, completed_at=BEGAN + 30)
    store.step("ship-1", "review", "failed", started_at=BEGAN + 30, completed_at=BEGAN + 90, error_message="no tests")
    store.event("ship-1", "plan", "started", timestamp=BEGAN, persona="reviewer")
    store.event("ship-1", "plan", "completed", "plan is written", timestamp=BEGAN + 30, duration_ms=30_000,
                tokens_used=400, persona="reviewer")  # fmt: skip
    store.event("ship-1", "review", "started", timestamp=BEGAN + 30, persona="reviewer")
    store.event("ship-1", "review", "failed", "no tests", timestamp=BEGAN + 90, duration_ms=60_000, tokens_used=5000)
    store.artifact("ship-1", "plan", "plan.md", path="out/plan.md", type="markdown", size_bytes=17,
                   created_at=BEGAN + 29)  # fmt: skip


def _running_run(store: StoreWriter) -> None:
    now = int(time.time())
    store.run("ship-2", "ship", "running", started_at=now - 60, current_step="plan", pid=os.getpid())
    store.heartbeat("ship-2", now)
    store.step("ship-2", "plan", "running", started_at=now - 60)
    store.event("ship-2", "plan", "started", timestamp=now - 60, persona="reviewer")
    store.event("ship-2", "plan", "step_progress", "reading the issue", timestamp=now - 5, tokens_used=120)


def shown(project: Path) -> Any:
    return ask(project, "show", "ship-1")


def test_a_run_record_is_shown_with_every_field(project: Path) -> None:
    run = shown(project)["run"]
    expected = {
        "run_id": "ship-1",
        "pipeline_name": "ship",
        "status": "failed",
        "input": "issue 42",
        "total_tokens": 5400,
        "started_at": "2026-11-20T04:50:00Z",
        "completed_at": "2026-11-20T04:51:30Z",
        "duration": "1m30s",
        "error_message": "contract violated: no tests",
        "tags": ["nightly", "slow"],
        "progress": 50,
    }
    assert {name: run.get(name) for name in expected} == expected


def test_the_step_that_a_run_is_at_is_named(project: Path) -> None:
    assert ask(project, "show", "ship-2")["run"]["current_step"] == "plan"


@pytest.mark.parametrize("status", ["pending", "completed", "failed", "cancelled"])
def test_every_status_is_told_and_can_be_asked_for(tmp_path: Path, status: str) -> None:
    ended = {} if status == "pending" else {"completed_at": BEGAN + 5, "cancelled_at": BEGAN + 5}
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run("r-1", "ship", status, started_at=BEGAN, **ended)
        store.run("r-2", "ship", "completed" if status != "completed" else "failed", started_at=BEGAN)
    assert [run["run_id"] for run in ask(tmp_path, "runs", "--status", status)["runs"]] == ["r-1"]
    assert ask(tmp_path, "show", "r-1")["run"]["status"] == status


def test_a_log_record_is_an_event_with_every_field(project: Path) -> None:
    event = next(event for event in shown(project)["events"] if event.get("message") == "plan is written")
    expected = {
        "run_id": "ship-1",
        "timestamp": "2026-11-20T04:50:30Z",
        "step_id": "plan",
        "state": "completed",
        "persona": "reviewer",
        "tokens_used": 400,
        "duration_ms": 30_000,
    }
    assert {name: event.get(name) for name in expected} == expected
    ids = [event["id"] for event in shown(project)["events"]]
    assert ids == sorted(ids)


def test_an_artifact_record_is_shown_with_every_field(project: Path) -> None:
    [artifact] = shown(project)["artifacts"]
    assert artifact == {
        "id": 1,
        "run_id": "ship-1",
        "step_id": "plan",
        "name": "plan.md",
        "path": "out/plan.md",
        "type": "markdown",
        "size_bytes": 17,
        "created_at": "2026-11-20T04:50:29Z",
    }


def test_the_end_that_the_engine_expects_is_told_while_the_run_is_at_work(project: Path) -> None:
    said = int(time.time()) - 10
    progress = {"total_steps": 2, "completed_steps": 0, "estimated_completion_ms": 90_000, "updated_at": said}
    with StoreWriter(project / ".agents" / "state.db") as store:
        store.insert("pipeline_progress", {"run_id": "ship-2", **progress})
        store.insert("pipeline_progress", {"run_id": "ship-1", **progress})
    assert ask(project, "show", "ship-2")["run"]["estimated_end"] == rfc3339(said + 90)
    assert "estimated_end" not in ask(project, "show", "ship-1")["run"]


def test_a_cancellation_record_shows_that_the_run_is_being_stopped(project: Path) -> None:
    with StoreWriter(project / ".agents" / "state.db") as store:
        store.cancel("ship-2", force=True)
    run = ask(project, "show", "ship-2")["run"]
    assert run["status"] == "cancelling"
    assert run["cancel_requested_at"] == "2026-11-20T04:59:55Z"


def test_a_persona_of_the_manifest_is_listed_with_every_field(project: Path) -> None:
    [persona] = ask(project, "personas")["personas"]
    assert persona == {
        "name": "reviewer",
        "adapter": "claude",
        "description": "Reads diffs and finds faults",
        "system_prompt_file": ".agents/personas/reviewer.md",
        "temperature": 0.2,
        "model": "opus",
        "permissions": {"allowed_tools": ["Read", "Grep"], "deny": ["Bash(rm *)"]},
    }


def test_a_pipeline_of_the_project_is_listed_with_steps_and_input(project: Path) -> None:
    [pipeline] = ask(project, "pipelines")["pipelines"]
    assert (pipeline["name"], pipeline["description"]) == ("ship", "Plan, then review")
    assert [step["id"] for step in pipeline["steps"]] == ["plan", "review"]
    assert pipeline["input"] == {"type": "issue"}


def test_the_list_of_runs_goes_on_by_a_cursor_of_time_and_id(project: Path) -> None:
    first = ask(project, "runs", "--limit", "1")
    assert (first["has_more"], [run["run_id"] for run in first["runs"]]) == (True, ["ship-2"])
    cursor = first["next_cursor"]
    decoded = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert decoded == {"t": BEGAN, "id": "ship-1"}
    rest = ask(project, "runs", "--limit", "1", "--cursor", cursor)
    assert ([run["run_id"] for run in rest["runs"]], rest["has_more"]) == (["ship-1"], False)
    assert "next_cursor" not in rest


def test_a_detail_has_run_steps_events_artifacts_and_graph(project: Path) -> None:
    assert {"run", "steps", "events", "artifacts", "dag"} <= set(shown(project))


def test_a_step_is_shown_with_every_field(project: Path) -> None:
    step = next(step for step in shown(project)["steps"] if step["step_id"] == "plan")
    expected = {
        "persona": "reviewer",
        "state": "completed",
        "progress": 100,
        "started_at": "2026-11-20T04:50:00Z",
        "completed_at": "2026-11-20T04:50:30Z",
        "duration": "30s",
        "tokens_used": 400,
    }
    assert {name: step.get(name) for name in expected} == expected
    assert [artifact["name"] for artifact in step["artifacts"]] == ["plan.md"]
    assert next(step for step in shown(project)["steps"] if step["step_id"] == "review")["error"] == "no tests"


def test_what_a_running_step_does_is_its_current_action(project: Path) -> None:
    [plan, _] = ask(project, "show", "ship-2")["steps"]
    assert (plan["state"], plan["current_action"]) == ("started", "reading the issue")


def test_the_graph_has_nodes_in_their_places_and_edges(project: Path) -> None:
    graph = shown(project)["dag"]
    assert [(node["id"], node["label"], node["persona"], node["status"]) for node in graph["nodes"]] == [
        ("plan", "plan", "reviewer", "completed"),
        ("review", "review", "reviewer", "failed"),
    ]
    assert [(node["x"], node["y"]) for node in graph["nodes"]] == [(0, 0), (1, 0)]
    assert [(edge["from"], edge["to"]) for edge in graph["edges"]] == [("plan", "review")]


async def test_the_deck_shows_runs_steps_events_and_artifacts(project: Path) -> None:
    app = deck_app(project, address="ship-1")
    async with opened(app) as (_, pilot):
        whole = everything(app)
        assert [word for word in ("ship", "FAIL", "plan", "review", "1m30s") if word not in whole] == []
        await pressed(app, pilot, "4")
        assert "plan is written" in panel(app, "events")
        await pressed(app, pilot, "5")
        assert "plan.md" in panel(app, "artifacts")
