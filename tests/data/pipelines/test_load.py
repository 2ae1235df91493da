"""Definitions become records, and nothing that is written in them is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pipeline_files import DEMO_PIPELINES, beside_checkout, load_text

from wave_tui.data.models import PlannedStep
from wave_tui.data.pipelines.layout import layout
from wave_tui.data.pipelines.load import load_folder, load_pipeline
from wave_tui.data.pipelines.model import Choice, Gate, Inject, InputSpec, Output, Part, PlannedArtifact, Repeat, Route
from wave_tui.data.pipelines.plan import planned_steps


def test_the_demo_definitions_load_whole_and_find_their_places() -> None:
    found = load_folder(DEMO_PIPELINES)
    assert len(found) == 14
    assert [
        (one.name, one.error, one.unknown, one.notes) for one in found if one.error or one.unknown or one.notes
    ] == []
    assert all(len(layout(one)) == len(one.steps) > 0 for one in found)


def test_the_definitions_of_a_real_wave_load_whole_and_find_their_places() -> None:
    found = load_folder(beside_checkout("pipelines"))
    assert len(found) == 21
    assert [
        (one.name, one.error, one.unknown, one.notes) for one in found if one.error or one.unknown or one.notes
    ] == []
    assert all(len(layout(one)) == len(one.steps) > 0 for one in found)


def test_head_and_input_of_a_pipeline(tmp_path: Path) -> None:
    found = load_text(
        tmp_path,
        """
        kind: WavePipeline
        metadata: {name: ship-it, description: Ships it, category: ops, disabled: true}
        requires: {tools: [gh], skills: {speckit: {check: specify --version}}}
        skills: [gh-cli, speckit]
        input: {source: cli, type: issue_ref, example: owner/repo 42, schema: {type: string, description: Which one}}
        pipeline_outputs: {pr: {step: build, artifact: link, type: pr_ref}}
        max_step_visits: 7
        steps: [{id: build, persona: craftsman}]
        """,
    )
    assert found.error == ""
    assert (found.name, found.description, found.category, found.disabled) == ("ship-it", "Ships it", "ops", True)
    assert (found.tools, found.skills, found.max_step_visits) == (("gh",), ("gh-cli", "speckit"), 7)
    assert found.input == InputSpec("issue_ref", "cli", "Which one", "owner/repo 42")
    assert found.outputs == (Output("pr", "build", "link", "pr_ref"),)


_EVERYTHING = """
steps:
  - {id: first, type: command, script: "true"}
  - id: second
    persona: "{{ forge.type }}-commenter"
    adapter: codex
    model: cheapest
    thread: talk
    dependencies: [first, first]
    optional: yes
    timeout_minutes: 90
    max_visits: 2
    memory: {inject_artifacts: [{step: first, artifact: list, as: files}]}
    exec: {type: prompt, source_path: prompts/second.md}
    output_artifacts: [{name: report, path: out/report.json, type: json}]
    retry: {policy: patient, on_failure: rework, rework_step: mend}
    handover: {contracts: [{type: json_schema}, {type: test_suite, rework_step: mend}]}
    edges: [{target: _complete, condition: outcome=success}, {target: mend}]
  - {id: mend, persona: craftsman, rework_only: true, retry: {policy: none, max_attempts: 4}}
