"""Waiting in a run that may be cancelled meanwhile."""

from __future__ import annotations

import asyncio

from .parts import Context


async def pause(context: Context, seconds: float) -> bool:
    """Wait; False when the run was cancelled meanwhile."""
    waiting = {asyncio.ensure_future(context.sleep(seconds)), asyncio.ensure_future(context.cancelled.wait())}
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    return not context.cancelled.is_set()
