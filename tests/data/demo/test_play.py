"""The player as a process: it writes, it stops when told, and it does not outlive its parent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from waiting import until

from wave_tui.data.demo.create import STORE
from wave_tui.data.demo.play import main, start_player, stop_player
from wave_tui.data.store.control.connect import connect
from wave_tui.data.store.control.create import create_store


@pytest.fixture
def project(tmp_path: Path) -> Path:
    create_store(tmp_path / STORE)
    return tmp_path


@pytest.fixture
def player(project: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start_player(project, seed=2)
    yield process
    stop_player(process)


def events(project: Path) -> int:
    return count(project, "event_log")


def count(project: Path, what: str) -> int:
    connection = connect(project / STORE)
    try:
        return int(connection.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0])
    finally:
        connection.close()


def test_a_player_goes_on_writing_events(project: Path, player: subprocess.Popen[bytes]) -> None:
    until(lambda: events(project) > 0, 10)
    before = events(project)
    until(lambda: events(project) > before, 10)


def test_a_player_that_is_stopped_cancels_its_runs(project: Path, player: subprocess.Popen[bytes]) -> None:
    until(lambda: events(project) > 0, 10)
    assert stop_player(player) == 0
    assert count(project, "pipeline_run WHERE status = 'running'") == 0
    assert count(project, "pipeline_run WHERE status = 'cancelled'") > 0
    assert (project / ".agents" / "logs" / "player.log").read_text() == ""


def test_a_player_ends_when_its_parent_is_gone(project: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    command = [sys.executable, "-m", "wave_tui.data.demo.play", str(project), "--parent-pid", str(parent.pid)]
    process = subprocess.Popen(command)
    try:
        until(lambda: events(project) > 0, 10)
        parent.communicate(b"\n")
        until(lambda: process.poll() is not None, 10)
        assert count(project, "pipeline_run WHERE status = 'running'") == 0
    finally:
        parent.kill()
        process.kill()
        parent.wait()
        process.wait()


def test_a_player_ends_when_its_project_is_removed(project: Path, player: subprocess.Popen[bytes]) -> None:
    until(lambda: events(project) > 0, 10)
    (project / STORE).unlink()
    until(lambda: player.poll() is not None, 10)


def test_a_folder_without_a_demo_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        main([str(tmp_path)])
    assert refusal.value.code == 2
    assert "holds no demo project: .agents/state.db is missing" in capsys.readouterr().err
