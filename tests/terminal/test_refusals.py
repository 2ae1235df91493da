"""Where no screen can be drawn, a sentence is printed and nothing else."""

from __future__ import annotations

import os
import subprocess

import pytest
from programs import TINY, Start
from pty_harness import ENVIRONMENT


@pytest.mark.parametrize("term", ["dumb", "unknown", "", None])
def test_v2_a_terminal_that_cannot_move_its_cursor_gets_a_sentence(start: Start, term: str | None) -> None:
    terminal = start(environ={"TERM": term}, wait=False)
    assert terminal.exit_status() == 2
    assert b"TERM" in terminal.raw
    assert b"\x1b" not in terminal.raw
    assert terminal.cooked()


def _run_without(stream: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a terminal of which one stream is something else."""
    master, slave = os.openpty()
    try:
        return subprocess.run(
            TINY,
            stdin=subprocess.DEVNULL if stream == "stdin" else slave,
            stdout=subprocess.PIPE if stream == "stdout" else slave,
            stderr=subprocess.PIPE,
            env={**os.environ, **ENVIRONMENT},
            timeout=20,
            check=False,
        )
    finally:
        os.close(slave)
        os.close(master)


@pytest.mark.parametrize(("stream", "named"), [("stdin", b"standard input"), ("stdout", b"standard output")])
def test_v2_a_stream_that_is_no_terminal_gets_a_sentence(stream: str, named: bytes) -> None:
    done = _run_without(stream)
    assert done.returncode == 2
    assert named in done.stderr and done.stderr.count(b"\n") == 1
    assert b"\x1b" not in done.stderr + (done.stdout or b"")
