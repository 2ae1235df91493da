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

    def __init__(
        self,
        forward: Callable[[Key], Awaitable[None]],
        chain: Callable[[], Sequence[MessagePump]],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._forward = forward
        self._chain = chain
        self._clock = clock
        self._waiting: deque[Key] = deque()
        self._since: float | None = None
        self._overdue = False
        self._turn = 0

    async def take(self, event: Key) -> None:
        """Forward the key now, or when the keys before it are done."""
        self._waiting.append(event)
        if self._since is None or self._is_stuck():
            await self._next(self._turn)

    def _is_stuck(self) -> bool:
        """True when the key before is overdue for the second time; once may be a program that was held up."""
        if self._since is None or self._clock() - self._since <= _PATIENCE:
            return False
        twice, self._overdue, self._since = self._overdue, True, self._clock()
        return twice

    async def _next(self, turn: int) -> None:
        if turn != self._turn:  # its key took so long that others went ahead
            return
        self._turn += 1
        self._overdue, self._since = False, self._clock() if self._waiting else None
        if self._waiting:
            asked = self._chain()
            await self._forward(self._waiting.popleft())
            self._pass(self._turn, asked)

    def _pass(self, turn: int, pumps: Sequence[MessagePump]) -> None:
        """Queue behind the key at everyone it bubbles to, the app last."""
        for index, pump in enumerate(pumps):
            last = index == len(pumps) - 1
            asked = pump.call_later(self._next, turn) if last else pump.call_later(self._pass, turn, pumps[index + 1 :])
            if asked:
                return
        self._since = None
