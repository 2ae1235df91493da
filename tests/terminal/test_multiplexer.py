"""Inside tmux, seen from another terminal than the one it was started in."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from programs import Start
from pty_harness import Terminal
from waiting import until

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """A tmux server of our own, without anybody's configuration."""
    command = ("tmux", "-S", str(tmp_path / "s"), "-f", "/dev/null")
    yield command
    subprocess.run([*command, "kill-server"], check=False, capture_output=True, timeout=10)


def test_v6_attached_at_another_size_everything_is_painted(start: Start, tmux: tuple[str, ...]) -> None:
    environ = {"TMUX": None, "SHELL": "/bin/sh"}
    with Terminal((*tmux, "new-session", shlex.join(start.command)), size=(80, 24), environ=environ) as first:
        first.until(start.ready)
        first.send("\x02d")
        assert first.exit_status() == 0
    with Terminal((*tmux, "attach"), size=(120, 40), environ=environ) as second:
        second.until(start.ready)
        second.send("q")
        second.exit_status()


def test_v6_the_new_size_reaches_the_program_and_a_legacy_mouse_report_does_no_harm(
    tiny: Start, tmux: tuple[str, ...]
) -> None:
    environ = {"TMUX": None, "SHELL": "/bin/sh"}
    with Terminal((*tmux, "new-session", shlex.join(tiny.command)), size=(80, 24), environ=environ) as first:
        first.until("size 80x23")
        first.send("\x02d")
        first.exit_status()
    with Terminal((*tmux, "attach"), size=(120, 40), environ=environ) as second:
        second.until("size 120x39")
        second.send(b"\x1b[M" + bytes((32, 32 + 110, 40)))
        second.send("x")
        second.until("key x")
        second.send("q")
        until(lambda: second.process.poll() is not None)
