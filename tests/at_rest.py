"""An app at rest: what Textual's pilot waits for after every key, found out without waiting much longer than needed."""

from __future__ import annotations

import asyncio
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any

from textual import _wait
from textual._context import active_app

if TYPE_CHECKING:
    from textual.app import App

SLICE = 0.002
CALM = 2


async def at_rest(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Return once messages, resizes and threads have been at rest for some slices of time, or after ``max_sleep``.

    Textual's own way looks at slices of 20 ms, several for each key.
    """
    app, calm, began = active_app.get(None), 0, monotonic()
    while calm < CALM or monotonic() - began < min_sleep:
        spent = process_time()
        await asyncio.sleep(SLICE)
        at_work = process_time() - spent > SLICE / 4 or (app is not None and _has_more_to_do(app))
        calm = 0 if at_work else calm + 1
        if monotonic() - began > max_sleep:
            break


def _has_more_to_do(app: App[Any]) -> bool:
    return app._resize_timer is not None or any(pump.message_queue_size for pump in (app, *app._registry))


def quicken() -> None:
    """Let pilots wait this way; to be called before anything imports them."""
    _wait.wait_for_idle = at_rest
