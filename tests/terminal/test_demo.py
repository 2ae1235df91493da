"""The demo in a real terminal: real runs at once, and nothing of it left however it ends."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import PROGRAM
from pty_harness import Terminal
from supervised import end_marked, marked
from waiting import until


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    """The demo, whose temporary folder is the test's own and whose processes carry a mark."""
    environ = {"TMPDIR": str(tmp_path), "SUPERVISION_TEST": str(tmp_path)}
    with Terminal([*PROGRAM, "demo", "--linger", "0"], size=(120, 40), environ=environ) as terminal:
        terminal.until(re.compile("RUN [56]"), 10)
        yield terminal
    end_marked(str(tmp_path))


def nothing_left(folder: Path) -> bool:
    """No process, no folder."""
    return not marked(str(folder)) and not list(folder.glob("wave-tui-demo-*"))


def test_it_is_alive_within_ten_seconds_and_leaves_nothing(demo: Terminal, tmp_path: Path) -> None:
    demo.until("waits for an answer", 10)
    demo.send("Q")
    assert demo.exit_status(20) == 0
    assert nothing_left(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_demo_that_is_ended_by_a_signal_leaves_nothing(
    demo: Terminal, tmp_path: Path, number: signal.Signals
) -> None:
    demo.signal(number)
    demo.exit_status(20)
    until(lambda: nothing_left(tmp_path), 20)


def test_a_demo_whose_terminal_is_closed_leaves_nothing(demo: Terminal, tmp_path: Path) -> None:
    demo.hang_up()
    until(lambda: nothing_left(tmp_path), 20)
