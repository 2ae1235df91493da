"""The one-line prompt for filters, searches and commands."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.suggester import SuggestFromList
from textual.widgets import Input

from wave_tui.data.text import clean

from ..messages import PromptAnswered, PromptChanged, PromptLeft

LIMIT = 65_536
"""Characters kept of what is typed or pasted."""


class Prompt(Input):
    """A line that asks for text; ``lead`` is its sign: ``/``, ``&`` or ``:``."""

    def __init__(self, lead: str, text: str, choices: Sequence[str] = (), history: Sequence[str] = ()) -> None:
        suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
        super().__init__(text, placeholder="", compact=True, max_length=LIMIT, suggester=suggester, id="prompt")
        self.lead = lead
        self.cursor_blink = False
        self._choices = tuple(choices)
        self._history = list(history)
        self._place = len(self._history)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every keystroke is told, so that a filter shows at once."""
        event.stop()
        self.post_message(PromptChanged(self.lead, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the text as it stands."""
        event.stop()
        self.post_message(PromptAnswered(self.lead, event.value))

    def on_key(self, event: events.Key) -> None:
        """Escape leaves, up and down walk through earlier answers, tab completes."""
        if event.key == "escape":
            event.stop()
            self.post_message(PromptLeft(self.lead))
        elif event.key in ("up", "down") and self._history:
            event.stop()
            self._walk(-1 if event.key == "up" else 1)
        elif event.key == "tab":
            event.stop()
            event.prevent_default()
            self._complete()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        room = LIMIT - len(self.value)
        self.insert_text_at_cursor(clean(event.text[: room * 2], limit=max(room, 0)).strip() if room > 0 else "")

    def _walk(self, by: int) -> None:
        self._place = max(0, min(self._place + by, len(self._history)))
        self.value = self._history[self._place] if self._place < len(self._history) else ""
        self.cursor_position = len(self.value)

    def _complete(self) -> None:
        fitting = [choice for choice in self._choices if choice.startswith(self.value)]
        if fitting:
            self.value = fitting[0]
            self.cursor_position = len(self.value)
