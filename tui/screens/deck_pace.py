"""How the deck follows a hand that moves through the runs."""

from __future__ import annotations

from time import monotonic

from textual.timer import Timer

from wave_tui.data.views import Query

from ..messages import QueryAsked
from ..present.arrange import Wish
from .deck_base import DeckBase

MOVING = 0.3
"""Seconds: who goes to another run again so soon is on the way to a third one."""
REST = 0.1
"""Seconds after which a hand that moved rests, so that it is worth while to show what is inside the run."""


class DeckPace(DeckBase):
    """A deck that opens a run at once, and of many runs that are only passed none.

    What is inside a run is ten times the cells of the row that moves: over a slow link that would be the lag.
    """

    _moved = 0.0
    _held: Timer | None = None

    def ask(self, query: Query) -> None:
        """Send a query up; one for the next of several runs in a row waits until the hand rests."""
        if query.run == self.query_now.run or not self._moves():
            self._let_go()
            super().ask(query)
            return
        self.query_now = query
        if self._held is None:
            self._held = self.set_timer(REST, self._look)

    def watch_wish(self, before: Wish, after: Wish) -> None:
        """Other panels; who looks inside a run does not move any more."""
        super().watch_wish(before, after)
        if self._held is not None:
            self._rested()

    def _moves(self) -> bool:
        now = monotonic()
        moves, self._moved = now - self._moved < MOVING, now
        return moves

    def _look(self) -> None:
        left = self._moved + REST - monotonic()
        if left > 0:
            self._held = self.set_timer(left, self._look)
        else:
            self._rested()

    def _rested(self) -> None:
        self._let_go()
        self.post_message(QueryAsked(self.query_now))

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.stop()
            self._held = None
