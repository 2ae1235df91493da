"""Runs begin by themselves while the demo is open, and nothing of them is left when it is not."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest
from supervised import end_marked, marked
from waiting import until

from wave_tui.data.demo.create import create_demo
from wave_tui.data.demo.past import STORE
from wave_tui.data.demo.starter import AT_ONCE, Turns, clear, demo_engine, main, start_starter, stop_starter
from wave_tui.data.engine.local.reap import read_unfinished
from wave_tui.data.sqlite import sqlite3

PARENT = """
import sys
from pathlib import Path
from wave_tui.data.demo.starter import start_starter
start_starter(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
input()
"""
LIVE = "SELECT COUNT(*) FROM step_state s JOIN wtui_run_owner o ON o.run_id = s.pipeline_id WHERE s.state = 'running'"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A demo project whose processes carry a mark."""
    monkeypatch.setenv("SUPERVISION_TEST", tmp_path.name)
    yield create_demo(tmp_path / "scratch" / "inkwell")
    end_marked(tmp_path.name)


@pytest.fixture
def starter(project: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A starter at work in it."""
    process = start_starter(project, project.parent)
    yield process
    process.kill()
    process.wait()


def running_steps(project: Path) -> int:
    """How many steps of real runs are running."""
    with closing(sqlite3.connect(project / STORE, timeout=5)) as store:
        if not store.execute("SELECT 1 FROM sqlite_master WHERE name = 'wtui_run_owner'").fetchone():
            return 0
        return int(store.execute(LIVE).fetchone()[0])


def nothing_left(project: Path) -> bool:
    """No process, no folder."""
    return not marked(project.parent.parent.name) and not project.parent.exists()


def test_three_runs_are_at_work_within_ten_seconds(project: Path, starter: subprocess.Popen[bytes]) -> None:
    until(lambda: running_steps(project) >= AT_ONCE, 10)
    assert len(read_unfinished(project / STORE)) <= AT_ONCE
    log = project / ".agents" / "logs" / "starter.log"
    assert log.read_text() == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_starter_that_is_stopped_ends_every_run(
    project: Path, starter: subprocess.Popen[bytes], number: signal.Signals
) -> None:
    until(lambda: running_steps(project) >= 2, 10)
    starter.send_signal(number)
    assert stop_starter(starter) == 0
    assert nothing_left(project)


@contextmanager
def parent(project: Path, linger: float) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has started a starter, with runs at work."""
    command = [sys.executable, "-c", PARENT, str(project), str(project.parent), str(linger)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        until(lambda: running_steps(project) >= 2 and len(unfinished(project)) == AT_ONCE, 10)
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_starter_ends_everything_when_its_parent_was_killed(project: Path) -> None:
    with parent(project, 0) as process:
        process.kill()
        until(lambda: nothing_left(project), 20)


def test_runs_go_on_for_a_while_when_the_parent_was_killed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKWELL_PACE", "0.5")
    with parent(project, 5) as process:
        before = unfinished(project)
        process.kill()
        process.wait()
        until(lambda: not any(run.startswith("config") for run in unfinished(project)), 10)
        assert unfinished(project) <= before
        assert any(run.startswith("publish") for run in unfinished(project))
        until(lambda: nothing_left(project), 20)


def unfinished(project: Path) -> set[str]:
    """The ids of the runs that are not over."""
    return {owner.run_id for owner in read_unfinished(project / STORE)}


def test_what_a_killed_starter_leaves_is_cleared(project: Path, starter: subprocess.Popen[bytes]) -> None:
    until(lambda: running_steps(project) >= 2, 10)
    starter.kill()
    starter.wait()
    assert clear(project) == ()
    assert read_unfinished(project / STORE) == ()
    until(lambda: not marked(project.parent.parent.name))


def test_at_most_three_runs_at_once_and_one_waits_for_an_answer(project: Path) -> None:
    turns = Turns(demo_engine(project), Random(1))
    begun = [turns.tick(now) for now in range(100, 120)]
    runs = [run for run in begun if run]
    assert [run.partition("-2")[0] for run in runs[:AT_ONCE]] == ["package", "publish", "config-check"]
    assert all(len(read_unfinished(project / STORE)) <= AT_ONCE for _ in runs)
    assert sum(run.startswith("publish") for run in runs) == 1
    assert clear(project) == ()


def test_a_folder_without_a_demo_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        main([str(tmp_path), str(tmp_path), "1", "0"])
    assert refusal.value.code == 2
    assert "holds no demo project: .agents/state.db is missing" in capsys.readouterr().err
