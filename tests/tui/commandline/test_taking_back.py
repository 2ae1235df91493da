"""What the deck can do by keys, the command line can do too: withdraw a cancel, retry with another input."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import ask, call
from supervised import World
from waiting import until

WAITS = """kind: WavePipeline
metadata: {name: demo}
steps:
  - {id: wait, type: command, script: 'touch "$WAVE_PROJECT_ROOT/at-work"; sleep 60'}
"""
WRITES = """kind: WavePipeline
metadata: {name: demo}
steps:
  - {id: make, type: command, script: 'printf %s "$WAVE_INPUT" > "$WAVE_PROJECT_ROOT/given"'}
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[World, str]]:
    """A run at work whose supervisor is held, so that it sees nothing; it goes on afterwards."""
    world = World(tmp_path, real=True)
    world.define(WAITS)
    run = str(ask(tmp_path, "run", "demo")["run_id"])
    pid = world.running(run).pid
    os.kill(pid, signal.SIGSTOP)
    yield world, run
    os.kill(pid, signal.SIGCONT)
    assert call(tmp_path, "cancel", run, "--force", "--wait").exit_code == 0


def test_a_cancel_that_was_not_seen_is_withdrawn(held: tuple[World, str]) -> None:
    world, run = held
    root = world.project.root
    assert ask(root, "cancel", run)["status"] == "cancelling"
    assert ask(root, "cancel", run, "--withdraw") == {"run_id": run, "status": "running"}
    assert world.state(run) == "running"
    nothing = call(root, "cancel", run, "--withdraw")
    assert nothing.exit_code == 4 and "no cancel that can be withdrawn" in nothing.stderr
    assert call(root, "cancel", run, "--withdraw", "--force").exit_code == 2


def test_a_retry_can_have_another_input(tmp_path: Path) -> None:
    world = World(tmp_path, real=True)
    world.define(WRITES)
    run = str(ask(tmp_path, "run", "demo", "--input", "one", "--wait")["run_id"])
    ask(tmp_path, "retry", run, "--all", "--input", "it's two", "--wait")
    until((tmp_path / "given").exists)
    assert (tmp_path / "given").read_text() == "it's two"
    (tmp_path / "other").write_text("three")
    ask(tmp_path, "retry", run, "--all", "--input-file", str(tmp_path / "other"), "--wait")
    assert (tmp_path / "given").read_text() == "three"
