"""Stopped and continued, by key and by signal, below a shell that controls jobs."""

from __future__ import annotations

import os
import shlex
import shutil
import signal

import psutil
import pytest
from programs import Start
from pty_harness import Terminal
from waiting import until

bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash for its job control")


def _child(terminal: Terminal) -> psutil.Process:
    until(lambda: psutil.Process(terminal.process.pid).children())
    return psutil.Process(terminal.process.pid).children()[0]


def _in_bash(start: Start) -> Terminal:
    shell = Start(("bash", "--norc", "--noprofile", "--noediting", "-i"), "$ ", start.stack)
    terminal = shell(environ={"PS1": "$ "})
    terminal.send(shlex.join(start.command) + "\n")
    terminal.until(start.ready)
    return terminal


def _comes_back_and_leaves(terminal: Terminal, start: Start) -> None:
    terminal.cleared()
    terminal.send("fg\n")
    terminal.until(start.ready)
    assert not terminal.cooked()
    terminal.send("q")
    until(lambda: terminal.in_foreground() and terminal.cooked())
    terminal.send("echo left $?\n")
    terminal.until("left 0")


@bash
def test_v5_ctrl_z_gives_the_shell_its_terminal_and_fg_paints_again(start: Start) -> None:
    terminal = _in_bash(start)
    terminal.send("\x1a")
    terminal.until("Stopped")
    until(lambda: terminal.in_foreground() and terminal.cooked())
    assert b"\x1b[?1049l" in terminal.raw and b"\x1b[?1000l" in terminal.raw
    _comes_back_and_leaves(terminal, start)


@bash
def test_v5_a_stop_that_cannot_be_caught_is_survived(start: Start) -> None:
    terminal = _in_bash(start)
    program = _child(terminal)
    os.kill(program.pid, signal.SIGSTOP)
    terminal.until("Stopped")
    until(terminal.in_foreground)
    _comes_back_and_leaves(terminal, start)


def test_v5_stop_and_continue_without_a_shell_paint_again(tiny: Start) -> None:
    terminal = tiny()
    threads = psutil.Process(terminal.process.pid).num_threads()
    for _ in range(3):
        terminal.signal(signal.SIGSTOP)
        until(lambda: psutil.Process(terminal.process.pid).status() == psutil.STATUS_STOPPED)
        terminal.cleared()
        terminal.signal(signal.SIGCONT)
        terminal.until("clicks ")
    assert psutil.Process(terminal.process.pid).num_threads() == threads
    terminal.send("x")
    terminal.until("key x size 80x24 keys 1 ")
    terminal.send("q")
    assert terminal.exit_status() == 0
    assert terminal.cooked()