"""


def test_a_step_with_everything_a_card_shows(tmp_path: Path) -> None:
    found = load_text(tmp_path, _EVERYTHING)
    assert (found.error, found.notes, found.unknown) == ("", (), ())
    step = found.steps[1]
    assert (step.kind, step.persona, step.adapter, step.model) == (
        "persona",
        "{{ forge.type }}-commenter",
        "codex",
        "cheapest",
    )
    assert (step.needs, step.optional, step.timeout_minutes, step.max_visits) == (("first",), True, 90, 2)
    assert (step.injects, step.artifacts) == (
        (Inject("list", "first", given="files"),),
        (PlannedArtifact("report", "out/report.json", "json"),),
    )
    assert (step.max_attempts, step.on_failure, step.rework) == (3, "rework", ("mend",))
    assert (step.contracts, step.work, step.thread) == (("json_schema", "test_suite"), "prompts/second.md", "talk")
    assert step.routes == (Route("_complete", "outcome=success"), Route("mend"))
    assert planned_steps(found)[2] == PlannedStep("mend", "persona", "craftsman", rework_only=True, max_attempts=4)


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("persona: navigator", "persona"),
        ("persona: navigator, exec: {type: slash_command, command: review}", "persona"),
        ("type: command, script: make", "command"),
        ("exec: {type: command, command: make}", "command"),
        ("type: conditional", "conditional"),
        ("gate: {type: timer, timeout: 5s}", "gate"),
        ("pipeline: other", "pipeline"),
        ("type: pipeline, pipeline: other", "pipeline"),
        ("pipeline: other, iterate: {over: '[1]'}", "iterate"),
        ("persona: p, strategy: {type: matrix, child_pipeline: other}", "iterate"),
        ("branch: {on: 'x', cases: {x: skip}}", "branch"),
        ("loop: {steps: [{id: inner, pipeline: other}]}", "loop"),
        ("aggregate: {from: a, into: b, strategy: concat}", "aggregate"),
    ],
)
def test_the_kind_of_a_step_follows_from_what_it_holds(tmp_path: Path, step: str, kind: str) -> None:
    found = load_text(tmp_path, f"steps: [{{id: a, {step}}}]")
    assert (found.error, found.notes, found.steps[0].kind) == ("", (), kind)


def test_what_runs_below_a_step_is_known(tmp_path: Path) -> None:
    found = load_text(
        tmp_path,
        """
        steps:
          - {id: each, pipeline: child, iterate: {over: "{{ x }}", mode: parallel, max_concurrent: 2}}
          - {id: route, branch: {on: yes, cases: {yes: child, no: skip}}}
          - {id: again, loop: {max_iterations: 3, until: done, steps: [{id: inner, pipeline: child}]}}
          - {id: grid, persona: p, strategy: {type: matrix, items_source: a, max_concurrency: 4, child_pipeline: c}}
        """,
    )
    each, route, again, grid = found.steps
    assert (each.parts, each.repeat) == ((Part("child"),), Repeat("{{ x }}", "parallel", 2))
    assert route.parts == (Part("child", "yes"), Part("skip", "no"))
    assert again.repeat == Repeat(most=3, until="done")
    assert [(inner.id, inner.parts) for inner in again.steps] == [("inner", (Part("child"),))]
    assert (grid.parts, grid.repeat) == ((Part("c"),), Repeat("a", "parallel", 4))


def test_a_gate_knows_its_answers() -> None:
    gate = load_pipeline(DEMO_PIPELINES / "demo-gate.yaml").steps[1].gate
    assert gate == Gate(
        kind="approval",
        message="Ship this change?",
        choices=(Choice("Approve", "a", "ship"), Choice("Reject", "r", "_fail")),
        default="a",
        freeform=True,
    )


def test_unknown_keys_are_told_with_their_places(tmp_path: Path) -> None:
    found = load_text(
        tmp_path,
        """
        metadata: {name: x, owner: me}
        steps:
          - {id: a, persona: p, retry: {polcy: none}, config: {env: {any: thing}}}
          - {id: b, loop: {steps: [{id: c, pipeline: d, speed: fast}]}}
        colour: red
        """,
    )
    assert found.error == ""
    assert found.unknown == ("metadata.owner", "steps[0].retry.polcy", "steps[1].loop.steps[0].speed", "colour")


def test_scalars_stay_the_words_that_were_written(tmp_path: Path) -> None:
    found = load_text(tmp_path, "steps: [{id: 08, persona: on}, {id: 2024-99-99, dependencies: [08]}]")
    assert [(step.id, step.persona, step.needs) for step in found.steps] == [
        ("08", "on", ()),
        ("2024-99-99", "", ("08",)),
    ]


def test_anchors_and_merges_are_understood(tmp_path: Path) -> None:
    found = load_text(tmp_path, "steps:\n- &a {id: a, persona: p, optional: true}\n- {<<: *a, id: b}\n")
    assert [(step.id, step.persona, step.optional) for step in found.steps] == [("a", "p", True), ("b", "p", True)]


def test_a_folder_lists_broken_and_whole_definitions_by_name(tmp_path: Path) -> None:
    (tmp_path / "z.yaml").write_text("metadata: {name: alpha}\nsteps: [{id: a, persona: p}]")
    (tmp_path / "m.yml").write_text("steps: [")
    (tmp_path / "notes.txt").write_text("no definition")
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "missing")
    found = load_folder(tmp_path)
    assert [(one.name, bool(one.error)) for one in found] == [
        ("alpha", False),
        ("folder", True),
        ("gone", True),
        ("m", True),
        ("pipe", True),
    ]
    assert load_folder(tmp_path / "nowhere") == ()


def test_control_sequences_in_a_definition_do_not_reach_the_screen(tmp_path: Path) -> None:
    found = load_text(tmp_path, 'metadata: {name: "a\\e[2Jb"}\nsteps: [{id: "s\\u202e", persona: "p\\a"}]\n"\\e[1m": x')
    shown = f"{found.name} {found.steps[0].id} {found.steps[0].persona} {found.unknown}"
    assert not {"\x1b", "\u202e", "\a"} & set(shown)
