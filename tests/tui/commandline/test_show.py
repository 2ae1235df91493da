"""``wave-tui show``, ``artifacts``, ``pipelines`` and ``personas``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from console import ask, call
from stores import StoreWriter

from wave_tui.data.models import Run, RunDetail, Step
from wave_tui.tui.commandline.dag import dag

STEPLESS = "plan-task-20261120-043833-81a2"
"""Failed before its first step, and the project has no definition of its pipeline."""
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")


def all_runs(project: Path) -> list[str]:
    """Every run of a project of at most a hundred."""
    return [run["run_id"] for run in ask(project, "runs", "--limit", "100")["runs"]]


def empties(value: Any, path: str = "") -> list[str]:
    """Places of empty texts, lists and objects that should have been left out."""
    if isinstance(value, dict):
        return [place for name, inner in value.items() for place in empties(inner, f"{path}.{name}")]
    if isinstance(value, list):
        return [place for inner in value for place in empties(inner, path)]
    return [path] if value == "" else []


def test_every_run_of_a_real_project_has_steps_events_artifacts_and_a_graph(fixture_project: Path) -> None:
    with_artifacts = 0
    for run in all_runs(fixture_project):
        shown = ask(fixture_project, "show", run)
        assert shown["run"]["run_id"] == run
        assert shown["events"], run
        assert shown["steps"] or run == STEPLESS, run
        nodes = {node["id"] for node in shown["dag"]["nodes"]}
        assert {step["step_id"] for step in shown["steps"]} <= nodes
        assert all(edge["from"] in nodes and edge["to"] in nodes for edge in shown["dag"]["edges"])
        places = {(node["x"], node["y"]) for node in shown["dag"]["nodes"]}
        assert len(places) == len(shown["dag"]["nodes"])
        with_artifacts += bool(shown["artifacts"])
        required = r"\.(persona|label|status)$"
        assert not [place for place in empties(shown) if not re.search(required, place)], run
    assert with_artifacts == 11


def test_the_graph_is_drawn_from_left_to_right(fixture_project: Path) -> None:
    shown = ask(fixture_project, "show", "demo-diamond-20261120-043916-81ac")
    column = {node["id"]: node["x"] for node in shown["dag"]["nodes"]}
    assert all(column[edge["from"]] < column[edge["to"]] for edge in shown["dag"]["edges"])
    assert all(node["status"] == "completed" and node["progress"] == 100 for node in shown["dag"]["nodes"])


def test_without_a_definition_the_graph_is_made_from_the_steps() -> None:
    steps = (Step("a", 0, "completed"), Step("b", 1, "failed", needs=("a",)))
    made = dag(RunDetail(Run("r", "gone", "failed", "failed"), steps), None)
    assert [(node["id"], node["status"], node["x"]) for node in made["nodes"]] == [
        ("a", "completed", 0),
        ("b", "failed", 1),
    ]
    assert made["edges"] == [{"from": "a", "to": "b"}]


def test_a_run_of_an_unknown_pipeline_has_a_graph(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run("r-1", "nowhere", "failed")
        store.step("r-1", "one", "completed")
        store.step("r-1", "two", "failed")
    assert {node["id"] for node in ask(tmp_path, "show", "r-1")["dag"]["nodes"]} == {"one", "two"}


def test_times_are_rfc_3339_in_utc(fixture_project: Path) -> None:
    shown = ask(fixture_project, "show", "demo-retry-20261120-043439-9bd2")
    times = [shown["run"]["started_at"], shown["steps"][0]["started_at"], shown["artifacts"][0]["created_at"]]
    times += [event["timestamp"] for event in shown["events"]]
    assert all(TIME.fullmatch(time) for time in times)
    assert [attempt["state"] for attempt in shown["steps"][0]["attempts"]] == ["failed", "succeeded"]


def test_a_run_is_named_by_its_end_or_beginning(fixture_project: Path) -> None:
    assert ask(fixture_project, "show", "9bd2")["run"]["run_id"] == "demo-retry-20261120-043439-9bd2"
    result = call(fixture_project, "show", "demo-wide")
    assert result.exit_code == 3
    assert "demo-wide-20261120-044631-d9a8" in result.stderr
    assert call(fixture_project, "show", "nothing-like-it").exit_code == 3


def test_the_text_has_every_part(fixture_project: Path) -> None:
    text = call(fixture_project, "show", "9bd2").stdout
    parts = ("state     OK", "STEPS", "ARTIFACTS", "GRAPH", "draft -> publish", "EVENTS", "earlier: wave-tui events")
    for part in parts:
        assert part in text
    assert "\x1b" not in text


def test_artifacts_are_listed_with_their_paths(fixture_project: Path) -> None:
    found = ask(fixture_project, "artifacts", "9bd2")
    assert [one["name"] for one in found["artifacts"]] == ["draft"]
    assert (fixture_project / found["artifacts"][0]["path"]).is_file()
    assert "draft.json" in call(fixture_project, "artifacts", "9bd2").stdout


def test_pipelines_are_listed_the_broken_ones_with_their_error(fixture_project: Path) -> None:
    (fixture_project / ".agents" / "pipelines" / "broken.yaml").write_text("steps: [")
    found = {one["name"]: one for one in ask(fixture_project, "pipelines")["pipelines"]}
    assert len(found) == 15
    assert "broken.yaml" in found["broken"]["error"]
    assert [step["id"] for step in found["demo-retry"]["steps"]] == ["draft", "publish"]
    assert "broken" in call(fixture_project, "pipelines").stdout


def test_personas_come_from_the_manifest(fixture_project: Path) -> None:
    assert call(fixture_project, "personas").exit_code == 3
    manifest = fixture_project / "wave.yaml"
    manifest.write_text(
        "kind: WaveManifest\nmetadata: {name: shop}\npersonas:\n  coder:\n    adapter: claude\n    model: big\n"
        "    permissions: {allowed_tools: [Read], deny: [Write]}\n"
    )
    assert ask(fixture_project, "personas")["personas"] == [
        {
            "name": "coder",
            "adapter": "claude",
            "model": "big",
            "permissions": {"allowed_tools": ["Read"], "deny": ["Write"]},
        }
    ]
    manifest.write_text("personas: [")
    assert call(fixture_project, "personas").exit_code == 4


@pytest.mark.parametrize("command", [("runs",), ("show", "x"), ("events", "x"), ("artifacts", "x")])
def test_a_store_that_cannot_be_read_is_status_5(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / ".agents").mkdir()
    (tmp_path / ".agents" / "state.db").write_text("no database at all, only a text of some length" * 10)
    result = call(tmp_path, *command, "--json")
    assert result.exit_code == 5
    assert result.stdout == ""
    assert "state.db" in json.loads(result.stderr)["error"]
