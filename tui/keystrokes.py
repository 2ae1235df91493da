"""Keys one after the other, so that what is typed ahead reaches what the key before it opened."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

from textual.events import Key
from textual.message_pump import MessagePump

_PATIENCE = 1.0
"""Seconds after which a key that nobody finished no longer holds up the next one."""


class Keystrokes:
    """Hands out a key when the one before it went through every widget that could answer it.

    Textual forwards a key to what has the focus when it arrives. When keys come faster than they are handled, a
    prompt that ``/`` opens would lose the first letters to the panel below.
    """

    def __init__(self, forward: Callable[[Key], Awaitable[None]], chain: Callable[[], Sequence[MessagePump]]) -> None:
        self._forward = forward
        self._chain = chain
        self._waiting: deque[Key] = deque()
        self._since: float | None = None

    async def take(self, event: Key) -> None:
        """Forward the key now, or when the keys before it are done."""
        self._waiting.append(event)
        if self._since is None or monotonic() - self._since > _PATIENCE:
            await self._next()

    async def _next(self) -> None:
        if not self._waiting:
            self._since = None
            return
        self._since = monotonic()
        asked = self._chain()
        await self._forward(self._waiting.popleft())
        self._pass(asked)

    def _pass(self, pumps: Sequence[MessagePump]) -> None:
        """Queue behind the key at everyone it bubbles to, the app last."""
        for index, pump in enumerate(pumps):
            last = index == len(pumps) - 1
            if pump.call_later(self._next) if last else pump.call_later(self._pass, pumps[index + 1 :]):
                return
        self._since = None
