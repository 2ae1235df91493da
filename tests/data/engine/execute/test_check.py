"""What is refused before anything starts, completely and by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from execution import Project

from wave_tui.data.engine.local.execute.check import Surroundings, refusals
from wave_tui.data.engine.local.execute.manifest import read_manifest
from wave_tui.data.engine.local.execute.reading import read_definition

SHARED = Path(__file__).parents[5] / "shared" / "wave" / "pipelines"

MANIFEST = """kind: WaveManifest
metadata: {forge: github}
project: {test_command: make test}
adapters:
  claude: {binary: claude}
  codex: {binary: codex}
  odd: {binary: odd, mode: telepathy}
personas:
  navigator: {adapter: claude, permissions: {allowed_tools: [Read]}}
  limited: {adapter: codex, permissions: {allowed_tools: [Read]}}
  strange: {adapter: odd}
  orphan: {adapter: nobody}
  github-analyst: {adapter: claude}
  summarizer: {adapter: claude}
  craftsman: {adapter: claude}
"""
NOT_RUN_IN = {
    "wave-validate": ("steps[0].edges", "steps[3].type", "steps[4].thread", "steps[4].max_visits", "llm_judge"),
    "audit-architecture": ("skills", "steps[0].workspace.mount[0].subset_from", "agent_review"),
    "impl-issue": ("steps[2].thread", "steps[2].handover.compaction", "test_count_baseline", "steps[5].outcomes"),
    "impl-speckit": ("requires.skills", "steps[6].max_concurrent_agents"),
    "inception-bugfix": ("skills", "pipeline audit-security: steps[1].max_concurrent_agents"),
}
INSTALLED = ("claude", "codex", "odd", "jq")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a manifest."""
    project = Project(tmp_path)
    project.write("wave.yaml", MANIFEST)
    return project


def found(project: Project, text: str, name: str = "demo") -> list[str]:
    """What is refused of a pipeline."""
    file = project.pipeline(text, name)
    around = Surroundings(
        project.root, project.root / ".agents", lambda name: f"/bin/{name}" if name in INSTALLED else None
    )
    return list(refusals(read_definition(file), read_manifest(project.root / "wave.yaml"), around))


def steps(*texts: str) -> str:
    """Steps in flow style, as a definition's body."""
    return "steps:\n" + "".join(f"  - {{id: s{at}, {text}}}\n" for at, text in enumerate(texts))


@pytest.mark.parametrize(
    "step",
    [
        "type: command, script: 'echo {{ input }} {{ pipeline_id }} {{ run.id }} {{ project.test_command }}'",
        "persona: navigator, exec: {type: prompt, source: 'Hello {{ forge.cli_tool }}'}",
        "persona: '{{ forge.type }}-analyst', exec: {type: prompt, source: x}",
        "exec: {type: command, command: ls, args: ['{{ input }}']}",
        "gate: {type: timer, timeout: 5s}",
        "gate: {type: approval, choices: [{label: Yes, key: y, target: _fail}], default: y}",
        "type: command, script: x, handover: {contract: {type: non_empty_file, source: out, must_pass: true}}",
        "type: command, script: x, workspace: {mount: [{source: ./, target: /project, mode: readonly}]}",
        "type: command, script: x, workspace: {type: worktree, branch: '{{ pipeline_id }}'}",
        "type: command, script: x, retry: {policy: aggressive, max_attempts: 2, backoff: linear, base_delay: 300ms}",
        "aggregate: {from: '[1]', into: out.json, strategy: concat}",
        "branch: {on: 'yes', cases: {'yes': skip}}",
    ],
)
def test_what_the_engine_runs_is_not_refused(step: str, project: Project) -> None:
    assert found(project, steps(step)) == []


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("type: command, script: x, thread: t", "steps[0].thread is not carried out by this engine"),
        ("type: command, script: x, skills: [a]", "steps[0].skills is not carried out by this engine"),
        ("type: command, script: x, edges: [{target: s0}]", "steps[0].edges is not carried out by this engine"),
        ("type: command, script: x, sparkle: 1", "steps[0].sparkle is not a known key"),
        ("type: conditional", "steps[0].type is 'conditional'; this engine knows command, gate, pipeline"),
        ("persona: navigator", "steps[0]: does not say what it does"),
        ("type: command", "steps[0]: has no script; add one"),
        ("type: command, script: x, retry: {policy: eager}", "steps[0].retry.policy is 'eager'; this engine knows"),
        ("type: command, script: x, retry: {max_attempts: many}", "steps[0].retry.max_attempts must be a whole number"),
        ("type: command, script: x, retry: {base_delay: soon}", "steps[0].retry.base_delay must be a length of time"),
        ("type: command, script: x, retry: {on_failure: rework}", "no rework_step is named"),
        ("gate: {type: pr_merge}", "steps[0].gate.type is 'pr_merge'; this engine knows timer, approval"),
        ("gate: {type: approval, default: z}", "gate.default is z, which is none of its choices"),
        ("gate: {type: approval, choices: [{key: a, target: s9}]}", "leads to s9, which does not wait for this gate"),
        ("type: command, script: x, handover: {contract: {type: llm_judge}}", "contract.type is 'llm_judge'"),
        ("type: command, script: x, handover: {contracts: [{type: format, model: m}]}", "model is not carried out"),
        ("type: command, script: x, dependencies: [nobody]", "there is no step nobody"),
        ("type: command, script: x, memory: {inject_artifacts: [{step: s9, artifact: a}]}", "there is no step s9"),
        ("persona: nobody, exec: {type: prompt, source: x}", "persona nobody is not in wave.yaml"),
        ("persona: orphan, exec: {type: prompt, source: x}", "adapter nobody is not in wave.yaml"),
        ("persona: limited, exec: {type: prompt, source: x}", "limits its tools, which codex cannot be told"),
        ("persona: strange, exec: {type: prompt, source: x}", "the mode telepathy; this engine knows stdin"),
        ("persona: navigator, exec: {type: slash_command, source: x}", "exec.type is 'slash_command'"),
        ("persona: navigator, exec: {type: prompt, source_path: p.md}", "there is no file p.md"),
        ("type: command, script: 'echo {{ nobody.output }}'", "{{ nobody.output }} refers to nothing"),
        ("type: command, script: 'echo {{ item }}'", "{{ item }} has a value inside of iterate and strategy only"),
        ("type: command, script: 'echo {{ project.lint }}'", "{{ project.lint }} is not set in wave.yaml"),
        ("type: command, script: \"echo '{{ input }}'\"", "{{ input }} stands in single quotes"),
        ("pipeline: nobody", "there is no pipeline nobody"),
        ("pipeline: '{{ item }}', iterate: {over: '[\"nobody\"]'}", "there is no pipeline nobody"),
        ("type: command, script: x, output_artifacts: [{name: ../x, path: x}]", "the artifact '../x' cannot be used"),
    ],
)
def test_what_it_does_not_run_is_refused_by_name(step: str, expected: str, project: Project) -> None:
    assert any(expected in text for text in found(project, steps(step))), found(project, steps(step))


