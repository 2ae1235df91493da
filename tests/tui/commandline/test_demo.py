"""``wave-tui demo`` cleans up after itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from waiting import until

from wave_tui.tui.commandline import demo

WAITING = """
import signal, sys
from wave_tui.tui.commandline.demo import scratch_project
with scratch_project(0) as scratch:
    print(scratch.project, flush=True)
    signal.pause()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary folders are made below the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def is_alive(project: Path) -> bool:
    """True while a process works on the project."""
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    return any(str(project).encode() in line for line in lines)


def test_the_project_is_alive_and_gone_afterwards(temporary: Path) -> None:
    with pytest.raises(RuntimeError), demo.scratch_project(0) as scratch:
        project = scratch.project
        assert (project / ".agents" / "state.db").is_file()
        until(lambda: is_alive(project), 10)
        raise RuntimeError
    assert not list(temporary.iterdir())
    assert not is_alive(project)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_cleans_up_too(temporary: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", WAITING]
    environ = os.environ | {"TMPDIR": str(temporary)}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    project = Path(process.stdout.readline().strip())
    assert project.is_dir()
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert not list(temporary.iterdir())
