"""Whether the terminal is still there, and how long an end may take."""

from __future__ import annotations

import asyncio
import os
import pty

import pytest
from waiting import until_async

from wave_tui.tui.terminal.life import HardEnd, hung_up, watch_lag


def test_p2_a_terminal_without_its_other_end_has_hung_up() -> None:
    master, slave = pty.openpty()
    assert not hung_up(slave)
    os.close(master)
    assert hung_up(slave)
    os.close(slave)


async def test_an_event_loop_that_was_blocked_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    clock = loop.time
    told: list[str] = []
    watch = asyncio.create_task(watch_lag(told.append))
    await asyncio.sleep(0)
    monkeypatch.setattr(loop, "time", lambda: clock() + 0.25)
    await until_async(lambda: told)
    watch.cancel()
    assert told[0].startswith("event loop blocked for ")


def test_an_end_that_came_in_time_is_not_forced() -> None:
    hard = HardEnd(60)
    hard.arm(1)
    hard.arm(2)
    hard.disarm()
    HardEnd().disarm()
