"""How long an event loop was busy at a stretch, so that nothing could be painted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

_TICK = 0.005
_QUEUE = Path("/proc/thread-self/schedstat")


@dataclass
class Gaps:
    """What was seen of the loop; ``longest`` in seconds, without what other processes took."""

    longest: float = 0.0
    ticks: int = 0


@contextlib.asynccontextmanager
async def watched_frames() -> AsyncIterator[Gaps]:
    """The gaps of this thread's event loop from now on."""
    gaps = Gaps()
    watcher = asyncio.create_task(_watch(gaps))
    try:
        yield gaps
    finally:
        watcher.cancel()


async def _watch(gaps: Gaps) -> None:
    while True:
        began, queued = monotonic(), _queued()
        await asyncio.sleep(_TICK)
        gaps.longest = max(gaps.longest, monotonic() - began - _TICK - (_queued() - queued))
        gaps.ticks += 1


def _queued() -> float:
    """Seconds for which this thread was ready to run and had no processor; 0 where the kernel does not count them."""
    try:
        return int(_QUEUE.read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0
