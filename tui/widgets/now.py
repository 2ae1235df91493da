"""The Now panel."""

from __future__ import annotations

from collections.abc import Sequence

from ..present.line import Line
from ..present.now import now, updated
from ..present.view import View
from .panel import Panel


class NowPanel(Panel, can_focus=False):
    """What the selected run does at this moment, or what it ended with."""

    NAME = "Now"

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """Step, gauge, tokens, comparison and output."""
        return now(view, width, height)

    def facts(self, view: View) -> Sequence[Line]:
        """How fresh it is."""
        return updated(view)
