"""What a step's process sees: variables, input, and nothing that was not allowed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from execution import RUN, Project, Ran

OWN = (
    *("WAVE_RUN_ID", "WAVE_PIPELINE", "WAVE_STEP_ID", "WAVE_ATTEMPT", "WAVE_INPUT", "WAVE_PROJECT_ROOT"),
    *("WAVE_WORKSPACE", "WAVE_ARTIFACTS", "WAVE_EVENT_FILE", "WAVE_ADDRESS", "WAVE_RUN_TOKEN"),
)
SECRETS = {
    "AWS_SECRET_ACCESS_KEY": "a-secret",
    "SSH_AUTH_SOCK": "/nowhere/agent",
    "GITHUB_TOKEN": "g-secret",
    "LD_PRELOAD": "",
    "PYTHONPATH": "/nowhere",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose one step writes down its environment."""
    project = Project(tmp_path)
    project.pipeline("steps: [{id: show, type: command, script: 'env -0 > $WAVE_PROJECT_ROOT/env'}]")
    return project


def seen(project: Project) -> dict[str, str]:
    """The environment that the step saw."""
    lines = (project.root / "env").read_bytes().decode().split("\0")
    return dict(line.split("=", 1) for line in lines if line)


async def run(project: Project, environment: str) -> Ran:
    """Run it with a caller that has secrets."""
    return await project.run(environment=environment, environ={**os.environ, **SECRETS, "HOME": "/h"}, input="hello")


async def test_a_step_sees_its_caller_s_environment_and_its_own_variables(project: Project) -> None:
    ran = await run(project, "inherit")
    assert ran.outcome.state == "completed", ran.outcome
    found = seen(project)
    assert {name: found[name] for name in SECRETS} == SECRETS
    workspace = f"{project.root}/.agents/workspaces/{RUN}/show"
    assert {name: found[name] for name in OWN} == {
        "WAVE_RUN_ID": RUN,
        "WAVE_PIPELINE": "demo",
        "WAVE_STEP_ID": "show",
        "WAVE_ATTEMPT": "1",
        "WAVE_INPUT": "hello",
        "WAVE_PROJECT_ROOT": str(project.root),
        "WAVE_WORKSPACE": workspace,
        "WAVE_ARTIFACTS": f"{workspace}/.agents/artifacts",
        "WAVE_EVENT_FILE": found["WAVE_EVENT_FILE"],
        "WAVE_ADDRESS": f"{RUN}/show/A1",
        "WAVE_RUN_TOKEN": "t" * 32,
    }


async def test_x5_in_allow_list_mode_only_what_is_named_is_passed_on(project: Project) -> None:
    await run(project, "allowlist")
    found = seen(project)
    assert not set(SECRETS) & set(found)
    assert found["HOME"] == "/h"
    shells = {"PWD", "OLDPWD", "SHLVL", "_"}
    allowed = {"HOME", "PATH", "TERM", "USER", "SHELL", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}
    assert {name for name in found if not name.startswith("WAVE_")} <= shells | allowed


async def test_x5_what_the_manifest_passes_through_is_passed_on(project: Project) -> None:
    project.write("wave.yaml", "kind: WaveManifest\nruntime: {sandbox: {env_passthrough: [GITHUB_TOKEN]}}\n")
    await run(project, "allowlist")
    found = seen(project)
    assert found["GITHUB_TOKEN"] == "g-secret"
    assert "AWS_SECRET_ACCESS_KEY" not in found


async def test_i1_an_input_of_200_kb_comes_through_a_private_file(project: Project) -> None:
    project.pipeline("steps: [{id: show, type: command, script: 'cat $WAVE_INPUT_FILE > $WAVE_PROJECT_ROOT/in'}]")
    ran = await project.run(input="x" * 200_000, environ={"PATH": os.environ["PATH"]})
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "in").read_text() == "x" * 200_000
    file = project.root / ".agents" / "workspaces" / RUN / ".agents" / "steps" / "show" / "input"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("value", ['"; touch owned; "', "$(touch owned)", "`touch owned`", "a\nb", "--from-step", "-n"])
async def test_i1_an_input_reaches_scripts_and_arguments_as_data(value: str, project: Project) -> None:
    project.pipeline("""
steps:
  - {id: script, type: command, script: "printf '%s' {{ input }} > $WAVE_PROJECT_ROOT/script"}
  - id: program
    exec:
      type: command
      command: sh
      args: ["-c", 'printf "%s" "$1" > $WAVE_PROJECT_ROOT/program', sh, "{{ input }}"]
""")
    ran = await project.run(input=value)
    assert ran.outcome.state == "completed", ran.outcome
    assert (project.root / "script").read_text() == value
    assert (project.root / "program").read_text() == value
    assert not list(project.root.rglob("owned"))


async def test_x4_an_input_for_a_script_is_in_no_argument(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: 'echo {{ input }}'}]")
    ran = await project.run(input="marker-4711")
    assert not any("marker-4711" in part for argv, _ in ran.processes.started for part in argv)
