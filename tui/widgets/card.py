"""The card of the selected run on a small screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ..present.card import card
from ..present.line import Line
from ..present.view import View
from .panel import Panel


class Card(Panel, can_focus=False):
    """Step, gauge, estimate and the last events under the list."""

    NAME = "Card"
    TITLED: ClassVar[bool] = False

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """The title carries the run, so the card draws it itself."""
        return card(view, width, height)
