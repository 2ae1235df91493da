"""Where steps work: their own folders, mounts and git worktrees."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from execution import RUN, Project

GIT = {
    "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@t", "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@t",
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PATH": os.environ["PATH"],
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a few files."""
    project = Project(tmp_path)
    project.write("src/app.py", "print(1)\n")
    return project


def git(project: Project, *arguments: str) -> str:
    """Run git in the project."""
    command = ("git", "-C", str(project.root), *arguments)
    return subprocess.run(command, env=GIT, check=True, capture_output=True, text=True).stdout


async def test_each_step_works_in_its_own_folder(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: pwd}, {id: b, type: command, script: pwd}]")
    ran = await project.run()
    folders = [ran.context.state.outputs[step] for step in "ab"]
    assert folders == [f"{project.root}/.agents/workspaces/{RUN}/{step}" for step in "ab"]


async def test_the_manifest_says_where_workspaces_are(project: Project) -> None:
    project.write("wave.yaml", "kind: WaveManifest\nruntime: {workspace_root: build/spaces}\n")
    project.pipeline("steps: [{id: a, type: command, script: pwd}]")
    ran = await project.run()
    assert ran.context.state.outputs["a"] == f"{project.root}/build/spaces/{RUN}/a"


async def test_a_mounted_project_is_a_copy_in_which_the_command_runs(project: Project) -> None:
    project.pipeline("""
steps:
  - id: a
    type: command
    workspace: {mount: [{source: ./, target: /project, mode: readonly}]}
    script: "pwd; test -f src/app.py; test ! -w src/app.py || [ $(id -u) = 0 ]; echo new > src/new; rm -f src/app.py"
""")
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    assert ran.context.state.outputs["a"] == f"{project.root}/.agents/workspaces/{RUN}/a/project"
    assert sorted(file.name for file in (project.root / "src").iterdir()) == ["app.py"]


async def test_a_mount_leaves_out_what_only_engines_use(project: Project) -> None:
    project.write(".agents/state.db", "")
    project.write(".agents/logs/x.log", "")
    project.write(".git/config", "")
    os.mkfifo(project.root / "pipe")
    (project.root / "link").symlink_to("/etc/hostname")
    project.pipeline("""
steps:
  - id: a
    type: command
    workspace: {mount: [{source: ., target: here, mode: readwrite}]}
    script: "find . | sort"
""")
    ran = await project.run()
    found = ran.context.state.outputs["a"].split()
    assert found == [
        ".",
        "./.agents",
        "./.agents/pipelines",
        "./.agents/pipelines/demo.yaml",
        "./link",
        "./src",
        "./src/app.py",
    ]


@pytest.mark.parametrize(
    "mount",
    ["source: .., target: x", "source: /etc, target: x", "source: src, target: ../../x", "source: none, target: x"],
)
async def test_i2_a_mount_that_leads_outside_fails_its_step(mount: str, project: Project) -> None:
    project.pipeline(f"steps: [{{id: a, type: command, script: x, workspace: {{mount: [{{{mount}}}]}}}}]")
    ran = await project.run()
    assert ran.outcome.state == "failed" and "the mount" in ran.outcome.error
    assert ran.processes.started == []


async def test_worktree_steps_of_one_branch_share_a_worktree(project: Project) -> None:
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "src")
    git(project, "commit", "-q", "-m", "first")
    project.pipeline("""
steps:
  - id: a
    type: command
    workspace: {type: worktree, branch: "wave/{{ pipeline_id }}", base: main}
    script: "ls > seen"
  - id: b
    type: command
    dependencies: [a]
    workspace: {type: worktree, branch: "wave/{{ pipeline_id }}"}
    script: cat seen
""")
    ran = await project.run(environ=GIT)
    assert ran.outcome.state == "completed", ran.outcome
    assert ran.context.state.outputs["b"].split() == ["seen", "src"]
    assert [fact.args for fact in ran.recorder.told("branch")] == [(f"wave/{RUN}",)]
    assert f"wave/{RUN}" in git(project, "branch", "--list")


@pytest.mark.parametrize("branch", ["-D", "../x", "a b", "$(id)", "x..y"])
async def test_i1_a_branch_that_is_no_name_never_reaches_git(branch: str, project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: x, workspace: {type: worktree, branch: '{{ input }}'}}]")
    ran = await project.run(input=branch)
    assert "is no name for a branch" in ran.outcome.error
    assert ran.processes.started == []


async def test_what_git_says_is_the_error_of_a_worktree_that_cannot_be_made(project: Project) -> None:
    project.pipeline("steps: [{id: a, type: command, script: x, workspace: {type: worktree, branch: b}}]")
    ran = await project.run(environ={**GIT, "GIT_CEILING_DIRECTORIES": str(project.root.parent)})
    assert "git cannot make a worktree for branch b" in ran.outcome.error
    assert "not a git repository" in ran.outcome.error