@pytest.mark.parametrize("name", ["../../x", "a/b", ".hidden", "-rf", "a b", "", "x" * 129, "a\nb", "é"])
def test_i2_a_step_whose_name_cannot_be_part_of_a_path_is_refused(name: str, project: Project) -> None:
    quoted = name.replace("\n", "\\n")
    refused = found(project, f'steps: [{{id: "{quoted}", type: command, script: x}}]')
    assert any("the step" in text and "cannot be used" in text for text in refused), refused


def test_the_list_is_complete(project: Project) -> None:
    refused = found(
        project,
        steps("type: command, script: x, thread: t, skills: [a]", "gate: {type: ci_pass}", "dependencies: [s9]"),
    )
    assert len(refused) == 5, refused


def test_a_circle_is_refused_with_its_members(project: Project) -> None:
    waits = ("type: command, script: x, dependencies: [s1]", "type: command, script: x, dependencies: [s0]")
    assert found(project, steps(*waits)) == ["steps wait for one another in a circle: s0, s1"]


def test_two_steps_with_one_id_are_refused(project: Project) -> None:
    refused = found(project, "steps: [{id: a, type: command, script: x}, {id: a, type: command, script: y}]")
    assert refused == ["2 steps have the id a; give each its own"]


def test_a_result_of_a_step_that_is_not_waited_for_is_refused(project: Project) -> None:
    (refused,) = found(project, steps("type: command, script: x", "type: command, script: 'echo {{ s0.output }}'"))
    assert refused.startswith("steps[1]: {{ s0.output }} refers to s0, which the step does not wait for")


def test_tools_that_are_missing_are_refused(project: Project) -> None:
    assert found(project, "requires: {tools: [jq, gh]}\n" + steps("type: command, script: x")) == [
        "requires.tools: gh is not installed; install it"
    ]


def test_a_pipeline_that_is_a_child_of_itself_is_refused(project: Project) -> None:
    assert any("runs itself" in text for text in found(project, steps("pipeline: demo")))


def test_what_is_wrong_with_a_child_is_refused_with_its_name(project: Project) -> None:
    project.pipeline(steps("type: command, script: x, thread: t"), "inner")
    assert found(project, steps("pipeline: inner")) == [
        "pipeline inner: steps[0].thread is not carried out by this engine"
    ]


def test_a_file_that_is_no_definition_is_refused(project: Project) -> None:
    refused = found(project, "kind: WavePipeline\nsteps: [")
    assert len(refused) >= 1 and "demo.yaml, line" in refused[0]


@pytest.mark.skipif(not SHARED.is_dir(), reason="Wave's own pipelines are not beside this checkout")
def test_each_of_wave_s_own_pipelines_is_runnable_or_refused_with_every_unknown_key(project: Project) -> None:
    (project.root / ".agents").mkdir()
    (project.root / ".agents" / "pipelines").symlink_to(SHARED)
    definitions = {file.stem: read_definition(file) for file in sorted(SHARED.iterdir())}
    for definition in definitions.values():
        for place, text in definition.present:
            if place[-1] in ("schema_path", "source_path"):
                project.write(text, "{}")
    around = Surroundings(project.root, project.root / ".agents", lambda name: f"/bin/{name}")
    manifest = read_manifest(project.root / "wave.yaml")
    answers = {name: refusals(definition, manifest, around) for name, definition in definitions.items()}
    runnable = {name for name, refused in answers.items() if not refused}
    assert runnable == {"wave-smoke-gates", "wave-smoke-contracts", "ops-hello-world"}
    for name, keys in NOT_RUN_IN.items():
        assert all(any(key in text for text in answers[name]) for key in keys), (name, answers[name])
