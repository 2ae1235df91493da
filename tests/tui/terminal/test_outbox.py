"""Output to a terminal that does not read."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from threading import Event
from time import monotonic

import pytest
from waiting import until

from wave_tui.tui.terminal.outbox import LIMIT, Outbox, is_frame

FRAME = "\x1b[1;1H" + "x" * 20_000 + "\x1b[1;1H"


@pytest.fixture
def line() -> Iterator[tuple[int, int]]:
    """A raw pseudo-terminal: the end to read and the end to write."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, slave
    os.close(slave)
    try:
        os.close(master)
    except OSError:
        return


def _read(master: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += os.read(master, 65_536)
    return data


def test_a_frame_is_known_by_the_cursor_that_ends_it() -> None:
    assert is_frame(FRAME.encode())
    assert not is_frame(b"\x1b[?1049h") and not is_frame(b"\x1b]52;c;aGk=\x07")


def test_everything_arrives_in_order_at_a_terminal_that_reads(line: tuple[int, int]) -> None:
    master, slave = line
    outbox = Outbox(slave, "utf-8", lambda: None)
    for text in ("one ", "zwei ─ ", "three"):
        outbox.put(text)
    expected = "one zwei ─ three".encode()
    assert _read(master, len(expected)) == expected
    until(lambda: outbox.sent == len(expected) and outbox.backlog == 0)
    outbox.close()


def test_a_stalled_terminal_never_makes_the_writer_wait_and_waiting_bytes_are_bounded(line: tuple[int, int]) -> None:
    outbox = Outbox(line[1], "utf-8", lambda: None)
    for _ in range(500):
        outbox.put("\x1b[?2026h")
        outbox.put(FRAME)
        outbox.put("\x1b[?2026l")
    assert outbox.sent < 10 * len(FRAME)
    assert outbox.backlog < LIMIT + 2 * len(FRAME)
    outbox.close(0.05)


def test_a_terminal_that_lost_frames_and_reads_again_is_painted_anew(line: tuple[int, int]) -> None:
    drained = Event()
    outbox = Outbox(line[1], "utf-8", drained.set)
    for _ in range(20):
        outbox.put(FRAME)
    assert not drained.is_set()
    waiting = outbox.sent + outbox.backlog
    _read(line[0], waiting)
    assert drained.wait(5)
    outbox.put(FRAME)
    assert _read(line[0], len(FRAME)) == FRAME.encode()
    outbox.close()


def test_what_is_not_a_frame_is_never_dropped(line: tuple[int, int]) -> None:
    outbox = Outbox(line[1], "utf-8", lambda: None)
    for _ in range(20):
        outbox.put(FRAME)
    outbox.put("\x1b[?1000l")
    data = _read(line[0], outbox.sent + outbox.backlog)
    assert data.endswith(b"\x1b[?1000l")
    outbox.close()


def test_the_end_of_a_stalled_terminal_is_waited_for_no_longer_than_said(line: tuple[int, int]) -> None:
    outbox = Outbox(line[1], "utf-8", lambda: None)
    for _ in range(20):
        outbox.put(FRAME)
    began = monotonic()
    outbox.close(0.1)
    assert monotonic() - began < 1
    outbox.put("too late")


def test_a_terminal_that_is_gone_ends_the_output(line: tuple[int, int]) -> None:
    outbox = Outbox(line[1], "utf-8", lambda: None)
    os.close(line[0])
    outbox.put("lost")
    until(lambda: outbox.backlog == 0)
    outbox.put(FRAME)
    assert outbox.backlog == 0
    outbox.close()


def test_v3_a_terminal_without_utf8_gets_ascii(line: tuple[int, int]) -> None:
    outbox = Outbox(line[1], "ascii", lambda: None)
    outbox.put("a─b")
    assert _read(line[0], 3) == b"a?b"
    outbox.close()
