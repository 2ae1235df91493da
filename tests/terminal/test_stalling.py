"""A terminal that takes nothing for a while."""

from __future__ import annotations

import time
from pathlib import Path

from programs import Start
from waiting import until


def _beat(path: str) -> tuple[int, int]:
    """How often the event loop was alive, and how many bytes waited then."""
    count, backlog = Path(path).read_text().split() or ("0", "0")
    return int(count), int(backlog)


def test_a_stalled_terminal_never_blocks_the_event_loop(tiny: Start, heartbeat: str) -> None:
    terminal = tiny(heartbeat)
    terminal.stall()
    terminal.send("f")
    until(lambda: _beat(heartbeat)[1] > 32_768)
    stalled = _beat(heartbeat)[0]
    until(lambda: _beat(heartbeat)[0] > stalled + 50)
    assert _beat(heartbeat)[1] < 120_000
    terminal.send("f")
    terminal.flow()
    terminal.until("calm after", 3)


def test_after_a_stall_the_whole_screen_is_right(tiny: Start, heartbeat: str) -> None:
    terminal = tiny(heartbeat)
    terminal.stall()
    terminal.send("f")
    until(lambda: _beat(heartbeat)[1] > 32_768)
    terminal.resize((60, 12))
    terminal.send("xf")
    stalled = _beat(heartbeat)[0]
    until(lambda: _beat(heartbeat)[0] > stalled + 20)
    terminal.flow()
    text = terminal.until("calm after", 3)
    assert "keys 3 " in text.splitlines()[0]
    assert all(not line.strip("▊▎▔▁ ") for line in text.splitlines()[1:4])


def test_an_idle_program_writes_nothing(start: Start) -> None:
    terminal = start()
    size = -1

    def quiet() -> bool:
        nonlocal size
        before, size = size, len(terminal.raw)
        began = time.monotonic()
        until(lambda: time.monotonic() - began > 0.3)
        return before == len(terminal.raw)

    until(quiet)
