"""The way back: what was looked at before the user looked inside something."""

from __future__ import annotations

from dataclasses import dataclass

from wave_tui.data.address import Address

from ..present.arrange import Wish


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way: what was shown, and of which address."""

    wish: Wish
    address: Address


class Trail:
    """Where looking inside began, level by level."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []

    def leave(self, wish: Wish, address: Address) -> None:
        """Remember a place before going deeper; the same place twice is one level."""
        stop = Stop(wish, address)
        if not self._stops or self._stops[-1] != stop:
            self._stops.append(stop)

    def back(self, wish: Wish) -> Stop | None:
        """The place before this one; None when there is none, or when the zoom was turned on since."""
        if not self._stops or (wish.zoomed and not self._stops[-1].wish.zoomed):
            return None
        return self._stops.pop()

    def forget(self) -> None:
        """The user went home by another way."""
        self._stops.clear()
