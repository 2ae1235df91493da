"""What moves in the deck although no data moved, while the user wants that and something runs."""

from __future__ import annotations

from dataclasses import replace

from textual.timer import Timer

from ..present.animation import FRAMES, Counting, counted, spinner
from ..present.header import STALE_AFTER, quiet
from ..present.view import View
from .deck_pace import DeckPace


class DeckMotion(DeckPace):
    """A deck with one timer, which there is only while something has a reason to move."""

    _motion: Timer | None = None

    def watch_view(self, view: View) -> None:
        """Hand the view on; start or stop what moves."""
        super().watch_view(view)
        moving = view.look.animate and not quiet(view.snapshot)
        if moving and self._motion is None:
            self._motion = self.set_interval(1 / FRAMES, self._frame)
        elif not moving and self._motion is not None:
            self._motion.stop()
            self._motion = None
            self.view = replace(view, look=replace(view.look, spin=""), counting=None)

    def _frame(self) -> None:
        """The next frame; a deck that hears nothing from its reader looks frozen, as it is."""
        now, view = self._clock(), self.view
        if now - max(view.snapshot.read_at, self._checked()) > STALE_AFTER:
            return
        spin = spinner(view.look.spinner, now, ascii=view.look.glyphs.ascii)
        self.view = replace(view, look=replace(view.look, spin=spin), counting=_counting(view))


def _counting(view: View) -> Counting | None:
    run = view.run
    if run is None:
        return None
    from ..present.current import share

    return counted(view.counting or Counting(), run.id, run.tokens or 0, share(view), 1 / FRAMES)
