"""Waiting for conditions with a deadline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


def until(predicate: Callable[[], object], seconds: float = 5.0) -> None:
    """Return when the predicate holds; fail the test when it does not within the deadline."""
    deadline = time.monotonic() + seconds
    while not predicate():
        assert time.monotonic() < deadline, f"condition not met within {seconds} s"
        time.sleep(0.01)


def a_moment(seconds: float) -> None:
    """Let that long pass before an attack, whose moment is drawn by lot; never a wait for something to happen."""
    time.sleep(seconds)


async def until_async(predicate: Callable[[], object], seconds: float = 10.0) -> None:
    """The same, letting the event loop run."""
    deadline = time.monotonic() + seconds
    while not predicate():
        assert time.monotonic() < deadline, f"condition not met within {seconds} s"
        await asyncio.sleep(0.003)
