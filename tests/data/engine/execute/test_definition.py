"""Definitions and manifests as they are executed: every value as the file has it."""

from __future__ import annotations

import pytest
from execution import Project

from wave_tui.data.engine.local.execute.definition import Contract, Mount, Output, Retry
from wave_tui.data.engine.local.execute.manifest import read_manifest
from wave_tui.data.engine.local.execute.reading import read_definition


def test_scripts_keep_what_displays_hide(project: Project) -> None:
    script = "export TOKEN=ghp_" + "a" * 36 + "; printf '\\033[31m%s' x"
    file = project.pipeline(f"steps:\n  - id: a\n    type: command\n    script: |\n      {script}\n")
    assert read_definition(file).steps[0].script == script + "\n"


def test_every_key_that_is_run_is_read(project: Project) -> None:
    file = project.pipeline("""
steps:
  - id: build
    type: command
    script: make
    dependencies: [fetch]
    optional: yes
    timeout_minutes: 1.5
    retry: {policy: patient, max_attempts: 2, backoff: fixed, base_delay: 300ms, max_delay: 1m, no_escalate: true}
    workspace: {mount: [{source: ./, target: /project}]}
    output_artifacts: [{name: app, path: dist/app, type: text, required: true}]
    handover: {contract: {type: test_suite, command: make test, must_pass: true, timeout: 90s, on_failure: rework}}
""")
    (step,) = read_definition(file).steps
    assert (step.kind, step.needs, step.optional, step.timeout_minutes) == ("command", ("fetch",), True, 1.5)
    assert step.retry == Retry("patient", 2, "fixed", 0.3, 60.0, no_escalate=True)
    assert step.workspace.mounts == (Mount("./", "/project", "readonly"),)
    assert step.outputs == (Output("app", "dist/app", "text", True),)
    keys = ("type", "command", "must_pass", "timeout", "on_failure")
    assert step.contracts == (Contract("test_suite", "rework", True, command="make test", timeout=90.0, keys=keys),)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("type: command, script: x", "command"),
        ("exec: {type: command, command: ls}", "command"),
        ("persona: p, exec: {type: prompt, source: x}", "prompt"),
        ("gate: {type: timer}", "gate"),
        ("pipeline: other", "pipeline"),
        ("pipeline: '{{ item }}', iterate: {over: '[]'}", "iterate"),
        ("branch: {on: x, cases: {a: b}}", "branch"),
        ("loop: {max_iterations: 2, steps: [{id: i, pipeline: p}]}", "loop"),
        ("aggregate: {from: a, into: b, strategy: concat}", "aggregate"),
        ("strategy: {type: matrix, child_pipeline: p}", "pipeline"),
        ("persona: p", ""),
    ],
)
def test_the_kind_of_a_step_is_what_it_does(text: str, kind: str, project: Project) -> None:
    assert read_definition(project.pipeline(f"steps: [{{id: a, {text}}}]")).steps[0].kind == kind


def test_several_contracts_win_over_a_single_one(project: Project) -> None:
    file = project.pipeline("""
steps:
  - id: a
    type: command
    script: x
    handover: {contract: {type: format}, contracts: [{type: non_empty_file}, {type: json_schema}]}
""")
    assert [one.kind for one in read_definition(file).steps[0].contracts] == ["non_empty_file", "json_schema"]


def test_a_project_without_a_manifest_has_the_defaults(project: Project) -> None:
    manifest = read_manifest(project.root / "wave.yaml")
    assert (manifest.max_workers, manifest.step_timeout, manifest.workspace_root) == (5, 1800.0, ".agents/workspaces")
    assert manifest.faults == ()


def test_a_manifest_sets_limits_in_seconds(project: Project) -> None:
    project.write(
        "wave.yaml",
        "runtime: {max_concurrent_workers: 2, default_timeout_minutes: 10, timeouts: {gate_approval_hours: 1},"
        " circuit_breaker: {limit: 5}, artifacts: {max_stdout_size: 100}}",
    )
    manifest = read_manifest(project.root / "wave.yaml")
    assert (manifest.max_workers, manifest.step_timeout, manifest.gate_timeout) == (2, 600.0, 3600.0)
    assert (manifest.breaker_limit, manifest.max_stdout) == (5, 100)


@pytest.mark.parametrize(
    ("url", "forge"),
    [("git@github.com:a/b.git", "github"), ("https://gitlab.example.org/a/b", "gitlab"), ("/srv/git/b", "")],
)
def test_the_forge_is_that_of_the_repository_unless_the_manifest_names_one(
    url: str, forge: str, project: Project
) -> None:
    project.write(".git/config", f'[remote "origin"]\n\turl = {url}\n')
    project.write("wave.yaml", "kind: WaveManifest\n")
    assert read_manifest(project.root / "wave.yaml").forge == forge
    project.write("wave.yaml", "metadata: {forge: gitea}\n")
    assert read_manifest(project.root / "wave.yaml").forge == "gitea"


def test_values_of_the_wrong_shape_are_all_told_with_their_places(project: Project) -> None:
    project.write(
        "wave.yaml", "runtime: {max_concurrent_workers: many}\nadapters: [a]\npersonas: {p: {adapter: [x]}}\n"
    )
    faults = read_manifest(project.root / "wave.yaml").faults
    assert [fault.split(" must")[0] for fault in faults] == [
        "adapters",
        "personas.p.adapter",
        "runtime.max_concurrent_workers",
    ]
